/**
 * Removes what could hide or reorder text: control characters, direction overrides, invisible formatting, lone surrogates.
 * Line breaks stay; every other separator becomes a space. The zero-width joiner stays, because emoji are made with it.
 */
export function cleanText(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .replace(/\t/g, ' ')
    .replace(/[^\P{C}\n\u200d]/gu, '');
}

/** The same on one line, without outer space. */
export function oneLine(text: string): string {
  return cleanText(text).replace(/\s+/g, ' ').trim();
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/**
 * Signs that mrkdwn reads as formatting become signs that look the same. Slack has no way to escape them.
 * Source: docs.slack.dev, "Formatting text with mrkdwn": only & < and > are escaped.
 */
const LOOKALIKES: Record<string, string> = { '*': '\u2217', '~': '\u223c', '`': '\u02cb' };

/**
 * Text from outside made safe for mrkdwn, at most `max` characters after escaping; what is cut off is marked with an ellipsis.
 * Shape: no `<`, so neither a mention nor a link; line breaks stay.
 * Fails: never; text that shows nothing becomes a dash, because Slack refuses empty texts.
 */
export function escapeMrkdwn(text: string, max = 3000): string {
  let out = '';
  // What there is room for when an ellipsis must follow.
  let short = '';
  for (const sign of softenUnderscores(cleanText(text).trim())) {
    const next = out + (ENTITIES[sign] ?? LOOKALIKES[sign] ?? sign);
    if (next.length > max) return `${short}…`;
    if (next.length < max) short = next;
    out = next;
  }
  return out === '' ? '–' : out;
}

/** An underscore inside a word is a name's own; at a word's edge it would start or end italics. */
function softenUnderscores(text: string): string {
  return text.replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\u02cd');
}

/** Text for a place that shows it as it is (`plain_text`, `raw_text`): one line, at most `max` characters, never empty. */
export function plain(text: string, max: number): string {
  return clip(oneLine(text), max);
}

/** Cuts a text that is safe already to `max` characters without splitting one; a dash when there is nothing. */
export function clip(text: string, max: number): string {
  if (text === '') return '–';
  if (text.length <= max) return text;
  let out = '';
  for (const sign of text) {
    if (out.length + sign.length > max - 1) break;
    out += sign;
  }
  return `${out}…`;
}
