import { createRequire } from 'node:module';
import { renderAsync } from '@resvg/resvg-js';
import type { Dossier, Fetch } from '../core/dossier.ts';
import { momentInText } from '../core/moment.ts';
import type { Charts } from '../core/ports.ts';
import { chartSvg } from './chart-svg.ts';
import { clean } from './clean.ts';
import { altTextOf, panelsOf } from './panels.ts';
import { WIDTH } from './strip-svg.ts';

/** Their letters go with the program: what fonts a machine has, and whether any, must not decide whether a chart can be read. */
const require = createRequire(import.meta.url);
const FONTS = [
  require.resolve('@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf'),
  require.resolve('@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf'),
];

/**
 * Draws charts.
 * Shape: `fontFiles` are further TrueType files, for letters that Inter lacks.
 * Fails: `draw` rejects where a font file cannot be read or the drawing fails; the thread does without.
 */
export function openCharts(fontFiles: readonly string[] = []): Charts {
  const files = [...FONTS, ...fontFiles];
  return {
    describe,
    async draw(dossier, fetch) {
      const alt = describe(dossier, fetch);
      if (alt === undefined) return undefined;
      const picture = await renderAsync(chartSvg(headOf(dossier, fetch), panelsOf(fetch)), {
        font: { fontFiles: files, loadSystemFonts: false, defaultFontFamily: 'Inter' },
        fitTo: { mode: 'width', value: WIDTH },
      });
      return { png: picture.asPng(), alt };
    },
  };
}

function describe(dossier: Dossier, fetch: Fetch): string | undefined {
  const panels = panelsOf(fetch);
  const { title, lines } = headOf(dossier, fetch);
  return panels.length === 0 ? undefined : altTextOf(`${title}. ${lines[0]}`, panels);
}

function headOf({ device, symptomTitles }: Dossier, fetch: Fetch): { title: string; lines: [string, string] } {
  const { live, stored } = fetch.peers;
  return {
    title: clean(`${device.serial}: ${symptomTitles.join(', ')}`, 56),
    lines: [
      `Among ${live + stored} machines like it, read by ${momentInText(fetch.doneAt ?? fetch.askedAt)}.`,
      'Each dot: several machines. Dashed: their average. Blue: p10 to p90.',
    ],
  };
}
