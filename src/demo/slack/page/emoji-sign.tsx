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

/** Line drawings on 16 by 16, each as the data of a path. */
const DRAWN: Readonly<Record<string, string>> = {
  repeat: 'M2 7V6a2 2 0 0 1 2-2h9M11 2l2 2-2 2M14 9v1a2 2 0 0 1-2 2H3M5 10l-2 2 2 2',
  office: 'M3 14.5V1.5h10v13zM6 4.5h1M9 4.5h1M6 7.5h1M9 7.5h1M6.5 14.5v-4h3v4',
  page_facing_up: 'M3.5 1.5h6l3 3v10h-9zM9.5 1.5v3h3M6 8h4M6 11h4',
  bell: 'M3 12c1-1 1.5-2 1.5-5a3.5 3.5 0 0 1 7 0c0 3 .5 4 1.5 5zM6.5 12a1.5 1.5 0 0 0 3 0M8 1.5v2',
  no_bell: 'M3 12c1-1 1.5-2 1.5-5a3.5 3.5 0 0 1 7 0c0 3 .5 4 1.5 5zM6.5 12a1.5 1.5 0 0 0 3 0M8 1.5v2M2 14 14 2',
  alarm_clock: 'M8 3.5a5.5 5.5 0 1 0 .01 0M8 6v3l2 1.5M1.5 4 4 1.5M12 1.5 14.5 4',
  hourglass_flowing_sand:
    'M3.5 1.5h9M3.5 14.5h9M4.5 1.5C4.5 6 8 6 8 8s-3.5 2-3.5 6.5M11.5 1.5C11.5 6 8 6 8 8s3.5 2 3.5 6.5',
  grey_question: 'M5 5.5a3 3 0 1 1 4.5 2.6C8.5 8.7 8 9.2 8 10.5M8 13v1',
};

/** An emoji by its name; those that the bot uses are drawn, for many machines have no emoji font. */
export function Emoji({ name }: { name: string }): ReactNode {
  const dot = Object.hasOwn(DOTS, name) ? DOTS[name] : undefined;
  if (dot !== undefined) return <span className={`dot sign-${dot}`} role="img" aria-label={name} />;
  const sign = Object.hasOwn(SIGNS, name) ? SIGNS[name] : undefined;
  if (sign !== undefined) return <span className={`sign-${sign[1]}`}>{sign[0]}</span>;
  const lines = Object.hasOwn(DRAWN, name) ? DRAWN[name] : undefined;
  if (lines === undefined) return <span>{emojiOf(name)}</span>;
  return (
    <svg className="drawn" viewBox="0 0 16 16" width="16" height="16" role="img" aria-label={name}>
      <path d={lines} fill="none" stroke="currentColor" strokeWidth="1.4" />
    </svg>
  );
}

/** The bot's own characters, by name. */
const CHARACTERS: Readonly<Record<string, string>> = {
  '🔴': 'red_circle',
  '🟡': 'large_yellow_circle',
  '🟢': 'large_green_circle',
  '⚪': 'white_circle',
  '⚠️': 'warning',
  '✅': 'white_check_mark',
  '❔': 'grey_question',
  '🔁': 'repeat',
  '🏢': 'office',
  '📄': 'page_facing_up',
  '🔔': 'bell',
  '🔕': 'no_bell',
  '⏰': 'alarm_clock',
  '⏳': 'hourglass_flowing_sand',
};
const ANY_OF_THEM = new RegExp(`(${Object.keys(CHARACTERS).join('|')})`, 'u');

/** Text whose signs are drawn; everything else in it stays as it is. */
export function WithSigns({ text }: { text: string }): ReactNode {
  const parts = text.split(ANY_OF_THEM);
  if (parts.length === 1) return text;
  return parts.map((part, index) => {
    const name = CHARACTERS[part];
    // Parts have no identity beyond their place in this one text.
    // oxlint-disable-next-line react/no-array-index-key
    return name === undefined ? part : <Emoji key={index} name={name} />;
  });
}
