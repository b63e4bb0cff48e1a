import type { ItemDef } from '../core/item.ts';
import type { RuleBook } from './book.ts';
import type { ReportLine } from './report-lines.ts';
import type { ReportDef, ReportField } from './report-schema.ts';

/** What a line is about: an item, its part, and the field that said so where one did. */
export type LineMeaning = {
  item: ItemDef;
  part?: string | undefined;
  partTitle?: string | undefined;
  field?: ReportField | undefined;
  /** Why it cannot be that, although its words name the item. */
  fault?: string | undefined;
};

type Test = { code?: string | undefined; name?: string | undefined; section?: string | undefined };

/** What a line is about, by the fields of its format and by the items' own names where the format says so. Shape: empty for a line that nothing knows. */
export function meaningsOf(book: RuleBook, report: ReportDef, line: ReportLine): LineMeaning[] {
  const meanings = report.fields.flatMap((field): LineMeaning[] => {
    const item = book.items.get(field.item);
    const groups = fits(field, line);
    if (item === undefined || groups === undefined) return [];
    if (field.part === undefined) return [{ item, field }];
    const part = filled(field.part, groups, field.maps ?? {}, true);
    if (part === undefined) return [];
    const partTitle = field.title === undefined ? undefined : filled(field.title, groups, {}, false);
    return [{ item, part, field, ...(partTitle === undefined ? {} : { partTitle }) }];
  });
  return meanings.length > 0 || report.items !== true ? meanings : itemNamed(book, line);
}

/** The named groups of a line that a test fits; undefined when it does not. */
export function fits(test: Test, line: ReportLine): Record<string, string> | undefined {
  const groups: Record<string, string> = {};
  for (const key of ['code', 'name', 'section'] as const) {
    const pattern = test[key];
    if (pattern === undefined) continue;
    // A code is meant whole: 8-451-1 is not 8-451-10.
    const match = compiled(key === 'code' ? `^(?:${pattern})$` : pattern).exec(line[key]);
    if (match === null) return undefined;
    Object.assign(groups, match.groups);
  }
  return groups;
}

/** Each line is held against every field: patterns are few and are compiled once. */
function compiled(source: string): RegExp {
  const pattern = patterns.get(source) ?? new RegExp(source, 'iu');
  patterns.set(source, pattern);
  return pattern;
}

const patterns = new Map<string, RegExp>();

/** A part's name with its groups filled in. Shape: undefined where a group was not found, or is not in its map. */
function filled(
  template: string,
  groups: Record<string, string | undefined>,
  maps: Record<string, Record<string, string>>,
  asKey: boolean,
): string | undefined {
  let isWhole = true;
  const text = template.replaceAll(/\{(\w+)\}/gu, (_, group: string) => {
    const said = groups[group]?.trim();
    const map = maps[group];
    const known = Object.entries(map ?? {}).find(([key]) => key.toLowerCase() === said?.toLowerCase())?.[1];
    const word = map === undefined ? said : known;
    if (word === undefined || word === '') isWhole = false;
    return word ?? '';
  });
  if (!isWhole) return undefined;
  return asKey ? text.toLowerCase().replaceAll(/[^a-z0-9]+/gu, '-') : text;
}

/** Lines of a list that names items itself, as `item`, `item/part` or by title; the part may have a column of its own. */
function itemNamed(book: RuleBook, line: ReportLine): LineMeaning[] {
  for (const said of [line.code, line.name].map((words) => words.trim().toLowerCase())) {
    const names = [...book.items.values()].flatMap((item) => [
      { item, name: item.id, before: '/' },
      { item, name: item.title.toLowerCase(), before: ', ' },
    ]);
    const named = names.find(({ name, before }) => said === name || said.startsWith(`${name}${before}`));
    if (named === undefined) continue;
    const { item, name, before } = named;
    if (item.rate !== undefined) return [{ item, fault: `${item.id} is worked out of the past, and read in no list` }];
    const part = line.part.toLowerCase() || said.slice(name.length + before.length).trim();
    if (item.parts === undefined)
      return part === '' ? [{ item }] : [{ item, fault: `${item.id} has no parts, the list says "${part}"` }];
    if (/^[a-z0-9]+(-[a-z0-9]+)*$/u.test(part)) return [{ item, part }];
    return [{ item, fault: `${item.id} has one for each ${item.parts}: say which, as ${item.id}/…` }];
  }
  return [];
}
