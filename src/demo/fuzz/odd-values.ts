import type { Random } from '../fleet/random.ts';

/** Numbers at which counting, signs and widths go wrong, as octets. */
export const ODD_NUMBERS: Buffer[] = [
  '',
  '00',
  'ff',
  '7f',
  '80',
  'fd',
  'fe',
  '0000000000',
  'ffffffffff',
  '7fffffff',
  '80000000',
  '00ffffffff',
  '00ffffffffffffffff',
  '7fffffffffffffff',
  '8000000000000000',
  '00'.repeat(40),
  'ff'.repeat(40),
].map((hex) => Buffer.from(hex, 'hex'));

/** Numbers in writing that are none, or are too many for a double, a 32-bit integer or a percentage. */
const ODD_NUMERALS = ['-1', '-2', '-3', '101', '-0', '1e999', '-1e999', 'NaN', 'Infinity', '0x10', '1,5', '١٢', '9'.repeat(400), '1e-400', ' 7 ', '', 'null', 'true', '2147483648', '18446744073709551616']; // prettier-ignore

/** Texts that break out of, hide in or choke whatever they are put into. */
const ODD_TEXTS = [
  '\0\0\0',
  '\u001b[31mred\u001b[0m\r\n\t\u0007',
  '\u202egnp.exe\u2066\u200b\ufeff',
  '<!channel> <@U1> *x* `y` &amp;',
  '\ud800\udfff\uffff',
  'é'.repeat(300),
  '粉盒カラー',
  '__proto__',
  'constructor',
  '{index}{x}',
  '"\'\\/<>[]{}',
  '\u001b%-12345X@PJL SET X=1\r\n',
  '../../etc/passwd',
  '%s%n$1',
  '☃️👩‍👩‍👧'.repeat(80),
];

/** A text, number or run of octets that nobody would send on purpose. */
export function oddText(random: Random): Buffer {
  const draw = random.next();
  if (draw < 0.35) return Buffer.from(pickOne(ODD_NUMERALS, random));
  if (draw < 0.8) return Buffer.from(pickOne(ODD_TEXTS, random));
  if (draw < 0.9) return Buffer.from(Array.from({ length: random.whole(1, 60) }, () => random.whole(0x80, 0xff)));
  return Buffer.alloc(
    random.weighted([
      [256, 4],
      [4096, 2],
      [62_000, 1],
    ] as const),
    random.whole(0x20, 0x7e),
  );
}

/** One of several, each as likely. */
export function pickOne<T>(choices: readonly [T, ...T[]] | readonly T[], random: Random): T {
  return random.weighted(choices.map((choice) => [choice, 1] as const));
}
