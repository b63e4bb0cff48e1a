import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Rooms that keep nothing between two tests: their files share what was imported, since to import it takes longer than to run most of them. */
const SHARED = ['core', 'rules', 'chart', 'config', 'flow', 'slack', 'api', 'store'].map(
  (room) => `test/${room}/**/*.test.ts`,
);

/** Files that run whole bots and fleets: each alone is a busy machine, so that others come between any two of them. */
const isWhole = ({ moduleId }: TestSpecification): boolean => moduleId.includes('/test/whole/');

class WholeApart extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const [whole, others] = [sorted.filter(isWhole), sorted.filter((file) => !isWhole(file))];
    const between = Math.floor((others.length * 0.7) / Math.max(1, whole.length));
    return [
      ...whole.flatMap((file, n) => [file, ...others.slice(n * between, (n + 1) * between)]),
      ...others.slice(whole.length * between),
    ];
  }
}

export default defineConfig({
  test: {
    globalSetup: 'test/temporary-folder.ts',
    // How long things take on a busy machine is no test's business: these only end what hangs.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000, interval: 10 } },
    // Every suite that opens sockets binds to port 0 on loopback, so files can run beside each other.
    fileParallelism: true,
    // Most of the longer tests wait for sockets; the default on two cores would run one file at a time.
    maxWorkers: 3,
    sequence: { sequencer: WholeApart },
    projects: [
      { extends: true, test: { name: 'shared', include: SHARED, isolate: false } },
      {
        extends: true,
        test: { name: 'apart', include: ['test/**/*.test.ts', 'test/**/*.test.tsx'], exclude: SHARED },
      },
    ],
  },
});
