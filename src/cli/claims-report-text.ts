import { reportFigures, reportTables, reportTitle } from '../core/report-words.ts';
import type { Report } from '../core/report.ts';
import { plain, table } from './terminal-text.ts';

/** Rows of a table that a terminal shows; the files hold all. */
const MOST_ROWS = 12;

/** A report as text for a terminal. */
export function claimsReportText(report: Report): string {
  const figures = reportFigures(report).map((row) => row.map(plain));
  return [
    plain(reportTitle(report)),
    '',
    ...table(figures),
    ...reportTables(report).flatMap(({ title, rows, empty }) => {
      if (rows.length === 1) return ['', `${title}: ${empty}`];
      const more = rows.length - 1 - MOST_ROWS;
      const lines = table(rows.slice(0, MOST_ROWS + 1).map((row) => row.map((cell) => plain(cell))));
      return ['', `${title}:`, ...lines, ...(more > 0 ? [`and ${more} more: --csv has all`] : [])];
    }),
  ].join('\n');
}
