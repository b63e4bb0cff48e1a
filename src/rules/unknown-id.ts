import type { Finding } from './fault.ts';
import { nearWord } from '../core/near-word.ts';

/** The one way a reference to something that is not there is told. */
export function unknownId(kind: string, id: string, where: PropertyKey[], known: Iterable<string>): Finding {
  const near = nearWord(id, known);
  return {
    what: `there is no ${kind} "${id}"`,
    where,
    why: near === undefined ? `add rules/${kind}s/${id}.yml or name another` : `did you mean "${near}"?`,
    on: 'value',
  };
}
