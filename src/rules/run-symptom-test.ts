import type { RuleBook } from './book.ts';
import { failedCase, type Finding } from './fault.ts';
import { parseText } from './parse.ts';
import { symptomsOfTrap } from './symptom-of-trap.ts';
import type { SymptomTest } from './test-schema.ts';

/** Runs the texts of one symptom's test, and what machines tell. */
export function runSymptomTest(book: RuleBook, id: string, test: SymptomTest): Finding[] {
  const found: Finding[] = [];
  for (const group of ['match', 'miss'] as const)
    for (const [index, text] of test[group].entries()) {
      const { symptoms } = parseText(book, text);
      if (symptoms.includes(id) === (group === 'match')) continue;
      const heard = symptoms.length === 0 ? 'nothing was heard in it' : `heard: ${symptoms.join(', ')}`;
      found.push(failedCase(`"${text}" ${group === 'match' ? 'does not give' : 'gives'} ${id}`, [group, index], heard));
    }
  return [...found, ...runAlerts(book, id, test)];
}

function runAlerts(book: RuleBook, id: string, { alerts }: SymptomTest): Finding[] {
  const found: Finding[] = [];
  for (const group of ['match', 'miss'] as const)
    for (const [index, { trap, ...told }] of (alerts?.[group] ?? []).entries()) {
      const symptoms = symptomsOfTrap(book, { from: '', generic: trap, ...told }).map(({ symptom }) => symptom);
      if (symptoms.includes(id) === (group === 'match')) continue;
      const what = `${JSON.stringify({ ...told, trap })} ${group === 'match' ? 'does not give' : 'gives'} ${id}`;
      found.push(failedCase(what, ['alerts', group, index], `it gives ${symptoms.join(', ') || 'nothing'}`));
    }
  return found;
}

/** Runs the texts of one kind of talk: what matches opens no claim, what misses is a claim or at least a question. */
export function runTalkTest(book: RuleBook, _id: string, test: SymptomTest): Finding[] {
  const found: Finding[] = [];
  for (const group of ['match', 'miss'] as const)
    for (const [index, text] of test[group].entries()) {
      const { symptoms, candidates } = parseText(book, text);
      const heard = [...symptoms, ...candidates].join(', ');
      const isTalk = symptoms.length === 0 && (group === 'match' || candidates.length === 0);
      if (isTalk === (group === 'match')) continue;
      found.push(
        failedCase(`"${text}" ${group === 'match' ? 'opens a claim' : 'is taken for talk'}`, [group, index], heard),
      );
    }
  return found;
}
