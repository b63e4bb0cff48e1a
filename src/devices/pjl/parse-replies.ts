/** A reply ends with a form feed. */
const END = '\f';
const ECHO = /^@PJL\s/i;
const ECHO_LENGTH = 4;

/**
 * The bodies of whole replies, by the question they echo (`INFO PAGECOUNT`).
 * Shape: lines without their ends; what echoes nothing, or was cut short, is left out, and a second reply to a question as well.
 * Fails: never.
 */
export function parseReplies(text: string): Map<string, string[]> {
  const replies = new Map<string, string[]>();
  for (const reply of text.split(END).slice(0, -1)) {
    const lines = reply.split(/\r?\n/);
    const first = lines.findIndex((line) => ECHO.test(line.trimStart()));
    const echoed = lines[first]?.trim().slice(ECHO_LENGTH).trim();
    if (echoed === undefined) continue;
    const question = echoed.replace(/\s+/g, ' ').toUpperCase();
    if (!replies.has(question)) replies.set(question, lines.slice(first + 1));
  }
  return replies;
}

/**
 * What a reply says: the value of a key, or the first line with anything on it.
 * Shape: without quotes, without the bracket that lists what a variable may be (`DENSITY=3 [2 RANGE READONLY]` says `3`), and without the
 * name of the category before it; undefined where the key is not there.
 */
export function pickReply(lines: string[], key: string | undefined, category: string): string | undefined {
  if (key !== undefined) {
    const line = lines.find((candidate) => keyOf(candidate) === key.toUpperCase());
    return line === undefined ? undefined : plain(line.slice(line.indexOf('=') + 1));
  }
  const line = lines.find((candidate) => candidate.trim() !== '') ?? '';
  return plain(keyOf(line) === category ? line.slice(line.indexOf('=') + 1) : line);
}

/** Options of a variable stand indented below it and have no key. */
function keyOf(line: string): string | undefined {
  const end = line.indexOf('=');
  return end < 1 || /^\s/.test(line) ? undefined : line.slice(0, end).trim().toUpperCase();
}

function plain(text: string): string {
  const value = text.trim();
  const quoted = /^"([^"]*)"/.exec(value)?.[1];
  return quoted ?? withoutList(value);
}

/** A bracket that runs to the end is found by hand: a pattern for it would try each beginning against the whole rest of a hostile text. */
function withoutList(value: string): string {
  const end = value.endsWith(']') ? value.length - 1 : value.length;
  const from = value.slice(0, end).lastIndexOf(']') + 1;
  const list = value.slice(from).search(/\[\d+ /);
  return list < 0 ? value : value.slice(0, from + list).trimEnd();
}
