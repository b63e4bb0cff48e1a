import { explain } from '../core/explain.ts';
import type { RuleBook } from './book.ts';
import type { ExplainTest } from './explain-schema.ts';
import { failedCase, type Finding } from './fault.ts';

/** Runs the cases of one language: everything that must be said is in what is said. */
export function runExplainTest(book: RuleBook, id: string, test: ExplainTest): Finding[] {
  const words = book.explain.find((language) => language.id === id);
  if (words === undefined) return [];
  return test.cases.flatMap(({ name, says, symptom, ...told }, index) => {
    const said = explain(words, { serial: 'SERIAL-1', symptoms: [symptom], at: 0, ...told });
    return says.flatMap((text, at) =>
      said.includes(text) ? [] : [failedCase(`"${text}" is not said of ${name}`, ['cases', index, 'says', at], said)],
    );
  });
}
