import { type Meets, meetsOf } from '../../core/condition.ts';
import type { SnmpColumn, SnmpTablePlace, Where } from '../../core/place.ts';

/** A template cut up: texts and names in turn, beginning and ending with a text. */
export type Template = { texts: string[]; names: string[] };

/** A table place made ready to be read many times. `needed` are the columns to walk; what nothing refers to is not read. */
export type TablePlan = {
  needed: string[];
  columns: Map<string, SnmpColumn>;
  /** Conditions of which a row meets any set whole. */
  where: [string, Meets][][];
  percentWhen: [string, Meets][];
  /** Rules for each word of our own, in their order. */
  words: Map<string, { column: string; meets: Meets; is: string | undefined }[]>;
  /** The key of a row's part; undefined where the first row is the whole item. */
  key?: Template;
  title?: Template;
};

const plans = new WeakMap<SnmpTablePlace, TablePlan>();

/** The plan of a place; made once, because the same place is read on every device of a model. */
export function planOf(place: SnmpTablePlace): TablePlan {
  const known = plans.get(place);
  if (known !== undefined) return known;
  const plan = makePlan(place);
  plans.set(place, plan);
  return plan;
}

function makePlan(place: SnmpTablePlace): TablePlan {
  const columns = new Map(Object.entries(place.columns));
  const key = place.part === undefined ? undefined : cutTemplate(place.part.key);
  // A title may be a template or, for short, the name of a column.
  const title = place.part?.title;
  const titleTemplate = title === undefined ? undefined : cutTemplate(columns.has(title) ? `{${title}}` : title);
  const where = [place.where ?? {}].flat().map(conditionsOf);
  const percentWhen = conditionsOf(place.percentWhen ?? {});
  const names = new Set([
    place.value,
    ...[...where.flat(), ...percentWhen].map(([name]) => name),
    ...(key?.names ?? []),
    ...(titleTemplate?.names ?? []),
  ]);
  const words: TablePlan['words'] = new Map();
  for (const [word, rules] of Object.entries(place.words ?? {})) {
    words.set(
      word,
      rules.map(({ column, matches, is }) => ({ column, meets: meetsOf({ matches }), is })),
    );
    if (names.has(word)) for (const { column } of rules) names.add(column);
  }
  if (place.outOf !== undefined) names.add(place.outOf);
  if (place.unitOf !== undefined) names.add(place.unitOf.column);
  // A set goes on to what is added on the way: a join's own column may be joined itself.
  for (const name of names) {
    const column = columns.get(name);
    if (typeof column === 'object') names.add(column.by);
  }
  const needed = [...names].flatMap((name) => {
    const column = columns.get(name);
    return column === undefined ? [] : [typeof column === 'string' ? column : column.oid];
  });
  const plan: TablePlan = { needed, columns, where, percentWhen, words };
  if (key !== undefined) plan.key = key;
  if (titleTemplate !== undefined) plan.title = titleTemplate;
  return plan;
}

function conditionsOf(where: Where): [string, Meets][] {
  return Object.entries(where).map(([name, condition]) => [name, meetsOf(condition)]);
}

function cutTemplate(template: string): Template {
  const pieces = template.split(/\{([^}]+)\}/);
  return {
    texts: pieces.filter((_piece, n) => n % 2 === 0),
    names: pieces.filter((_piece, n) => n % 2 === 1),
  };
}
