import type { Finding } from './fault.ts';
import type { Known } from './references.ts';
import { readFindings } from './rate-references.ts';
import { unknownId } from './unknown-id.ts';
import type { ReportDef, ReportField } from './report-schema.ts';

/** What is wrong with a format of lists beyond its shape: items that do not exist, parts that would never be filled, lines that nothing names. */
export function reportFindings(report: ReportDef, known: Known): Finding[] {
  const found: Finding[] = [];
  const { layout } = report;
  if (layout.kind === 'csv' && layout.columns.code === undefined && layout.columns.name === undefined)
    found.push(onKey('no column "code" or "name"', ['layout', 'columns'], 'a value needs a word for what it is'));
  if (layout.kind === 'lines' && !['code', 'name'].some((group) => groupsOf(layout.pattern).includes(group)))
    found.push(onKey('no group "code" or "name"', ['layout', 'pattern'], 'a value needs a word for what it is'));
  if (report.fields.length === 0 && report.items !== true)
    found.push(onKey('no fields', [], 'say fields, or items: true where lines name items themselves'));
  for (const [index, field] of report.fields.entries())
    found.push(...fieldFindings(field, ['fields', index], known, layout.kind === 'lines' ? layout.section : undefined));
  return found;
}

function fieldFindings(field: ReportField, where: PropertyKey[], known: Known, section: string | undefined): Finding[] {
  const item = known.items.get(field.item);
  if (!known.itemIds.has(field.item)) return [unknownId('item', field.item, [...where, 'item'], known.itemIds)];
  const found: Finding[] = [];
  const tests: [ReportField['minus'], PropertyKey[]][] = [
    [field, where],
    [field.minus, [...where, 'minus']],
  ];
  for (const [one, at] of tests) {
    if (one === undefined) continue;
    if (one.code === undefined && one.name === undefined)
      found.push(onKey('no "code" and no "name"', at, 'it would be every line'));
    if (one.section !== undefined && section === undefined)
      found.push(onKey('a section is asked for', [...at, 'section'], 'layout.section does not say what heads one'));
  }
  if (item === undefined) return found;
  found.push(...readFindings(item, [...where, 'item'], 'value'));
  if (item.parts !== undefined && field.part === undefined)
    found.push(onKey('missing key "part"', where, `${item.id} has one for each ${item.parts}`));
  if (item.parts === undefined && field.part !== undefined)
    found.push(onKey(`"${item.id}" has no parts`, [...where, 'part'], 'leave the part off'));
  if (field.minus !== undefined && item.kind !== 'number')
    found.push(onKey(`"${item.id}" is a ${item.kind}`, [...where, 'minus'], 'only numbers can be taken off'));
  const groups = [field.code, field.name, field.section].flatMap((pattern) =>
    pattern === undefined ? [] : groupsOf(pattern),
  );
  const used = [...(field.part ?? '').matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
  for (const group of used)
    if (!groups.includes(group))
      found.push(onKey(`no group "${group}"`, [...where, 'part'], 'name it in code, name or section: (?<…>…)'));
  for (const group of Object.keys(field.maps ?? {}))
    if (!used.includes(group))
      found.push(onKey(`"${group}" is not in the part`, [...where, 'maps', group], 'the map would never be used'));
  return found;
}

function groupsOf(pattern: string): string[] {
  return Object.keys(new RegExp(`${pattern}|`, 'iu').exec('')?.groups ?? {});
}

function onKey(what: string, where: PropertyKey[], why: string): Finding {
  return { what, where, why, on: 'key' };
}
