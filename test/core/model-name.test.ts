import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyCharacter } from '../any-character.ts';
import { isSameModel, modelKey, modelName } from '../../src/core/model-name.ts';

const FIRMWARES = [
  '16.12',
  'V1.23',
  'Ver.A',
  'FW:2V8_S000.002.801',
  'LW62.SB7.P123',
  'R7.21',
  'firmware 19.43',
  'Rev. B',
  'MSNGM.076.293',
  'NAC.PR.G.N242-0',
  'GM.ND.P242',
  'CXTPC.230.037',
  '2V8_S000.002.801',
  'v 1.0.5',
  'v  1.  3.  0',
  'v1 Multifunction System',
  'v 1. 3. 0 Multifunction System',
  'v. 73.30.76 Multifunction System',
  'Multifunction System',
  'Printing System',
  '; Net 68.91, ESS 68.9.1',
  'OS 1.01.11.22 12-22-2007',
  '20201023',
  '2409081_000123',
  'ZA1811191217',
  'U1307022128VER.J',
  '(10.04.20)',
  '/P',
];
/** Names of real models: no two of them are one, neither as they are nor with firmware behind them. */
const MODELS = readFileSync(join(import.meta.dirname, '../fixtures/model-names.txt'), 'utf8')
  .trim()
  .split('\n');
const letters = (length: { minLength: number; maxLength: number }): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...Array.from('ABCDEFGHJKLMPQTUWXYZ')), ...length });
/** A maker's word, and a designation of letters and figures, as models are called. */
const aModel = fc
  .tuple(
    letters({ minLength: 3, maxLength: 8 }),
    letters({ minLength: 0, maxLength: 3 }),
    fc.integer({ min: 100, max: 9999 }),
  )
  .map(([maker, line, number]) => `${maker} ${line}${number}`);
const aSerial = fc
  .tuple(letters({ minLength: 3, maxLength: 4 }), fc.integer({ min: 10_000, max: 9_999_999 }))
  .map(([a, n]) => `${a}${n}`);

describe('the name of a model', () => {
  it.each([
    ['Canon iR-ADV C5535 III 16.12', 'Canon iR-ADV C5535 III'],
    ['Brother HL-L8260CDW series', 'Brother HL-L8260CDW'],
    ['Samsung M408x Series', 'Samsung M408x'],
    ['MFG:EPSON;CMD:ESCLABEL;MDL:CW-C6500Au;CLS:PRINTER;', 'CW-C6500Au'],
    ['Brother NC-8700w, Firmware Ver.Y  ,MID 84E-822', 'Brother NC-8700w'],
    ['ＲＩＣＯＨ　ＭＰ　Ｃ３００２', 'RICOH MP C3002'],
    ['HP ETHERNET MULTI-ENVIRONMENT,SN:X,FN:Y,PID:HP LaserJet 400 color M451dn', 'HP LaserJet 400 color M451dn'],
    ['Xerox WorkCentre 7830; System 072.040.004', 'Xerox WorkCentre 7830'],
    ['Canon Canon LBP6670 V1.23', 'Canon LBP6670'],
    ['"hp LaserJet 4200"\r\n', 'hp LaserJet 4200'],
    ['KONICA MINOLTA bizhub C250i', 'KONICA MINOLTA bizhub C250i'],
    ['HP LaserJet 4250 Printer', 'HP LaserJet 4250'],
    ['ECOSYS™ P2040dw', 'ECOSYS P2040dw'],
    ['Lexmark MS621dn 4600123456789 MSNGM.076.293', 'Lexmark MS621dn'],
    ['Lexmark MS810 406323456 NAC.PR.G.N242-0', 'Lexmark MS810'],
    ['TOSHIBA e-STUDIO305CS 7946ABC LW41.SK4.P575', 'TOSHIBA e-STUDIO305CS'],
    ['Xerox WorkCentre 7855 v1 Multifunction System', 'Xerox WorkCentre 7855'],
    ['FUJI XEROX ApeosPort-VII C7773 v  1.  3.  0 Multifunction System', 'FUJI XEROX ApeosPort-VII C7773'],
    ['FUJIFILM Apeos C2560 v 1.0.5', 'FUJIFILM Apeos C2560'],
    ['Samsung ML-3470 Series OS 1.01.11.22 12-22-2007;Engine 1.00.19', 'Samsung ML-3470'],
    ['Canon iR-ADV C5535 III /P', 'Canon iR-ADV C5535 III'],
    ['KYOCERA Document Solutions Printing System', 'KYOCERA Document Solutions Printing System'],
    ['EPSON Perfection V600', 'EPSON Perfection V600'],
    ['HP Color LaserJet 5550 C7130A', 'HP Color LaserJet 5550 C7130A'],
    ['Develop ineo+ 280', 'Develop ineo+ 280'],
    ['', ''],
  ])('of %j is %j', (said, name) => {
    expect(modelName(said)).toBe(name);
  });

  it('leaves out the serial number of the device that says it', () => {
    expect(modelName('Dell S5830dn 7XQ1R92 LW62.SB7.P123', { serial: '7xq1r92' })).toBe('Dell S5830dn');
    expect(modelName('Dell S5830dn 7XQ1R92', { serial: 'OTHER123' })).toBe('Dell S5830dn 7XQ1R92');
  });

  it('is the same when it is named again, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: anyCharacter }), aModel), fc.string(), (said, serial) => {
        const name = modelName(said, { serial });
        expect(modelName(name, { serial })).toBe(name);
        expect(modelKey(name, { serial })).toBe(modelKey(said, { serial }));
      }),
    );
  });

  it('is not split by firmware, serial number, case, spaces, dashes or width', () => {
    fc.assert(
      fc.property(aModel, fc.constantFrom(...FIRMWARES), aSerial, (model, firmware, serial) => {
        const key = modelKey(model);
        expect(modelKey(`${model} ${firmware}`)).toBe(key);
        expect(modelKey(`${model} ${serial} ${firmware}`, { serial })).toBe(key);
        expect(modelKey(model.toLowerCase())).toBe(key);
        expect(modelKey(` ${model.replace(' ', '_')} series `)).toBe(key);
        expect(modelKey(model.replaceAll(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))))).toBe(key);
      }),
    );
  });

  it('is another one for each of the models there are, whatever firmware stands behind them', () => {
    expect(MODELS.length).toBeGreaterThan(150);
    expect(new Set(MODELS.map((model) => modelKey(model))).size).toBe(MODELS.length);
    for (const model of MODELS) {
      expect(modelName(model)).toBe(
        model === 'Xerox 4112 Enterprise Printing System' ? 'Xerox 4112 Enterprise' : model,
      );
      for (const firmware of FIRMWARES) expect(modelKey(`${model} ${firmware}`)).toBe(modelKey(model));
    }
  });

  it('is not looked for in a text longer than a name can be', () => {
    const long = 'rev '.repeat(20_000);
    expect(modelName(long)).toBe(long);
  });

  it('is split by a letter or a figure behind it', () => {
    fc.assert(
      fc.property(aModel, fc.constantFrom(...Array.from('abcdwxyz0123456789')), (model, sign) => {
        expect(modelKey(model + sign)).not.toBe(modelKey(model));
        expect(isSameModel(model + sign, model)).toBe(false);
      }),
    );
  });

  it.each([
    ['HL-L2350DW', 'HL-L2370DN'],
    ['iR-ADV C5535', 'iR-ADV C5535i'],
    ['iR-ADV C5535', 'iR-ADV C5535 III'],
    ['MP C3002', 'MP C3003'],
    ['HP LaserJet Pro M452nw', 'HP LaserJet Pro M452dn'],
    ['bizhub 28 0', 'bizhub 280'],
    ['ineo+ 280', 'ineo 280'],
    ['C5535 III', 'III'],
  ])('keeps %j and %j apart', (one, other) => {
    expect(modelKey(one)).not.toBe(modelKey(other));
    expect(isSameModel(one, other)).toBe(false);
  });

  it.each([
    ['C5535 III', 'Canon iR-ADV C5535 III 16.12'],
    ['iR-ADV C5535 III', 'Canon iR-ADV C5535 III 16.12'],
    ['MS621dn', 'Lexmark MS621dn 4600123456789 MSNGM.076.293'],
    ['RICOH Aficio MP C3002', 'mp c3002'],
    ['HP LaserJet P2055dn', 'LaserJet-P2055DN'],
    ['HL-L8260CDW', 'Brother HL-L8260CDW series'],
  ])('takes %j and %j for one model', (one, other) => {
    expect(isSameModel(one, other)).toBe(true);
    expect(isSameModel(other, one)).toBe(true);
  });
});
