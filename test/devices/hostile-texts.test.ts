import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { DocumentFormat } from '../../src/core/place.ts';
import { parseDocument } from '../../src/devices/http/parse-document.ts';
import { serialIn } from '../../src/devices/http/serial-in.ts';
import { parseReplies, pickReply } from '../../src/devices/pjl/parse-replies.ts';
import { cleanText, keyText, showText } from '../../src/devices/text.ts';

/**
 * What a text may cost, several times over: patterns that try each beginning against the whole rest take seconds. It is work that is counted, not time, so
 * that others on the machine do not matter. Units: milliseconds.
 */
const MOST_WORK_MS = 400;

function workOf(what: () => unknown): number {
  const before = process.cpuUsage();
  what();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function fill(unit: string, length: number): string {
  return unit.repeat(Math.floor(length / unit.length));
}

/** Units that parsers and patterns have been held up with: signs of each format, what opens and never closes, white space. */
const UNITS = [' ', '\t', '\n', '[', ']', '{', '"', "'", ',', ';', ':', '<', '<a>', '<a b=', '<a b="c"/>', '<a/>', '</a>', '<!--', '<![CDATA[', '<!', '<tr><td>', '<td>x</td>', '<table>', '<script>', '<style>a</style>', '<dt>a<dd>b', 'a: b<br>', '&', '&lt;', '1,', '"";', '[1 ', '[1 x]', '@PJL ', '\f', '\\', '9', 'é', '\0'] as const; // prettier-ignore

describe('a document of a device', () => {
  const FRAMES: Record<DocumentFormat, [string, string][]> = {
    json: [['', ''], ['{"a":"', '"}'], ['{"a":[', '0]}']], // prettier-ignore
    'relaxed-json': [['', ''], ["{a:'", "'}"], ['{a:[', '0]}'], ['/*', '*/{}']], // prettier-ignore
    xml: [['', ''], ['<a>', '</a>'], ['<a b="', '"/>'], ['<a><!--', '--></a>']], // prettier-ignore
    csv: [['', ''], ['a,b\n', ''], ['"', '"\nb']], // prettier-ignore
    html: [['', ''], ['<table><tr><td>', '</td><td>b</td></tr></table>'], ['<a b="', '">']], // prettier-ignore
  };

  it.each(['json', 'relaxed-json', 'xml', 'csv', 'html'] as const)(
    'as %s holds nobody up, whatever it is full of',
    (format) => {
      const slow: string[] = [];
      for (const [begin, end] of FRAMES[format]) {
        for (const unit of UNITS) {
          // Some formats are only read up to a shorter length; up to that one they must be as quick.
          for (const length of [32, 64, 256]) {
            const text = `${begin}${fill(unit, length * 1024 - begin.length - end.length)}${end}`;
            const work = workOf(() => {
              const parsed = parseDocument(text, format);
              if ('document' in parsed) serialIn(parsed.document, format, 'AB-1234');
            });
            if (work > MOST_WORK_MS) slow.push(`${JSON.stringify(`${begin}${unit}...${end}`)}: ${work} ms`);
          }
        }
      }
      expect(slow).toEqual([]);
    },
  );
});

describe('a reply over PJL', () => {
  it('holds nobody up, whatever it is full of', () => {
    const slow: string[] = [];
    for (const [begin, end] of [
      ['@PJL INFO ID', 'x\r\n\f'],
      ['@PJL INFO ID\r\na', ']b\r\n\f'],
      ['', '\f'],
      ['@PJL INFO ID\r\n', '=]b\f'],
    ] as const) {
      // prettier-ignore
      for (const unit of UNITS) {
        const text = `${begin}${fill(unit, 64 * 1024)}${end}`;
        const work = workOf(() => {
          for (const lines of parseReplies(text).values()) {
            pickReply(lines, undefined, 'ID');
            pickReply(lines, 'X', 'ID');
          }
        });
        if (work > MOST_WORK_MS) slow.push(`${JSON.stringify(`${begin}${unit}...${end}`)}: ${work} ms`);
      }
    }
    expect(slow).toEqual([]);
  });
});

describe('a text of a device', () => {
  it('holds nobody up when it is cleaned or shown, whatever it is full of', () => {
    const slow = UNITS.filter((unit) => {
      const text = fill(unit, 64 * 1024);
      return workOf(() => [cleanText(text), showText(text), keyText(text)]) > MOST_WORK_MS;
    });
    expect(slow).toEqual([]);
  });

  const sources = new Map<string, string>();
  const collect = (value: unknown, name: string, file: string): void => {
    if (typeof value === 'string' && ['match', 'matches'].includes(name)) sources.set(value, file);
    else if (typeof value === 'object' && value !== null)
      for (const [key, inner] of Object.entries(value)) collect(inner, Array.isArray(value) ? name : key, file);
  };
  for (const file of readdirSync('rules/models').filter((each) => /^[^.]+\.yml$/.test(each)))
    collect(parse(readFileSync(`rules/models/${file}`, 'utf8')), '', file);

  it.each([...sources])('may be as long as one is looked through: %s', (source) => {
    const pattern = new RegExp(source, 'iu');
    // What the pattern looks for itself, again and again, leads it furthest.
    const own = source.match(/[A-Za-z0-9]{2,}|[^\\()[\]{}?*+|^$.\s]/gu) ?? [];
    const units = new Set([
      ...UNITS,
      'a',
      '0',
      '-',
      'a ',
      'a  ',
      ...own.slice(0, 30).flatMap((word) => [word, `${word} `, `${word}:`]),
    ]);
    const begins = ['', 'MDL:', ...own.slice(0, 1)];
    const slow = [...units].filter((unit) => {
      const texts = begins.flatMap((begin) =>
        ['', '!', '\u0001'].map((end) => `${begin}${fill(unit, 2040 - begin.length)}${end}`),
      );
      return workOf(() => texts.map((text) => pattern.test(text))) > MOST_WORK_MS;
    });
    expect(slow).toEqual([]);
  });
});
