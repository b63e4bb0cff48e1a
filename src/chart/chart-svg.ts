import type { Panel } from './panels.ts';
import { FAINT_INK, MARGIN, STRIP_HEIGHT, stripSvg, text, WIDTH } from './strip-svg.ts';

const HEAD_HEIGHT = 138;

/** The whole picture as SVG. Shape: at least one panel; texts are clean and not escaped. */
export function chartSvg(head: { title: string; lines: readonly [string, string] }, panels: readonly Panel[]): string {
  const height = HEAD_HEIGHT + panels.length * STRIP_HEIGHT;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="Inter">`,
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    text({ x: MARGIN, y: 48, size: 30, weight: 600 }, head.title),
    ...head.lines.map((line, index) => text({ x: MARGIN, y: 84 + index * 30, size: 22, fill: FAINT_INK }, line)),
    ...panels.map((panel, index) => stripSvg(panel, HEAD_HEIGHT + index * STRIP_HEIGHT)),
    '</svg>',
  ].join('');
}
