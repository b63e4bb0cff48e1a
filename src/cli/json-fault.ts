const VALUE = String.raw`"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null`;
const TOKEN = new RegExp(String.raw`[ \t\r\n]*(?:(?<value>${VALUE})|(?<sign>[[\]{}:,]))`, 'y');
const SPACE = /[ \t\r\n]*/y;

type Wanted = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma-or-end' | 'nothing';

/**
 * Where a text stops being JSON, as an offset; undefined where it is JSON. The engine's own error names no place for most faults.
 * Source: RFC 8259.
 */
export function jsonFault(text: string): number | undefined {
  const open: string[] = [];
  let wanted: Wanted = 'value';
  let at = 0;
  for (;;) {
    SPACE.lastIndex = at;
    const begin = at + (SPACE.exec(text)?.[0].length ?? 0);
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(text)?.groups;
    if (token === undefined) return wanted === 'nothing' && begin === text.length ? undefined : begin;
    const next = after(wanted, token['value'] ?? token['sign'] ?? '', open);
    if (next === undefined) return begin;
    wanted = next;
    at = TOKEN.lastIndex;
  }
}

/** What is wanted after a token; undefined where it was not wanted itself. */
function after(wanted: Wanted, token: string, open: string[]): Wanted | undefined {
  const takesValue = wanted === 'value' || wanted === 'value-or-end';
  const takesKey = wanted === 'key' || wanted === 'key-or-end';
  switch (token) {
    case '[':
    case '{':
      if (!takesValue) return undefined;
      open.push(token);
      return token === '[' ? 'value-or-end' : 'key-or-end';
    case ']':
    case '}': {
      const isEmpty = wanted === (token === ']' ? 'value-or-end' : 'key-or-end');
      if (!isEmpty && wanted !== 'comma-or-end') return undefined;
      if (open.pop() !== (token === ']' ? '[' : '{')) return undefined;
      return open.length === 0 ? 'nothing' : 'comma-or-end';
    }
    case ':':
      return wanted === 'colon' ? 'value' : undefined;
    case ',':
      if (wanted !== 'comma-or-end') return undefined;
      return open.at(-1) === '[' ? 'value' : 'key';
    default:
      if (takesKey) return token.startsWith('"') ? 'colon' : undefined;
      if (!takesValue) return undefined;
      return open.length === 0 ? 'nothing' : 'comma-or-end';
  }
}
