import { randomBytes } from 'node:crypto';
import { isSound, leftOf } from './count-claims.ts';
import { runChaos } from './run-chaos.ts';

function argument(name: string): string | undefined {
  const at = process.argv.indexOf(name);
  return at > 0 ? process.argv[at + 1] : undefined;
}

const kills = Number(argument('--kills') ?? 50);
if (!Number.isInteger(kills) || kills < 1) throw new RangeError('--kills takes a whole number from 1');
const fsync = (['always', 'everysec'] as const).find((one) => one === (argument('--fsync') ?? 'always'));
if (fsync === undefined) throw new RangeError('--fsync takes always or everysec');
const seed = argument('--seed') ?? randomBytes(6).toString('hex');
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
