import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyCharacter } from '../any-character.ts';
import { loadRules } from '../../src/rules/load.ts';
import { parseText } from '../../src/rules/parse.ts';

const book = await loadRules();
const read = (text: string): ReturnType<typeof parseText> => parseText(book, text);
const SERIAL = 'SIM-3500-0042';

const withoutMarks = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').normalize('NFKC');

describe('parseText on key=value', () => {
  it.each([
    `serial=${SERIAL} symptom=light-print`,
    `symptom=light-print serial=${SERIAL}`,
    `serial = ${SERIAL}  symptom = light-print`,
    `serial: ${SERIAL}, symptom: light-print`,
    `serial="${SERIAL}" symptom='light-print'`,
    `serial=“${SERIAL}” symptom=‘light-print’`,
    `serial=„${SERIAL}“ symptom=‚light-print‘`,
    `serial=«${SERIAL}» symptom=« light-print »`,
    `serial=「${SERIAL}」 symptom=『light print』`,
    `"serial=${SERIAL} symptom=light-print"`,
    `\`serial=${SERIAL}\` *symptom=light-print*`,
    `SERIAL=${SERIAL};Symptom=Light-Print`,
    'serial=SIM–3500–0042 symptom=light—print',
    'serial=SIM‑3500‑0042\u00A0symptom=light_print',
    'ｓｅｒｉａｌ＝ＳＩＭ－３５００－００４２　ｓｙｍｐｔｏｍ＝ｌｉｇｈｔ－ｐｒｉｎｔ',
    `sn=${SERIAL} problem="too light"`,
    `s/n: ${SERIAL} symptom=light print`,
    `serial number: ${SERIAL}\nproblem: prints are very pale`,
    `Seriennummer: ${SERIAL} Problem: Ausdruck zu hell`,
    `Nr.: ${SERIAL} Symptom=light-print`,
    `numéro de série : ${SERIAL}, symptôme : trop clair`,
    `NUMERO DE SERIE=${SERIAL} SYMPTOME=TROP CLAIR`,
    `número de serie: ${SERIAL} síntoma: sale muy claro`,
    `シリアル:${SERIAL} 症状:印刷が薄い`,
    `シリアル番号：${SERIAL}、症状：印刷が薄い`,
    `serial=<tel:35000042|${SERIAL}> symptom=<http://light-print|light-print>`,
  ])('understands %s', (text) => {
    expect(read(text)).toMatchObject({
      serial: SERIAL,
      symptoms: ['light-print'],
      problems: [],
      words: text,
      isClaim: true,
    });
  });

  it('takes several symptoms, with commas or words between them, each once', () => {
    for (const list of ['light-print,ghosting', 'light-print, ghosting', 'light-print , ghosting and please hurry'])
      expect(read(`symptom=${list} serial=X`).symptoms).toEqual(['light-print', 'ghosting']);
    expect(read('symptom=ghosting,ghosting symptom=ghosting').symptoms).toEqual(['ghosting']);
  });

  it('lets a marked symptom win over what is found in the words', () => {
    expect(read('symptom=light-print and the paper jams too').symptoms).toEqual(['light-print']);
  });

  it('keeps a quoted serial with spaces and one without digits, for the registry to decide', () => {
    expect(read('serial="AB 12 34" symptom=offline').serial).toBe('AB 12 34');
    expect(read('serial=reception symptom=offline').serial).toBe('reception');
  });

  it('reads no key out of an address, and no value out of an empty one', () => {
    const address = 'see http://example.com/?serial=5&symptom=offline';
    expect(read(address)).toMatchObject({ symptoms: [], candidates: [], problems: [], words: address, isClaim: false });
    expect(read('serial= symptom=offline')).toMatchObject({
      symptoms: ['offline'],
      problems: ['"serial" is given without a value.'],
    });
  });

  it('ends an unclosed quote at the next space', () => {
    expect(read(`serial="${SERIAL} symptom=offline`)).toMatchObject({ serial: SERIAL, symptoms: ['offline'] });
  });

  it('takes a colon after a known word as prose unless a serial follows', () => {
    expect(read('Serial: coming soon')).toMatchObject({ isClaim: false, problems: [] });
    expect(read('Problem: none')).toMatchObject({ isClaim: false, symptoms: [], problems: [] });
    expect(read(`Serial: ${SERIAL}`)).toMatchObject({ isClaim: true, serial: SERIAL });
  });

  it('gives the same for any order of the fields', () => {
    const fields = [`serial="${SERIAL}"`, 'symptom=light-print,ghosting', 'note="since Monday"', 'colour=cyan'];
    const first = read(fields.join(' '));
    expect(first).toMatchObject({ serial: SERIAL, symptoms: ['light-print', 'ghosting'], words: 'since Monday' });
    fc.assert(
      fc.property(
        fc.shuffledSubarray(fields, { minLength: fields.length }),
        fc.constantFrom(' ', '  ', '\n', ', ', '\u00A0'),
        (order, between) => {
          expect(read(order.join(between))).toEqual(first);
        },
      ),
    );
  });
});

describe('parseText on what it does not know', () => {
  it('names an unknown key and suggests the nearest', () => {
    expect(read('serail=X symptom=offline').problems).toEqual([
      '"serail" is not a field I know; the fields are serial, symptom, note, repeat, tighten, widen, own. Did you mean serial?',
    ]);
    expect(read('colour=cyan').problems).toEqual([
      '"colour" is not a field I know; the fields are serial, symptom, note, repeat, tighten, widen, own.',
    ]);
    expect(read('colour=cyan').isClaim).toBe(false);
  });

  it('names an unknown symptom, says what is known and suggests the nearest', () => {
    const { problems, symptoms, isClaim } = read('symptom=lite-print serial=X');
    expect(problems).toEqual(['"lite-print" is not a symptom I know. Did you mean light-print?']);
    expect({ symptoms, isClaim }).toEqual({ symptoms: [], isClaim: true });
    expect(read('symptom=lite-print serial=X').candidates[0]).toBe('light-print');
    expect(read('symptom=constructor').problems[0]).toContain(
      '"constructor" is not a symptom I know; the symptoms are',
    );
    expect(read('symptom=light-print,wobble')).toMatchObject({
      symptoms: ['light-print'],
      problems: [expect.stringContaining('"wobble"')],
    });
  });

  it('says when two serials are given, and quotes long text shortened', () => {
    expect(read('serial=A-1 serial=B-2').problems).toEqual([
      'More than one serial is given ("A-1", "B-2"); the first is used.',
    ]);
    expect(read(`symptom=${'x'.repeat(500)}`).problems[0]).toMatch(/^"x{40}…" is not/);
  });
});

describe('parseText on plain words', () => {
  it.each([
    ['Der Ausdruck ist nicht zu hell, sondern zu dunkel', ['dark-print']],
    ['it is not too light any more', []],
    ['the copier no longer jams', []],
    ['We have no paper jams', []],
    ['the paper jam has been fixed, thanks again', []],
    ['Kein Papierstau mehr, aber jetzt zu blass', ['light-print']],
    ['the jam was fixed yesterday but it is back', ['paper-jam']],
    ['the jam has not been fixed', ['paper-jam']],
    ['De plus en plus pâle', ['light-print']],
    ["Le toner n'est plus trop clair", []],
    ['ya no hay atascos de papel', []],
    ['紙詰まりはもうありません', []],
    ['紙詰まりが直らない', ['paper-jam']],
    ['It does not print, the paper jams', ['offline', 'paper-jam']],
    ['It does not print too light', []],
    ["It won't print and the pages are too light", ['offline', 'light-print']],
    ['not only too light but ghost images as well', ['light-print', 'ghosting']],
    ['not a single page without a paper jam', ['paper-jam']],
    ['druckt keine Seite ohne Papierstau', ['paper-jam']],
    ['runs all day without a paper jam', []],
    ['TOO LIGHT!!!', ['light-print']],
    ['trop claires', ['light-print']],
    ['druckt schwaecher, zu schwach', ['light-print']],
    ['two lightweight jammers', []],
    ['light print', ['light-print']],
    ['light-print', ['light-print']],
    ['ｶｽﾚﾃ読めない', ['light-print']],
  ])('finds in "%s" %j', (text, symptoms) => {
    expect(read(text).symptoms).toEqual(symptoms);
  });

  it.each([
    'Thanks!',
    'Thank you, it works now',
    'good morning all',
    'Please send two black toners',
    'ok',
    '',
    '   ',
    '👍',
  ])('takes "%s" for no claim', (text) => {
    expect(read(text)).toMatchObject({ symptoms: [], candidates: [], problems: [], words: text, isClaim: false });
  });

  it('takes an order for supplies for no claim though it names the serial', () => {
    expect(read(`Please send 3 black toners for serial: ${SERIAL}`).isClaim).toBe(false);
    expect(read(`Please send somebody, serial: ${SERIAL} has a paper jam`).isClaim).toBe(true);
  });

  it('keeps a note as the words of the customer, as they were typed', () => {
    expect(read('serial=X note=“L’impression  est pâle” symptom=ghosting').words).toBe('L’impression  est pâle');
    expect(read('note=prints are pale, since 2024 serial=X').words).toBe('prints are pale, since 2024');
    expect(read(`note="it's "quite" bad" serial=X`).words).toBe(`it's "quite" bad`);
    expect(read('serial=X note="the paper jams"').symptoms).toEqual(['paper-jam']);
  });
});

describe('parseText on bare serials', () => {
  it.each([
    [`${SERIAL} prints too light`, SERIAL],
    [`${SERIAL}の印刷が薄い`, SERIAL],
    [`「${SERIAL}」で紙詰まり`, SERIAL],
    [`The SIM-3500 (${SERIAL}) jams.`, SERIAL],
    [`too light: *${SERIAL}*, please`, SERIAL],
    ['sim–3500–0042 jams', 'sim-3500-0042'],
    ['order 4711-AB-998877 aside, serial is 123456 and it jams', '123456'],
    ['K7X012345 jams since 2024-11-22 at 10:30', 'K7X012345'],
    ['jam on 12345678', '12345678'],
    ['jam, my number is <tel:5551234567|555-123-4567>', undefined],
    ['jam, mail bob12345@example.com or see https://example.com/AB12345', undefined],
    ['error C6000 and SC542-01, jam', undefined],
    ['jam after 10000 pages at 22.11.2024, 2024-11-22, 10h30, 12:45, 20241122', undefined],
    ['paid 12000 EUR, 15000€, $99999 and it still jams', undefined],
    ['call 030-1234567 or 0301234567, it jams', undefined],
    ['jam at 192.168.100.200 with 2-sided A4-paper in tray-2, 600dpi, windows11', undefined],
    ['invoice INV20240012, order no. 123456, ticket #98765: jam', undefined],
  ])('finds in "%s" %s', (text, serial) => {
    expect(read(text).serial).toBe(serial);
  });
});

const PIECES =
  'serial|symptom|note|シリアル|=|:|"|“|\'| |,|<http://a|<tel:|>|\n|light-print|zu hell|紙詰まり|nicht|not|fixed|again|SIM-3500-0042|*|-|x'
    .split('|')
    .concat('\uD800', '\u0301', '|');

describe('parseText on any text', () => {
  const hostile = fc.oneof(
    fc.string({ unit: anyCharacter, maxLength: 300 }),
    fc.string({ unit: 'grapheme', maxLength: 300 }),
    fc.array(fc.constantFrom(...PIECES), { maxLength: 60 }).map((pieces) => pieces.join('')),
  );

  it('never throws, keeps the words, and names only symptoms there are', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const parsed = read(text);
        const isNoted = parsed.words !== text;
        if (isNoted) expect(text).toContain(parsed.words.split('\n')[0]);
        expect(
          // Field names are read without their accents: "noté=" is a note too.
          isNoted && !/note|notiz|words|comment|remarque|nota|bemerkung|備考|メモ/i.test(withoutMarks(text)),
        ).toBe(false);
        for (const symptom of parsed.symptoms) expect(book.symptoms.has(symptom)).toBe(true);
        expect(new Set(parsed.symptoms).size).toBe(parsed.symptoms.length);
        expect(parsed.isClaim || parsed.symptoms.length === 0).toBe(true);
        if (parsed.serial !== undefined) expect(parsed.serial.length).toBeGreaterThan(0);
      }),
      { numRuns: 1500 },
    );
  });

  it('reads the first four thousand characters of a long text and keeps all of it', () => {
    for (const piece of [
      'a=',
      'a="',
      "a=' ",
      'jam ',
      'not ',
      ' ',
      '<http:',
      'serial:',
      'symptom=a ',
      '1-',
      '紙詰まり',
      'a\u0301',
      'ﷺ',
    ]) {
      const text = `${SERIAL} too light. ${piece.repeat(50_000)} offline`;
      const parsed = read(text);
      expect(parsed.symptoms).not.toContain('offline');
      expect(parsed.words).toBe(text);
    }
  });
});
