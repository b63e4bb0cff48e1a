import type { Dossier } from '../core/dossier.ts';
import type { Config } from '../config/config.ts';
import type { IntakeResult } from '../core/intake.ts';
import { AppError } from '../core/errors.ts';
import { loadDossier } from '../flow/load-dossier.ts';
import { openLog } from '../log.ts';
import { openEngine } from '../open-engine.ts';

/**
 * Takes a claim in the terminal and answers it: the whole walk, without Slack. `onProblem` hears what was not understood of a claim that is answered.
 * Fails: AppError `not_found` for an unknown serial (naming near ones), `bad_input` for a text that is no claim.
 */
export async function askInTerminal(
  config: Config,
  text: string,
  onProblem: (problem: string) => void,
  onState?: (dossier: Dossier) => void,
): Promise<Dossier> {
  const log = openLog(config.logLevel === 'info' ? 'warn' : config.logLevel);
  const notify = { show: async (dossier: Dossier) => onState?.(dossier), forget: () => undefined };
  const engine = await openEngine(config, notify, log, { isAlone: true });
  try {
    engine.runner.work(1);
    if ((await engine.store.countDevices()) === 0) {
      throw new AppError(
        'not_found',
        'The registry is empty. Import devices with "claimscope fleet import FILE", or add --demo to ask the simulated fleet.',
      );
    }
    const at = Date.now();
    const result = await engine.desk.intake(
      { sourceKey: `terminal:${process.pid}:${at}`, text, by: 'terminal', at, origin: { via: 'terminal' } },
      'command',
    );
    if (result.kind !== 'claim') throw new AppError('bad_input', problemOf(result), { result });
    for (const problem of result.problems ?? []) onProblem(problem);
    await engine.runner.idle();
    const dossier = await loadDossier(engine.deps, result.claim.id);
    if (dossier === undefined) throw new AppError('bug', `claim ${result.claim.id} vanished`);
    return dossier;
  } finally {
    await engine.close();
  }
}

function problemOf(result: Exclude<IntakeResult, { kind: 'claim' }>): string {
  switch (result.kind) {
    case 'which-device': {
      if (result.said === '') return 'Which device? Add serial=…';
      const near = result.candidates.map(({ serial, model, customer, why }) => {
        return `${serial} (${model}, ${customer}${why === undefined ? '' : `; ${why}`})`;
      });
      const nearby = near.length > 0 ? ` Near it: ${near.join('; ')}.` : '';
      return `No device has the serial number ${result.said}.${nearby}`;
    }
    case 'which-symptom':
      return `What is wrong with ${result.serial}? Add symptom=… (${result.candidates.map(({ id }) => id).join(', ')})`;
    case 'help':
      return `${result.problem} Known symptoms: ${result.symptoms.map(({ id }) => id).join(', ')}.`;
    case 'nothing':
      return 'This says nothing about a device. Write serial=… symptom=…';
  }
}
