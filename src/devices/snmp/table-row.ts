import { type Cell, textOf } from './cell.ts';
import type { TablePlan, Template } from './table-plan.ts';
import type { Column } from './walk.ts';

/** The columns of a table as they were read, with the plan they were read by. */
export type TableRead = { plan: TablePlan; columns: ReadonlyMap<string, Column> };

/** The rows there are: those of the value's column or, where the value is joined, of the column it is joined by. */
export function rowIndexes({ plan, columns }: TableRead, value: string): string[] {
  let column = plan.columns.get(value);
  for (let joins = 0; typeof column === 'object' && joins < plan.columns.size; joins += 1) {
    column = plan.columns.get(column.by);
  }
  return typeof column === 'string' ? [...(columns.get(column)?.rows.keys() ?? [])] : [];
}

/** The cell of a named column in a row; of a joined column, the row of the other table that ends in the number found in `by`. */
export function cellIn(table: TableRead, name: string, index: string, joins = 0): Cell | undefined {
  const column = table.plan.columns.get(name);
  if (column === undefined || joins > table.plan.columns.size) return undefined;
  if (typeof column === 'string') return table.columns.get(column)?.rows.get(index);
  const by = cellIn(table, column.by, index, joins + 1);
  const rows = table.columns.get(column.oid)?.rows;
  if (by?.kind !== 'value' || rows === undefined) return undefined;
  const wanted = textOf(by);
  // Both tables hang below the same device index as a rule; where they do not, the last number alone decides.
  const near = rows.get(index.slice(0, index.lastIndexOf('.') + 1) + wanted);
  if (near !== undefined) return near;
  for (const [other, cell] of rows) if (lastNumber(other) === wanted) return cell;
  return undefined;
}

/**
 * What a name stands for in a row: a number of its index (`index` the last, `index:2` the last but one), a word of our own, or the text of a column.
 */
export function wordIn(table: TableRead, name: string, index: string): string | undefined {
  const back = table.plan.columns.has(name) ? undefined : /^index(?::([1-9]))?$/.exec(name);
  if (back !== undefined && back !== null) return index.split('.').at(-Number(back[1] ?? 1));
  const rules = table.plan.words.get(name);
  if (rules !== undefined) return ownWord(table, rules, index);
  const cell = cellIn(table, name, index);
  return cell?.kind === 'value' ? textOf(cell) : undefined;
}

function ownWord(table: TableRead, rules: WordRules, index: string): string | undefined {
  for (const { column, meets, is } of rules) {
    const cell = cellIn(table, column, index);
    const said = cell?.kind === 'value' ? textOf(cell) : undefined;
    if (said !== undefined && meets(said)) return is ?? said;
  }
  return undefined;
}

type WordRules = NonNullable<ReturnType<TablePlan['words']['get']>>;

/** A template with its names replaced by words. */
export function fillTemplate({ texts, names }: Template, word: (name: string) => string): string {
  return texts.map((text, n) => text + (names[n] === undefined ? '' : word(names[n]))).join('');
}

/** The number that tells a row from the others of its device. */
export function lastNumber(index: string): string {
  return index.slice(index.lastIndexOf('.') + 1);
}
