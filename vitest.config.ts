import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    globalSetup: 'test/temporary-folder.ts',
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // What is awaited is looked for often, and for as long as a busy machine may need: how soon it must come is no test's business.
    expect: { poll: { timeout: 15_000, interval: 10 } },
    // Every suite that opens sockets binds to port 0 on loopback, so files can run beside each other.
    fileParallelism: true,
    // Most of the longer tests wait for sockets; the default on two cores would run one file at a time.
    maxWorkers: 3,
  },
});
