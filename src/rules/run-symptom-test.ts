import type { RuleBook } from './book.ts';
import { failedCase, type Finding } from './fault.ts';
import { parseText } from './parse.ts';
import type { SymptomTest } from './test-schema.ts';

/** Runs the texts of one symptom's test. */
export function runSymptomTest(book: RuleBook, id: string, test: SymptomTest): Finding[] {
  const found: Finding[] = [];
  for (const group of ['match', 'miss'] as const)
    for (const [index, text] of test[group].entries()) {
      const { symptoms } = parseText(book, text);
      if (symptoms.includes(id) === (group === 'match')) continue;
      const heard = symptoms.length === 0 ? 'nothing was heard in it' : `heard: ${symptoms.join(', ')}`;
      found.push(failedCase(`"${text}" ${group === 'match' ? 'does not give' : 'gives'} ${id}`, [group, index], heard));
    }
  return found;
}
