import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchRuler, repeatInWords, type Roller, rollersNamed } from '../../src/core/ruler.ts';

function roller(id: string, mm: number, tolerance?: number): Roller {
  return { id, title: id, mm, ...(tolerance === undefined ? {} : { tolerance }), source: 's' };
}

const RULER = [roller('drum', 94), roller('developer', 75), roller('fuser', 119)];
const named = (mm: number, ruler: Roller[] = RULER): string[] => rollersNamed(matchRuler(mm, ruler));

describe('a distance between marks beside a ruler', () => {
  it.each([
    [75, ['developer']],
    [77, ['developer']],
    [77.1, []],
    [92, ['drum']],
    [121.38, ['fuser']],
    [121.39, []],
    [188, ['drum']],
    [150, ['developer']],
    [37.5, []],
    [300, []],
  ])('%s mm names %j, within 2 mm or 2 %, whichever is more', (mm, ids) => {
    expect(named(mm)).toEqual(ids);
  });

  it('goes by the tolerance of a roller where its source states one', () => {
    const ruler = [roller('drum', 94, 0.5)];
    expect([named(94.5, ruler), named(94.6, ruler)]).toEqual([['drum'], []]);
  });

  it('names all that fit, and a roller of half the distance only where no whole one does', () => {
    const ruler = [roller('drum', 148.3), roller('fuser', 147), roller('developer', 74)];
    expect(named(148, ruler)).toEqual(['drum', 'fuser']);
    expect(matchRuler(148, ruler).fits.map(({ roller: { id }, turns }) => [id, turns])).toEqual([
      ['drum', 1],
      ['fuser', 1],
      ['developer', 2],
    ]);
    expect(named(74, ruler)).toEqual(['developer']);
  });

  it('names exactly the one roller within whose tolerance a measured value lies, whatever the ruler', () => {
    const length = fc.double({ min: 20, max: 250, noNaN: true });
    const rulers = fc
      .uniqueArray(length, { minLength: 1, maxLength: 6 })
      .map((all) => all.map((mm, index) => roller(`r${index}`, mm)));
    const within = (mm: number, expected: number): boolean => Math.abs(mm - expected) <= Math.max(2, expected * 0.02);
    fc.assert(
      fc.property(rulers, fc.nat(), fc.double({ min: -1, max: 1, noNaN: true }), (ruler, pick, off) => {
        const one = ruler[pick % ruler.length];
        if (one === undefined) return;
        const mm = one.mm + off * 2;
        fc.pre(ruler.filter((other) => within(mm, other.mm)).length === 1);
        expect(named(mm, ruler)).toEqual([one.id]);
        const { fits, others } = matchRuler(mm, ruler);
        expect(new Set([...fits.map(({ roller: { id } }) => id), ...others.map(({ id }) => id)]).size).toBe(
          ruler.length,
        );
      }),
    );
  });

  it('says in one sentence what fits and what does not', () => {
    expect(repeatInWords(75, RULER)).toBe('Marks every 75 mm: developer 75 mm fits; drum 94 mm no; fuser 119 mm no');
    expect(repeatInWords(188, RULER)).toBe(
      'Marks every 188 mm: twice the drum 94 mm fits; developer 75 mm no; fuser 119 mm no',
    );
    expect(repeatInWords(76.2)).toBe('Marks every 76.2 mm: no ruler is known for this model');
    expect(repeatInWords(undefined, RULER)).toBeUndefined();
  });
});
