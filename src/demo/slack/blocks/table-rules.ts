import { isFields, listOf } from '../json.ts';
import { innerRichText } from './rich-text-rules.ts';
import {
  type At,
  below,
  byType,
  fault,
  flag,
  holds,
  integer,
  list,
  number,
  oneOf,
  record,
  type Rule,
  all,
  text,
} from './rules.ts';

const MAX_CELL_CHARACTERS = 10_000;

/** One cell; a text of no characters makes Slack refuse the whole message. */
const cell: Rule = byType({
  raw_text: record({ type: oneOf('raw_text'), text: text(1, Infinity) }),
  raw_number: record({ type: oneOf('raw_number'), value: number, text: text(1, Infinity) }),
  rich_text: innerRichText,
});

const columnSettings: Rule = record({}, { align: oneOf('left', 'center', 'right'), is_wrapped: flag });

/** Characters of all cells together. */
function cellCharacters(node: unknown): number {
  if (Array.isArray(node)) return node.reduce<number>((sum, each) => sum + cellCharacters(each), 0);
  if (!isFields(node)) return 0;
  const own = typeof node['text'] === 'string' ? node['text'].length : 0;
  return (
    own +
    Object.values(node).reduce<number>(
      (sum, each) => sum + (isFields(each) || Array.isArray(each) ? cellCharacters(each) : 0),
      0,
    )
  );
}

function fewEnoughCharacters(value: unknown, at: At): void {
  if (!isFields(value)) return;
  const count = cellCharacters(value['rows']);
  if (count > MAX_CELL_CHARACTERS) {
    fault(below(at, 'rows'), 'too_long', `all cells together must be at most ${MAX_CELL_CHARACTERS} characters`);
  }
}

/** A table block. */
export function table(common: Readonly<Record<string, Rule>>): Rule {
  return all(
    record(
      { type: oneOf('table'), rows: list(1, 100, list(1, 20, cell)) },
      { ...common, column_settings: list(0, 20, columnSettings) },
    ),
    fewEnoughCharacters,
  );
}

/** A table one can sort and page through. */
export function dataTable(common: Readonly<Record<string, Rule>>): Rule {
  return all(
    record(
      { type: oneOf('data_table'), caption: text(1, 3000), rows: list(2, 101, list(1, 20, cell)) },
      { ...common, page_size: integer(1, 100), row_header_column_index: integer(0, 19) },
    ),
    holds(
      (block) => new Set(listOf(block['rows']).map((row) => listOf(row).length)).size <= 1,
      'uneven_rows',
      'every row must have the same number of cells',
    ),
    holds(
      (block) => !listOf(listOf(block['rows'])[0]).some((each) => isFields(each) && each['type'] === 'rich_text'),
      'not_allowed',
      'the first row must not hold rich text',
    ),
    fewEnoughCharacters,
  );
}
