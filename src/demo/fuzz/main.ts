import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { runFuzz } from './run-fuzz.ts';

type Asked = { answers: number; seed: string; only: 'snmp' | 'http' | 'ipp' | 'pjl' | undefined };

/** What was asked for; undefined where it cannot be understood. */
function askedIn(args: string[]): Asked | undefined {
  try {
    const { values } = parseArgs({
      args,
      options: { answers: { type: 'string' }, seed: { type: 'string' }, only: { type: 'string' } },
    });
    const answers = Number(values.answers ?? 200_000);
    const only = (['snmp', 'http', 'ipp', 'pjl'] as const).find((protocol) => protocol === values.only);
    if (!Number.isInteger(answers) || answers < 1 || only !== values.only) return undefined;
    return { answers, only, seed: values.seed ?? randomBytes(6).toString('hex') };
  } catch {
    return undefined;
  }
}

function mib(octets: number): string {
  return `${(octets / 1024 / 1024).toFixed(1)} MiB`;
}

const asked = askedIn(process.argv.slice(2));
if (asked === undefined) {
  process.stderr.write('npm run fuzz -- [--answers 200000] [--seed SEED] [--only snmp|http|ipp|pjl]\n');
  process.exit(2);
}
const { answers, seed, only } = asked;
// Said first, so that a run that ends badly can be repeated.
process.stdout.write(`seed ${seed}, ${answers} mutated answers\n`);

const started = performance.now();
const report = await runFuzz({ answers, seed, only });
const seconds = ((performance.now() - started) / 1000).toFixed(0);
const { snmp, http, ipp, pjl } = report.answers;
const { slowest, memory } = report;
const values = Object.entries(report.values).sort(([, one], [, other]) => other - one);
process.stdout.write(
  [
    `answers   ${snmp + http + ipp + pjl} in ${seconds} s: SNMP ${snmp}, HTTP ${http}, IPP ${ipp}, PJL ${pjl}`,
    `reads     ${report.reads}`,
    `readings  ${values.map(([kind, count]) => `${kind} ${count}`).join(', ')}`,
    `slowest   ${Math.round(slowest.tookMs)} ms with a deadline of ${slowest.deadlineMs} ms, over ${slowest.protocols}; ${Math.round(slowest.overMs)} ms over once the loop's own delay is taken off`,
    `loop      held up for ${Math.round(report.longestHoldUpMs)} ms at most`,
    `memory    RSS ${mib(memory.firstRss)} at first, ${mib(memory.peakRss)} at most, ${mib(memory.lastRss)} at last; what lives on the heap grew by ${mib(memory.heapGrowth)} since the first round`,
    `close     ${Math.round(report.closeMs)} ms at most`,
    `sockets   ${report.heldSockets} held at last`,
    report.faults.length === 0 ? 'nothing happened that must not' : `FAULTS\n${report.faults.join('\n')}`,
    '',
  ].join('\n'),
);
process.exitCode = report.faults.length === 0 ? 0 : 1;
