import { randomBytes } from 'node:crypto';
import { runFuzz } from './run-fuzz.ts';

function argument(name: string): string | undefined {
  const at = process.argv.indexOf(name);
  return at > 0 ? process.argv[at + 1] : undefined;
}

function mib(octets: number): string {
  return `${(octets / 1024 / 1024).toFixed(1)} MiB`;
}

const answers = Number(argument('--answers') ?? 200_000);
if (!Number.isInteger(answers) || answers < 1) throw new RangeError('--answers takes a whole number from 1');
const only = (['snmp', 'http', 'ipp', 'pjl'] as const).find((protocol) => protocol === argument('--only'));
const seed = argument('--seed') ?? randomBytes(6).toString('hex');
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
