import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { anyCharacter } from '../any-character.ts';
import { AppError } from '../../src/core/errors.ts';
import type { Value } from '../../src/core/value.ts';
import type { RuleBook } from '../../src/rules/book.ts';
import { loadRules } from '../../src/rules/load.ts';
import { type ParsedReport, parseReport, type ReportInput } from '../../src/rules/parse-report.ts';
import { recogniseReport } from '../../src/rules/report-head.ts';
import { cleanLines } from '../../src/rules/report-lines.ts';
import { plainNumber, reportValue } from '../../src/rules/report-value.ts';
import { faultsOf } from './rules-folder.ts';

let book: RuleBook;
beforeAll(async () => {
  book = await loadRules();
});

const NOW = Date.UTC(2026, 10, 23);
const HEAD = 'code;name;value;unit\n';

function parse(text: string, more: Partial<ReportInput> = {}): ParsedReport {
  return parseReport(book, { text, fileName: 'list.csv', serial: 'A-1', fallbackAt: NOW - 1000, now: NOW, ...more });
}

function refused(text: string, more: Partial<ReportInput> = {}): AppError {
  try {
    parse(text, more);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

describe('a service-mode list', () => {
  it('of another model is refused where only the model tells whose it is', () => {
    const text = `model;RICOH MP C3004\n${HEAD}copies.total;;12;\n`;
    const { message } = refused(text, { model: 'iR-ADV C5535 III' });
    expect(message).toContain('RICOH MP C3004');
    expect(message).toContain('iR-ADV C5535 III');
    expect(parse(text, { model: 'MP C3004' }).readings).toHaveLength(1);
    expect(parse(`serial;A-1\n${text}`, { model: 'iR-ADV C5535 III' }).readings).toHaveLength(1);
  });

  it('is of the format that is recognised by most', () => {
    expect(parse(`${HEAD}8-451-001;Tray 1;45678;\n`).format).toBe('code-list');
    expect(parse(`${HEAD}copies.total;;45678;\n`).format).toBe('template');
    expect(parse(`${HEAD}image.density-measured/black;;3,48;V\n`).format).toBe('template-decimal-comma');
  });

  it('gives readings with the line each stands in, at the time the list was made', () => {
    const got = parse(`serial;a 1\ndate;2026-11-20 14:30\n${HEAD}image.density-measured/black;Vsg;3.48;V\n`);
    const at = Date.UTC(2026, 10, 20, 14, 30);
    expect(got).toMatchObject({ format: 'template', readAt: at, isDated: true, faults: [], unknown: [] });
    expect(got.readings).toEqual([
      {
        item: 'image.density-measured',
        part: 'black',
        value: { kind: 'number', number: 3.48, unit: 'volt' },
        evidence: [
          {
            protocol: 'report',
            place: 'list.csv, line 4',
            raw: 'image.density-measured/black;Vsg;3.48;V',
            at,
            tookMs: 0,
          },
        ],
        at,
      },
    ]);
  });

  it('names both lines that a difference was made of, the reference first', () => {
    const { readings } = parse('SP2-221-001  Vsg  4.02V\nSP2-221-002  Vsp  0.54V\n');
    expect(readings[0]?.value).toEqual({ kind: 'number', number: 3.48, unit: 'volt' });
    expect(readings[0]?.evidence.map(({ raw }) => raw)).toEqual(['SP2-221-002  Vsp  0.54V', 'SP2-221-001  Vsg  4.02V']);
  });

  it('of another machine is refused, naming both', () => {
    const error = refused(`serial;B-2\n${HEAD}copies.total;;5;\n`);
    expect(error).toMatchObject({ code: 'bad_input', facts: { said: 'B-2', serial: 'A-1' } });
    expect(error.message).toContain('B-2');
    expect(error.message).toContain('A-1');
  });

  it('of no known format, or of one that does not exist, is refused with what there is', () => {
    expect(refused('hello\n').message).toContain('template');
    expect(refused(HEAD, { format: 'nosuch' })).toMatchObject({ code: 'not_found' });
  });

  it('without a date is of the time given beside it, and one from the future too', () => {
    expect(parse(`${HEAD}copies.total;;5;\n`)).toMatchObject({ readAt: NOW - 1000, isDated: false });
    const future = parse(`date;2031-01-01\n${HEAD}copies.total;;5;\n`);
    expect(future).toMatchObject({ readAt: NOW - 1000, isDated: false });
    expect(future.faults.map(({ what }) => what)).toEqual(['the list says it was made in the future']);
    expect(parse(`date;2026-02-31\n${HEAD}copies.total;;5;\n`).faults).toMatchObject([
      { line: 1, what: 'no such date' },
    ]);
  });

  it('made today by a clock ahead of ours is of now, never later', () => {
    expect(parse(`date;2026-11-23 09:00\n${HEAD}copies.total;;5;\n`)).toMatchObject({ readAt: NOW, isDated: true });
  });

  it('that names what is worked out of the past is told that no list says it', () => {
    const got = parse(`${HEAD}copies.a-day;;500;impressions a day\ncopies.total;;5;\n`);
    expect(got.faults).toMatchObject([{ why: 'copies.a-day is worked out of the past, and read in no list' }]);
    expect(got.readings.map(({ item }) => item)).toEqual(['copies.total']);
  });

  it('that says one item twice says it once where both agree, and nothing where they do not', () => {
    const same = parse(`${HEAD}copies.total;;5;\ncopies.total;;5;\n`);
    expect(same.faults).toEqual([]);
    expect(same.readings[0]?.value).toMatchObject({ number: 5 });
    expect(same.readings[0]?.evidence).toHaveLength(2);
    const other = parse(`${HEAD}copies.total;;5;\ncopies.total;;6;\n`);
    expect(other.readings.map(({ value }) => value)).toEqual([{ kind: 'absent', reason: 'malformed' }]);
    expect(other.faults.map(({ line, column }) => [line, column])).toEqual([
      [2, 15],
      [3, 15],
    ]);
  });

  it('tells the lines that no item knows, and counts those without any form', () => {
    const got = parse('SP9-999-001  Nobody knows  5\nSP8-451-002  Tray 1  7\n--- end of list ---\n');
    expect(got.unknown).toEqual([{ line: 1, code: '9-999-001', name: 'Nobody knows' }]);
    expect(got.others).toBe(1);
    expect(got.readings).toHaveLength(1);
  });

  it('whose quotes stand open or whose lines never end is told by line', () => {
    const got = parse(`${HEAD}copies.total;"5;\n${'x'.repeat(2000)}\nexposure.setting;;3;\n`);
    expect(got.faults.map(({ line, what }) => `${line} ${what}`)).toEqual([
      '2 the line cannot be read',
      '3 the line is too long',
    ]);
    expect(got.readings.map(({ item }) => item)).toEqual(['exposure.setting']);
  });

  it('is not held up by a line of gaps', () => {
    const gap = ' '.repeat(950);
    const got = parse(`SP8-451-002  Tray 1${gap}5\nSP8-451-003  Tray 2  a${gap}\n`, { format: 'sp-list' });
    expect(got.readings.map(({ part, value }) => [part, value.kind])).toEqual([
      ['tray-1', 'number'],
      ['tray-2', 'absent'],
    ]);
    expect(got.faults.map(({ line, column }) => [line, column])).toEqual([[2, 22]]);
  });

  it('reads cells in quotes, with the delimiter and quotes in them', () => {
    const got = parse(`"code","name","value"\n"copies.total","a ""big"", one","12"\n`);
    expect(got.readings[0]?.value).toMatchObject({ number: 12 });
  });

  it('keeps no control and no direction mark of a line', () => {
    const got = parse(`${HEAD}copies.total;\u202Ex\u0000y;5;\n`);
    expect(got.readings[0]?.evidence[0]?.raw).toBe('copies.total; x y;5;');
    expect(cleanLines('\uFEFFa\r\nb\rc\n')).toEqual(['a', 'b', 'c', '']);
  });

  it('never throws but for its form, and gives no value without its line, whatever stands in it', () => {
    const word = fc.oneof(
      fc.string({ unit: anyCharacter }),
      fc.constantFrom(
        'copies.total',
        'image.density-measured/black',
        ';',
        ',',
        '\t',
        '\n',
        '"',
        '[-5 to 5 / 0 / 1]',
        '12',
        '-3',
        'V',
        'SP8-451-002',
        '  Tray 1  ',
        '30-6 Tray 1 feeds ',
        'J05:001 ',
        'C1 : 5',
        'COPIER > COUNTER > PICK-UP\n',
        '05-501  Copy density  ',
        'date;2026-99-99\n',
        ' '.repeat(900),
        'SP8-451-001  a',
      ),
    );
    const format = fc.constantFrom(...book.reports.map(({ id }) => id));
    fc.assert(
      fc.property(fc.array(word, { maxLength: 40 }), format, (words, id) => {
        const text = words.join('');
        const lines = cleanLines(text);
        recogniseReport(book, text);
        const got = parseReport(book, { text, fileName: 'f', serial: 'x', format: id, fallbackAt: 0, now: NOW });
        for (const { evidence } of got.readings) {
          expect(evidence.length).toBeGreaterThan(0);
          for (const { place } of evidence) {
            const line = Number(/line (\d+)$/.exec(place)?.[1]);
            expect(lines[line - 1]?.trim()).not.toBe('');
            expect(line).toBeLessThanOrEqual(lines.length);
          }
        }
      }),
      { numRuns: 400 },
    );
  });

  it('gives only numbers that stand in it, digit by digit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9_999_999 }), fc.integer({ min: 0, max: 9_999_999 }), (one, two) => {
        const got = parse(`SP8-451-001  Bypass  ${one}  [0-9999999 / 0 / 1]\nSP8-451-002  Tray 1  ${two}\n`);
        expect(got.readings.map(({ value }) => (value.kind === 'number' ? value.number : undefined))).toEqual([
          one,
          two,
        ]);
      }),
      { numRuns: 100 },
    );
  });
});

describe('a value of a list', () => {
  const plain = { decimal: '.', ranges: false, units: {} } as const;
  const comma = { decimal: ',', thousands: '.', ranges: false, units: { V: 'volt' } } as const;

  it.each([
    ['12', plain, '12'],
    ['+1.50', plain, '1.50'],
    ['\u22125', plain, '-5'],
    ['1,203', plain, undefined],
    ['1.2.3', plain, undefined],
    ['0x10', plain, undefined],
    ['1e3', plain, undefined],
    ['', plain, undefined],
    ['1.203', comma, '1203'],
    ['1.20', comma, undefined],
    ['1.203,5 V', comma, '1203.5'],
    ['4,00V', comma, '4.00'],
    ['4,00 kV', comma, undefined],
  ])('%j is %s', (said, numbers, wanted) => {
    expect(plainNumber(said, numbers)?.text).toBe(wanted);
  });

  it('is outside its own range, in another unit, or a range alone: malformed, with the reason', () => {
    const item = book.items.get('drum.charge-setting');
    if (item === undefined) throw new Error('no item');
    const numbers = { decimal: '.', ranges: true, units: { V: 'volt', '%': 'percent' } } as const;
    const read = (value: string, unit = ''): [Value['kind'], string | undefined] => {
      const said = reportValue({ value, unit }, item, {}, numbers);
      return [said.value.kind, said.why];
    };
    expect(read('-650 [-700 to -600 / -650 / 1]', 'V')).toEqual(['number', undefined]);
    expect(read('-750 [-700 to -600 / -650 / 1]')).toEqual(['absent', '-750 is outside its own range']);
    expect(read('-650', '%')).toEqual(['absent', 'it is in percent, where volt is meant']);
    expect(read('-650', 'mV')).toEqual(['absent', 'the unit of "-650 mV" is not known']);
    expect(read('[-700 to -600]')).toEqual(['absent', '"[-700 to -600]" is a range and no value']);
  });
});

describe('a format of lists', () => {
  const FORMAT = `id: mine
title: Mine
source: a manual
recognise: [mine]
layout: { kind: lines, pattern: '(?<name>\\w+) (?<value>\\w+)' }
fields:
  - { name: jam, item: jams, part: all }
`;
  const faults = (piece: string, by: string): Promise<string[]> => {
    if (!FORMAT.includes(piece)) throw new Error(`no ${piece}`);
    return faultsOf({ 'reports/mine.yml': FORMAT.replace(piece, by) });
  };

  it('is sound as it is, and a folder may have none', async () => {
    expect(await faultsOf({ 'reports/mine.yml': FORMAT })).toEqual([]);
    expect(await faultsOf({})).toEqual([]);
  });

  it.each([
    [
      'item: jams',
      'item: jam',
      'reports/mine.yml:7:24: there is no item "jam", at fields.0.item, did you mean "jams"?',
    ],
    [', part: all', '', 'missing key "part"'],
    ['part: all', "part: 'x-{n}'", 'no group "n"'],
    ['name: jam, item', 'item', 'no "code" and no "name"'],
    ['name: jam,', 'name: jam, section: x,', 'layout.section does not say what heads one'],
    ['(?<value>\\w+)', '(\\w+)', 'must be a regular expression with (?<value>…)'],
    ['(?<name>\\w+)', '(\\w+)', 'no group "code" or "name"'],
    ['name: jam,', "name: '(',", 'must be a regular expression'],
    ['id: mine', 'id: yours', 'id "yours" is not the file\'s name'],
  ])('with %j as %j is a fault', async (piece, by, wanted) => {
    expect((await faults(piece, by)).join('\n')).toContain(wanted);
  });

  it('of an item without parts has none, and takes no line off a state', async () => {
    expect((await faults('item: jams, part: all', 'item: mode, part: x')).join('\n')).toContain('"mode" has no parts');
    const minus = await faults('item: jams, part: all', 'item: mode, minus: { name: x }');
    expect(minus.join('\n')).toContain('only numbers can be taken off');
  });

  it('that only some models have is not taken for a list of others', async () => {
    const bound: RuleBook = { ...book, reports: book.reports.map((report) => ({ ...report, models: '^Acme' })) };
    const text = `${HEAD}copies.total;;5;\n`;
    expect(recogniseReport(bound, text, 'Acme 300').map(({ id }) => id)).toEqual(['template']);
    expect(recogniseReport(bound, text, 'Other 1')).toEqual([]);
  });
});
