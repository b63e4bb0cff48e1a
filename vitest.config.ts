import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that count what their process holds or spends: what another file left in it would hide what theirs leaves. */
const ALONE = ['adapters', 'fuzz', 'hostile-texts', 'ipp-faults', 'open-reader', 'snmp-faults-answers', 'worker'].map(
  (name) => `test/devices/${name}.test.ts`,
);

/** Files that run whole bots and fleets: each alone is a busy machine, so that others come between any two of them. */
const isWhole = ({ moduleId }: TestSpecification): boolean => moduleId.includes('/test/whole/');
const isAlone = ({ project }: TestSpecification): boolean => project.name === 'alone';

/** Those that stand alone come first: a process that files share ends where the next file is none of them. */
class WholeApart extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const [whole, others] = [sorted.filter(isWhole), sorted.filter((file) => !isWhole(file) && !isAlone(file))];
    const between = Math.floor((others.length * 0.7) / Math.max(1, whole.length));
    return [
      ...sorted.filter(isAlone),
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
      // To import takes longer than to run most files, so that they share what was imported.
      {
        extends: true,
        test: { name: 'shared', include: ['test/**/*.test.ts', 'test/**/*.test.tsx'], exclude: ALONE, isolate: false },
      },
      { extends: true, test: { name: 'alone', include: ALONE } },
    ],
  },
});
