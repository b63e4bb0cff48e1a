import type { ReactNode } from 'react';
import { emojiOf } from './emoji.ts';

const DOTS: Readonly<Record<string, string>> = {
  red_circle: 'red',
  large_red_circle: 'red',
  large_yellow_circle: 'amber',
  large_orange_circle: 'orange',
  large_green_circle: 'green',
  large_blue_circle: 'blue',
  white_circle: 'white',
  black_circle: 'black',
};

const SIGNS: Readonly<Record<string, readonly [string, string]>> = {
  white_check_mark: ['\u2714', 'green'],
  heavy_check_mark: ['\u2714', 'green'],
  x: ['\u2716', 'red'],
  warning: ['\u26a0', 'amber'],
  information_source: ['\u2139', 'blue'],
};

/** An emoji by its name; those that carry a verdict are drawn, for many machines have no emoji font. */
export function Emoji({ name }: { name: string }): ReactNode {
  const dot = Object.hasOwn(DOTS, name) ? DOTS[name] : undefined;
  if (dot !== undefined) return <span className={`dot sign-${dot}`} role="img" aria-label={name} />;
  const sign = Object.hasOwn(SIGNS, name) ? SIGNS[name] : undefined;
  if (sign !== undefined) return <span className={`sign-${sign[1]}`}>{sign[0]}</span>;
  return <span>{emojiOf(name)}</span>;
}

/** The verdicts' own characters, by name. */
const CHARACTERS: Readonly<Record<string, string>> = {
  '🔴': 'red_circle',
  '🟡': 'large_yellow_circle',
  '🟢': 'large_green_circle',
  '⚪': 'white_circle',
  '⚠️': 'warning',
};

/** Text whose verdict signs are drawn; everything else in it stays as it is. */
export function WithSigns({ text }: { text: string }): ReactNode {
  const parts = text.split(/(🔴|🟡|🟢|⚪|⚠️)/u);
  if (parts.length === 1) return text;
  return parts.map((part, index) => {
    const name = CHARACTERS[part];
    // Parts have no identity beyond their place in this one text.
    // oxlint-disable-next-line react/no-array-index-key
    return name === undefined ? part : <Emoji key={index} name={name} />;
  });
}
