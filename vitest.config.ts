import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Rooms that keep nothing between two tests: their files share what was imported, since to import it takes longer than to run most of them. */
const THINKING = ['core', 'rules', 'chart', 'config', 'flow'].map((room) => `test/${room}/**/*.test.ts`);

/** Folders whose files wait for processes and clocks: begun first, they wait beside those that compute. */
const WAITING = ['/test/whole/', '/test/queue/', '/test/cli/', '/test/store/'];

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const at = WAITING.findIndex((folder) => moduleId.includes(folder));
      return at === -1 ? WAITING.length : at;
    };
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
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
    maxWorkers: 4,
    sequence: { sequencer: LongFirst },
    projects: [
      { extends: true, test: { name: 'thinking', include: THINKING, isolate: false } },
      {
        extends: true,
        test: { name: 'acting', include: ['test/**/*.test.ts', 'test/**/*.test.tsx'], exclude: THINKING },
      },
    ],
  },
});
