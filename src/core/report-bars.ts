import { escapeHtml } from './export-html.ts';

/** One bar: `part` of it is filled in full, the rest faintly. Shape: numbers of 0 or more; texts are not escaped yet. */
export type Bar = { name: string; value: number; part?: number | undefined; words: string };

const WIDTH = 720;
const NAME_WIDTH = 250;
const BAR_WIDTH = 320;
const ROW_HEIGHT = 26;
const MOST_SIGNS = 34;

/**
 * Bars as SVG that stands in a page of HTML, in the colours of its classes `bar` and `faint`.
 * Shape: the longest fills the width; bars that are all nothing have no length. `label` says what is seen to those who cannot see it.
 * Fails: never.
 */
export function barsSvg(label: string, bars: readonly Bar[]): string {
  const most = Math.max(...bars.map(({ value }) => value), 0);
  const lengthOf = (value: number): number => (most > 0 ? Math.round((value / most) * BAR_WIDTH * 10) / 10 : 0);
  const rows = bars.map(({ name, value, part = value, words }, index) => {
    const top = index * ROW_HEIGHT;
    const [whole, full] = [lengthOf(value), lengthOf(Math.min(part, value))];
    return [
      `<text x="${NAME_WIDTH - 8}" y="${top + 17}" text-anchor="end">${escapeHtml(shortened(name))}<title>${escapeHtml(name)}</title></text>`,
      ...(full < whole ? [`<rect class="faint" x="${NAME_WIDTH}" y="${top + 4}" width="${whole}" height="18"/>`] : []),
      `<rect class="bar" x="${NAME_WIDTH}" y="${top + 4}" width="${full}" height="18"/>`,
      `<text x="${NAME_WIDTH + whole + 8}" y="${top + 17}">${escapeHtml(words)}</text>`,
    ].join('');
  });
  const height = bars.length * ROW_HEIGHT;
  return `<svg role="img" aria-label="${escapeHtml(label)}" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}">${rows.join('')}</svg>`;
}

function shortened(name: string): string {
  const signs = Array.from(name);
  return signs.length <= MOST_SIGNS ? name : `${signs.slice(0, MOST_SIGNS - 1).join('')}…`;
}
