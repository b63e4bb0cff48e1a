import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { isSound, leftOf } from './count-claims.ts';
import { runChaos } from './run-chaos.ts';

/** What was asked for; undefined where it cannot be understood. */
function askedIn(args: string[]): { kills: number; seed: string; fsync: 'always' | 'everysec' } | undefined {
  try {
    const { values } = parseArgs({
      args,
      options: { kills: { type: 'string' }, seed: { type: 'string' }, fsync: { type: 'string' } },
    });
    const kills = Number(values.kills ?? 50);
    const fsync = (['always', 'everysec'] as const).find((one) => one === (values.fsync ?? 'always'));
    if (!Number.isInteger(kills) || kills < 1 || fsync === undefined) return undefined;
    return { kills, fsync, seed: values.seed ?? randomBytes(6).toString('hex') };
  } catch {
    return undefined;
  }
}

const asked = askedIn(process.argv.slice(2));
if (asked === undefined) {
  process.stderr.write('npm run chaos -- [--kills 50] [--seed SEED] [--fsync always|everysec]\n');
  process.exit(2);
}
const { kills, seed, fsync } = asked;
// Said first, so that a run that ends badly can be repeated.
process.stdout.write(`seed ${seed}, ${kills} kills, appendfsync ${fsync}\n`);

const report = await runChaos({
  kills,
  seed,
  fsync,
  onKill: (n, victim) => process.stderr.write(`kill ${n}: ${victim}\n`),
});
const { lost, kept, unfinished, notShown, doubled, repeated } = report;
const victims = Object.entries(report.kills).map(([victim, times]) => `${victim} ${times}`);
const ends = report.ends.map(({ name, code, tookMs }) => `${name} code ${code} in ${Math.round(tookMs)} ms`);
function list(faults: readonly unknown[]): string {
  return faults.length === 0 ? '0' : `${faults.length}: ${faults.join(', ')}`;
}
process.stdout.write(
  [
    `killed        ${victims.join(', ')}`,
    `said          ${report.said}, of which ${report.taken} were taken and ${report.refused} told that it did not work`,
    `filed         ${report.claims} claims`,
    `finished      ${report.claims - leftOf(report)}`,
    `lost          ${list(lost)}`,
    `kept only     ${list(kept)}`,
    `doubled       ${list(doubled)}`,
    `unfinished    ${list(unfinished)}`,
    `not shown     ${list(notShown)}`,
    `messages      ${report.messages}, repeated: ${list(repeated)}`,
    `ended         ${ends.join(', ')}`,
    `took          ${report.seconds.toFixed(0)} s`,
    isSound(report) ? 'nothing happened that must not' : 'FAULTS',
    '',
  ].join('\n'),
);
process.exitCode = isSound(report) ? 0 : 1;
