import { HTMLElement, type Node, parse, TextNode } from 'node-html-parser';
import { numberLabels } from './parse-csv.ts';

/** A page: what stands beside each label, `/labels/<label>`. */
export type HtmlDocument = { labels: Record<string, string> };

/** Elements that may be open at once: the parser's time grows with their square. A page of nested tables has some dozens. */
const MOST_OPEN = 100;
const MOST_TAGS = 20_000;
/** Elements that end by themselves when the next one begins, or at once: pages leave them open without being deep. */
const SELF_ENDING = new Set(
  'p li dt dd td th tr area base br col embed hr img input link meta param source wbr'.split(' '),
);
/** Elements that stand within a line of text; all others begin a new one. */
const INLINE = new Set('a abbr b big code em font i label nobr s small span strong sub sup tt u'.split(' '));

type Pair = [label: string, value: string];

/**
 * The labels of a page and what they say: a cell beside the cell before it (two cells of a row, `th` and `td`), `dt` and `dd`, and lines `label: value`.
 * Shape: entities decoded, white space collapsed, a colon after a label left off; a label that comes again gets ` (2)`.
 * Fails: throws for a page nested too deep or of too many elements.
 */
export function parseHtml(text: string): HtmlDocument {
  const page = withoutUnseen(text);
  checkSize(page);
  const pairs = pairsOf(parse(page, { blockTextElements: {} })).filter(
    ([label, value]) => label !== '' && value !== '',
  );
  const labels = numberLabels(pairs.map(([label]) => label));
  return { labels: Object.fromEntries(pairs.map(([, value], n) => [labels[n] ?? '', value])) };
}

/** How what nobody sees begins, and where it ends. A declaration that is none (`<![CDATA[`) ends where a tag would. Source: HTML, 13.2.5.42. */
const UNSEEN = /<!--|<!\[|<(script|style|noscript|template)\b/gi;
const ENDS: Record<string, RegExp> = {
  '<!--': /-->/g,
  '<![': />/g,
  script: /<\/script\b[^>]{0,100}>/gi,
  style: /<\/style\b[^>]{0,100}>/gi,
  noscript: /<\/noscript\b[^>]{0,100}>/gi,
  template: /<\/template\b[^>]{0,100}>/gi,
};

/** A page without comments, scripts and styles: nobody sees them, and what they hold looks like elements. */
function withoutUnseen(text: string): string {
  let seen = '';
  let from = 0;
  UNSEEN.lastIndex = 0;
  for (let found = UNSEEN.exec(text); found !== null; found = UNSEEN.exec(text)) {
    seen += text.slice(from, found.index);
    const end = ENDS[(found[1] ?? found[0]).toLowerCase()] ?? />/g;
    end.lastIndex = UNSEEN.lastIndex;
    from = end.exec(text) === null ? text.length : end.lastIndex;
    UNSEEN.lastIndex = from;
    if (from === text.length) break;
  }
  return seen + text.slice(from);
}

function checkSize(page: string): void {
  const open = new Map<string, number>();
  let depth = 0;
  let tags = 0;
  for (const [, slash, named = ''] of page.matchAll(/<(\/?)([a-z][\w:-]*)/gi)) {
    const name = named.toLowerCase();
    const before = open.get(name) ?? 0;
    const step = slash === '/' ? -1 : 1;
    tags += 1;
    if (tags > MOST_TAGS) throw new Error('the page has too many elements');
    if (SELF_ENDING.has(name) || before + step < 0) continue;
    open.set(name, before + step);
    depth += step;
    if (depth > MOST_OPEN) throw new Error('the page is nested too deep');
  }
}

/** Pairs in the order of the page. A line is what stands between two ends of a block. */
function pairsOf({ childNodes }: Node): Pair[] {
  const pairs: Pair[] = [];
  let line = '';
  let term: string | undefined;
  const endLine = (): void => {
    const pair = /^([^:]{1,120}):\s+(.+)$/.exec(plain(line));
    if (pair !== null) pairs.push([label(pair[1] ?? ''), pair[2] ?? '']);
    line = '';
  };
  const todo: (Node | 'end')[] = childNodes.toReversed();
  for (let node = todo.pop(); node !== undefined; node = todo.pop()) {
    if (node === 'end') endLine();
    else if (node instanceof TextNode) line += node.text;
    else if (node instanceof HTMLElement) {
      const name = nameOf(node);
      const said = name === 'dt' || name === 'dd' ? textOf(node) : undefined;
      const cells = name === 'tr' ? pairsOfRow(node) : undefined;
      if (!INLINE.has(name)) endLine();
      if (name === 'dd' && term !== undefined && said !== undefined) pairs.push([label(term), said]);
      if (name === 'dt' || name === 'dd') term = name === 'dt' ? said : undefined;
      if (cells !== undefined) pairs.push(...cells);
      else if (said === undefined) {
        if (!INLINE.has(name)) todo.push('end');
        for (const child of node.childNodes.toReversed()) todo.push(child);
      }
    }
  }
  endLine();
  return pairs;
}

/** A row of two cells, or of headings each with its cell; undefined for any other, or one that holds a table. */
function pairsOfRow(row: HTMLElement): Pair[] | undefined {
  const cells = row.childNodes.filter((node): node is HTMLElement => node instanceof HTMLElement);
  const isPairs = cells.length > 0 && cells.length % 2 === 0;
  const isHeaded = isPairs && cells.every((cell, n) => nameOf(cell) === (n % 2 === 0 ? 'th' : 'td'));
  if (!isHeaded && cells.length !== 2) return undefined;
  const texts = cells.map(textOf);
  if (texts.includes(undefined)) return undefined;
  return texts.flatMap((text, n): Pair[] => (n % 2 === 0 ? [[label(text ?? ''), texts[n + 1] ?? '']] : []));
}

/** The text of an element; undefined when it holds a table of its own. */
function textOf(element: HTMLElement): string | undefined {
  let text = '';
  const todo: Node[] = [element];
  for (let node = todo.pop(); node !== undefined; node = todo.pop()) {
    if (node instanceof TextNode) text += node.text;
    else if (node instanceof HTMLElement) {
      const name = nameOf(node);
      if (name === 'table') return undefined;
      if (!INLINE.has(name)) text += ' ';
      for (const child of node.childNodes.toReversed()) todo.push(child);
    }
  }
  return plain(text);
}

function nameOf(element: HTMLElement): string {
  return element.rawTagName.toLowerCase();
}

function plain(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function label(text: string): string {
  return text.replace(/\s*:\s*$/, '').trim();
}
