import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyCharacter } from '../../any-character.ts';
import { PJL_INFOS } from '../../../src/core/place.ts';
import { parseReplies, pickReply } from '../../../src/devices/pjl/parse-replies.ts';
import { frameOf, questionOf } from '../../../src/devices/pjl/pjl-question.ts';

describe('PJL replies', () => {
  it('are known by the question they echo; pushed, cut and second ones are left out', () => {
    const text =
      '@PJL USTATUS DEVICE\r\nCODE=10001\r\n\f@PJL  info pagecount \r\nPAGECOUNT=7\r\n\f' +
      '@PJL INFO PAGECOUNT\r\n8\r\n\fno echo\r\n\f@PJL INFO ID\r\n"cut';
    const replies = parseReplies(text);
    expect([...replies.keys()]).toEqual(['USTATUS DEVICE', 'INFO PAGECOUNT']);
    expect(pickReply(replies.get('INFO PAGECOUNT') ?? [], undefined, 'PAGECOUNT')).toBe('7');
  });

  it('say their first line, without quotes and without the name of the category', () => {
    expect(pickReply(['', '"LJ 4200"', 'x'], undefined, 'ID')).toBe('LJ 4200');
    expect(pickReply(['183933'], undefined, 'PAGECOUNT')).toBe('183933');
    expect(pickReply(['PAGECOUNT = 183933'], undefined, 'PAGECOUNT')).toBe('183933');
    expect(pickReply([], undefined, 'PAGECOUNT')).toBe('');
    expect(pickReply(['"?"'], undefined, 'DENSITY')).toBe('?');
  });

  it('say the value of a key, without what else it might be', () => {
    const lines = [
      'DENSITY=3 [2 RANGE READONLY]',
      '\t1',
      '\tRET=5',
      'RET=MEDIUM [4 ENUMERATED]',
      'DISPLAY="a=b [2 c]"',
    ];
    expect(pickReply(lines, 'DENSITY', 'VARIABLES')).toBe('3');
    expect(pickReply(lines, 'ret', 'VARIABLES')).toBe('MEDIUM');
    expect(pickReply(lines, 'DISPLAY', 'STATUS')).toBe('a=b [2 c]');
    expect(pickReply(lines, 'COPIES', 'VARIABLES')).toBeUndefined();
  });

  it('never throw, whatever they are', () => {
    const piece = fc.oneof(
      fc.constantFrom('@PJL INFO ID', '\r\n', '\f', '=', '"', '\t', '[2 '),
      fc.string({ unit: anyCharacter }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.string(), (pieces, key) => {
        for (const lines of parseReplies(pieces.join('')).values()) {
          const said = [pickReply(lines, undefined, 'ID'), pickReply(lines, key, 'ID')];
          for (const one of said) expect(typeof one === 'string' || one === undefined).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('PJL questions', () => {
  it('are INFO, INQUIRE and DINQUIRE between two UELs and nothing else, whatever a place says', () => {
    const odd = fc.oneof(
      fc.constantFrom('DENSITY', 'A\r\n@PJL SET X=1', '\u001b%-12345X', '', 'LOW TONER'),
      fc.string(),
    );
    const info = fc.constantFrom(...PJL_INFOS);
    const places = fc.record({ info, inquire: odd, dinquire: odd }, { requiredKeys: [] });
    fc.assert(
      fc.property(fc.array(places, { maxLength: 5 }), (asked) => {
        const questions = asked.flatMap((place) => questionOf({ kind: 'pjl', decode: {}, ...place }) ?? []);
        const lines = String.raw`(@PJL (INFO (ID|PAGECOUNT|STATUS|VARIABLES)|D?INQUIRE [A-Z][A-Z0-9]{0,31})\r\n)*`;
        expect(frameOf(questions)).toMatch(new RegExp(`^\u001b%-12345X${lines}\u001b%-12345X$`));
      }),
      { numRuns: 2000 },
    );
  });

  it('are exactly one a place', () => {
    expect(questionOf({ kind: 'pjl', info: 'ID', inquire: 'DENSITY', decode: {} })).toBeUndefined();
    expect(questionOf({ kind: 'pjl', decode: {} })).toBeUndefined();
    expect(questionOf({ kind: 'pjl', dinquire: 'DENSITY', decode: {} })).toBe('DINQUIRE DENSITY');
  });
});
