import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countAnswers, readMessages } from '../../src/demo/bench/intake-messages.ts';
import { packModel, unpackModel } from '../../src/rules/intake-model.ts';
import { loadRules } from '../../src/rules/load.ts';
import { parseText } from '../../src/rules/parse.ts';
import { isPattern, readPattern, sayPattern, turnsOf } from '../../src/rules/phrase-pattern.ts';

const book = await loadRules();
const read = (text: string): ReturnType<typeof parseText> => parseText(book, text);

describe('a pattern', () => {
  it('gives every alternative of its longest group in as many turns', () => {
    const pattern = 'prints (look|are|come out) (too |)light';
    const said = Array.from({ length: turnsOf(pattern) }, (_, turn) => sayPattern(pattern, turn));
    for (const verb of ['look', 'are', 'come out']) expect(said.some((text) => text.includes(` ${verb} `))).toBe(true);
    for (const text of said) expect(text).toMatch(/^prints (look|are|come out) (too )?light$/);
    expect(readPattern('a(b)?c')).toEqual([['a'], ['b', ''], ['c']]);
  });

  it('is refused when its groups nest or do not pair', () => {
    for (const broken of ['a (b', 'a b)', 'a|b', '(a (b|c))']) expect(isPattern(broken)).toBe(false);
    expect(isPattern('a (b|c|) d?')).toBe(true);
  });
});

describe('what is said beside the symptom', () => {
  it.each([
    ['Paper jam in tray 2', ['tray-2']],
    ['Papierstau im Fach 3', ['tray-3']],
    ['bourrage au bac 2', ['tray-2']],
    ['atasco en la bandeja 4', ['tray-4']],
    ['トレイ2で紙詰まり', ['tray-2']],
    ['2段目で詰まる', ['tray-2']],
    ['jams in the second drawer and in the document feeder', ['tray-2', 'adf']],
    ['bac de récupération plein', []],
    ["ça coince dans l'introducteur manuel", ['bypass']],
    ['bourrage par le bac à originaux', ['adf']],
    ['le papier reste dans la fixation, unité de fixation', ['fuser']],
    ['se traba en la gaveta 3', ['tray-3']],
    ['atasco en la 2ª bandeja', ['tray-2']],
    ['se atora en la bandeja manual', ['bypass']],
    ['se traba en el cargador de documentos', ['adf']],
    ['se traba en el horno, solo a dos caras', ['duplex', 'fuser']],
    ['第2給紙段でジャム', ['tray-2']],
    ['ﾄﾚｲ3で詰まる', ['tray-3']],
    ['二段目で詰まる', ['tray-2']],
    ['2番目のトレイで詰まる', ['tray-2']],
    ['横に3段の帯が出る', []],
  ])('finds the parts of "%s"', (text, parts) => {
    expect(read(text).about.parts.map(({ key }) => key)).toEqual(parts);
  });

  it.each([
    ['error C6000 on the panel', ['C6000']],
    ['SC 542 again', ['SC542']],
    ['Fehler 59.F0 im Display', ['59.F0']],
    ['it says E1-2345', ['E1-2345']],
    ['no A4 in the tray', []],
  ])('finds the codes of "%s"', (text, codes) => {
    expect(read(text).about.codes).toEqual(codes);
    expect(read(text).serial).toBeUndefined();
  });

  it('tells copies from prints, and names colours', () => {
    expect(read('only the copies are grey').about.only).toEqual(['copies']);
    expect(read('コピーだけ汚れる').about.only).toEqual(['copies']);
    for (const text of [
      'コピーのときだけ汚れる',
      '複写時のみ汚れる',
      'コピーは汚れるが印刷はきれい',
      '印刷は正常、コピーが汚れる',
    ])
      expect(read(text).about.only).toEqual(['copies']);
    for (const text of [
      'rien que les copies sont grises',
      'nada más al copiar',
      'copies sales, impressions impeccables',
    ])
      expect(read(text).about.only).toEqual(['copies']);
    expect(read('印刷時のみ線が出る').about.only).toEqual(['prints']);
    expect(read('コピーも印刷も汚れる').about.only).toEqual([]);
    expect(read('nur beim Drucken, cyan fehlt').about).toMatchObject({ only: ['prints'], colours: ['cyan'] });
  });

  it('makes a wide symptom the narrow one that a part or a way tells', () => {
    expect(read('Papierstau im Fach 2').symptoms).toEqual(['jam-feed']);
    expect(read('paper jam at the fuser').symptoms).toEqual(['jam-exit']);
    expect(read('only the copies have a grey background').symptoms).toEqual(['copy-fog']);
  });
});

describe('what may hurt people', () => {
  it.each([
    'smoke is coming out of the back',
    'SIM-3500-0042 paper jam and a burning smell',
    'thanks, but now there are sparks at the plug',
    'Please order two cartridges, and by the way it smells burnt',
    'aus dem Gerät kommt Rauch',
    'ich habe am Kopierer einen Stromschlag bekommen',
    'ça sent le brûlé',
    "l'imprimante fait des étincelles",
    'sale humo de la copiadora',
    'me dio un calambre al tocarla',
    'コピー機から煙が出ています',
    '感電しました',
  ])('is told of in "%s", whatever else is said', (text) => {
    expect(read(text).symptoms).toContain('danger');
    expect(read(text).isClaim).toBe(true);
  });

  it('is at least asked about in a question, and not heard where it is denied or means something else', () => {
    const { symptoms, candidates } = read('how do I clean the inside, is the smoke normal?');
    expect([...symptoms, ...candidates]).toContain('danger');
    for (const text of ['no more smoke, thanks', 'the smoke detector is tested today', 'a smoky shadow on every page'])
      expect(read(text).symptoms).not.toContain('danger');
  });
});

describe('a bare serial', () => {
  it('says nothing of the symptom, however many letters it has', () => {
    for (const words of ['looks odd', 'light', 'it is loud', 'noted', 'white', 'screen blank']) {
      const [plain, ...rest] = ['35000042', 'SIM-3500-0042', 'ABCDEFGHI-35-KLMNOPQ', 'BLANKPAGE-0-JAM'].map(
        (serial) => {
          const { symptoms, candidates } = read(`${serial} ${words}`);
          return { words, symptoms, candidates };
        },
      );
      for (const one of rest) expect(one).toEqual(plain);
    }
  });
});

describe('what was learnt', () => {
  it('comes back from its octets, and not for other rules or from a torn file', () => {
    const model = book.model?.();
    if (model === undefined) throw new Error('nothing was learnt');
    const packed = packModel(model, 'one');
    const back = unpackModel(packed, 'one');
    expect(back?.ids).toEqual(model.ids);
    expect(back?.scales).toEqual(model.scales);
    expect(Buffer.from(back?.weights.buffer ?? new ArrayBuffer(0)).equals(Buffer.from(model.weights))).toBe(true);
    expect(unpackModel(packed, 'two')).toBeUndefined();
    expect(unpackModel(packed.subarray(0, packed.length - 7), 'one')).toBeUndefined();
    expect(unpackModel(Buffer.from('no model'), 'one')).toBeUndefined();
  });

  it.each([
    'SIM-3500-0042 sold',
    'please retire this device',
    'meter reading for March: 45210',
    'Zählerstand 45210',
    'our phone number has changed to 555 0199',
    'the light bulb in the kitchen is broken',
    'le copieur a été déménagé au sous-sol',
    'la impresora fue retirada ayer',
    '複合機を倉庫に移設しました',
  ])('opens nothing for "%s"', (text) => {
    expect(read(text).symptoms).toEqual([]);
  });

  it.each([
    ['The black lines are still not gone', 'black-lines'],
    ['The jam was never fixed, third call', 'paper-jam'],
    ['Die schwarzen Streifen sind noch nicht weg', 'black-lines'],
    ['Der Stau wurde nicht behoben', 'paper-jam'],
    ["Le bourrage n'est toujours pas réglé", 'paper-jam'],
    ['Les traits noirs ne sont pas partis après la visite', 'black-lines'],
    ['El atasco no quedó solucionado', 'paper-jam'],
    ['Las rayas negras no se han quitado con la limpieza', 'black-lines'],
    ['紙詰まりがまだ直っていません', 'paper-jam'],
    ['黒い線は消えていません', 'black-lines'],
  ])('takes what was not mended for the fault that it is: "%s"', (text, symptom) => {
    expect(read(text).symptoms).toEqual([symptom]);
  });

  it('takes a fault that is named beside a device for a complaint, and not what is ordered for it', () => {
    expect(read('SIM-1200-0031 keeps going offline, the caller is upset').symptoms).toEqual(['offline']);
    expect(read('SIM-1200-0031: please send two toners, the print is still dark enough').symptoms).toEqual([]);
  });

  it('offers at most three, and never beside a symptom that is named', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 120 }), (text) => {
        const { symptoms, candidates, isClaim } = read(text);
        expect(candidates.length).toBeLessThanOrEqual(3);
        if (symptoms.length > 0) expect(candidates).toEqual([]);
        if (candidates.length > 0) expect(isClaim).toBe(false);
      }),
    );
  });

  // Shares that are reached, less a little. `sizes` are of complaints and of talk.
  it.each([
    { set: 'development' as const, sizes: [771, 263], named: 0.925, amongThree: 0.975, wrong: 0.01, opened: 0.025 },
    { set: 'held out' as const, sizes: [248, 82], named: 0.77, amongThree: 0.92, wrong: 0.045, opened: 0.02 },
    { set: 'fresh' as const, sizes: [180, 65], named: 0.955, amongThree: 0.97, wrong: 0.017, opened: 0.01 },
    { set: 'apart' as const, sizes: [350, 150], named: 0.91, amongThree: 0.975, wrong: 0.013, opened: 0.014 },
  ])('holds the figures of the messages that are $set', async ({ set, sizes, named, amongThree, wrong, opened }) => {
    const count = countAnswers(await readMessages(set), read);
    expect([count.complaints, count.talk]).toEqual(sizes);
    expect(count.named / count.complaints).toBeGreaterThan(named);
    expect(count.amongThree / count.complaints).toBeGreaterThan(amongThree);
    expect(count.wrong / count.complaints).toBeLessThan(wrong);
    expect(count.opened / count.talk).toBeLessThan(opened);
  });
});
