import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Every suite that opens sockets binds to port 0 on loopback, so files can run beside each other.
    fileParallelism: true,
    // Most of the longer tests wait for sockets; the default on two cores would run one file at a time.
    maxWorkers: 3,
  },
});
