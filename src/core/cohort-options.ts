import type { CohortOptions } from './cohort.ts';
import { TIGHTEN_BY, type TightenBy } from './peer-facts.ts';

/** The fields by which a claim says how its peers are to be chosen. */
export const OPTION_KEYS = ['tighten', 'widen', 'own'] as const;
export type OptionKey = (typeof OPTION_KEYS)[number];

const YES = /^(yes|y|true|1|on)$/i;
const NO = /^(no|n|false|0|off)$/i;

/** One field as options; what is not understood is told, with what can be said. Fails: never. */
export function readOption(key: OptionKey, value: string): { options: CohortOptions; problems: string[] } {
  if (key !== 'tighten') {
    if (YES.test(value)) return { options: { [key]: true }, problems: [] };
    if (NO.test(value)) return { options: {}, problems: [] };
    return { options: {}, problems: [`${key} is yes or no, not "${value.slice(0, 40)}".`] };
  }
  const said = value
    .split(/[,+\s]+/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase().replace(/^color$/, 'colour'));
  const tighten = TIGHTEN_BY.filter((by) => said.includes(by));
  const unknown = said.filter((word) => !TIGHTEN_BY.some((by) => by === word));
  const problems = [
    ...unknown.map((word) => `"${word.slice(0, 40)}" is nothing to tighten by; it can be ${TIGHTEN_BY.join(', ')}.`),
    ...(said.length === 0 ? [`tighten is given without a value; it can be ${TIGHTEN_BY.join(', ')}.`] : []),
  ];
  return { options: tighten.length === 0 ? {} : { tighten }, problems };
}

/** Options as the fields that say them, for a button: `tighten=firmware,region widen=yes`; empty for none. */
export function writeOptions({ tighten = [], widen, own }: CohortOptions): string {
  const fields = [
    tighten.length === 0 ? '' : `tighten=${TIGHTEN_BY.filter((by) => tighten.includes(by)).join(',')}`,
    widen === true ? 'widen=yes' : '',
    own === true ? 'own=yes' : '',
  ];
  return fields.filter((field) => field !== '').join(' ');
}

/** Reads what `writeOptions` wrote; undefined for anything else. */
export function readOptions(text: string): CohortOptions | undefined {
  const fields = text.split(' ').filter((field) => field !== '');
  let all: CohortOptions = {};
  for (const field of fields) {
    const [name, value = ''] = field.split('=', 2);
    const key = OPTION_KEYS.find((one) => one === name);
    if (key === undefined) return undefined;
    const { options, problems } = readOption(key, value);
    if (problems.length > 0) return undefined;
    all = withOption(all, options);
  }
  return all;
}

/** Both together. */
export function withOption(one: CohortOptions, other: CohortOptions): CohortOptions {
  const both: readonly TightenBy[] = [...(one.tighten ?? []), ...(other.tighten ?? [])];
  const tighten = TIGHTEN_BY.filter((by) => both.includes(by));
  return {
    ...(tighten.length === 0 ? {} : { tighten }),
    ...(one.widen === true || other.widen === true ? { widen: true } : {}),
    ...(one.own === true || other.own === true ? { own: true } : {}),
  };
}

/** Whether two fetches were asked for the same peers. */
export function isSameOptions(one: CohortOptions | undefined, other: CohortOptions | undefined): boolean {
  return writeOptions(one ?? {}) === writeOptions(other ?? {});
}
