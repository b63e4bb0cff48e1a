import type { Claim } from './claim.ts';
import type { Who } from './measure.ts';
import type { MeasureCount, Part, Rejection, Report } from './report.ts';
import { trialsOf } from './track-record.ts';

/** What the rules say of measures and symptoms now, by their ids; undefined for those they do not have any more. */
export type Named = {
  measure: (id: string) => { title: string; who: Who } | undefined;
  symptom: (id: string) => string | undefined;
};

/** Reasons of a rejection that are kept, the newest. */
const MOST_REASONS = 3;

/** Counts what became of measures, claim by claim. */
export function openMeasures(named: Named): {
  add(claim: Claim): void;
  total(): Pick<Report, 'measures' | 'rejected' | 'avoided'>;
} {
  const counts = new Map<string, MeasureCount>();
  const reasons = new Map<string, string[]>();
  const avoided: Part = { n: 0, of: 0 };

  function add(claim: Claim): void {
    for (const { measure, worked, isFirst } of trialsOf(claim)) {
      const { title = measure, who } = named.measure(measure) ?? {};
      const none = { measure, title, ...(who && { who }), tried: 0, worked: 0, first: 0, firstWorked: 0 };
      const count = counts.get(measure) ?? none;
      counts.set(measure, count);
      count.tried += 1;
      count.worked += Number(worked);
      count.first += Number(isFirst);
      count.firstWorked += Number(isFirst && worked);
      if (!worked || claim.status !== 'resolved' || who === undefined) continue;
      avoided.of += 1;
      avoided.n += Number(who !== 'field-engineer');
    }
    for (const { resolution } of claim.events) {
      const [first] = resolution?.proposed ?? [];
      if (first === undefined || resolution?.rejected === undefined) continue;
      reasons.set(first, [...(reasons.get(first) ?? []), resolution.rejected].slice(-MOST_REASONS));
    }
  }

  return {
    add,
    total() {
      const measures = [...counts.values()].sort((a, b) => b.tried - a.tried || (a.measure < b.measure ? -1 : 1));
      const rejected = measures
        .filter(({ first, firstWorked }) => first > firstWorked)
        .map(({ measure, title, first, firstWorked }): Rejection => {
          return { measure, title, times: first - firstWorked, of: first, reasons: reasons.get(measure) ?? [] };
        })
        .sort((a, b) => b.times - a.times || b.times / b.of - a.times / a.of || (a.measure < b.measure ? -1 : 1));
      return { measures, rejected, avoided };
    },
  };
}
