import type { Dossier, Fetch } from '../../core/dossier.ts';
import type { Reading } from '../../core/reading.ts';
import type { AbsentReason } from '../../core/value.ts';
import { absentInWords } from '../../core/words.ts';
import { escapeMrkdwn, oneLine } from '../text/escape.ts';

/** Readings that are absent for one reason after the same tries. */
type Group = { title: string; reason: AbsentReason; tried: string; parts: string[]; serviceMode?: string | undefined };

/** Why no verdict is given on values that are there; one line for each reason. Shape: mrkdwn lines. */
export function cannotSayLines(fetch: Fetch): string[] {
  const groups = new Map<string, Set<string>>();
  for (const { verdict, figure, because, title } of fetch.comparisons) {
    if (verdict !== 'cannot-say' || figure.kind === 'absent') continue;
    groups.set(because, (groups.get(because) ?? new Set()).add(oneLine(title)));
  }
  return [...groups].map(
    ([because, titles]) => `• ${escapeMrkdwn([...titles].join(', '), 200)}: ${escapeMrkdwn(oneLine(because), 200)}`,
  );
}

/** What could not be read, what that means, where an engineer finds what the model does not offer, and what was tried; one line for each item and reason. Shape: mrkdwn lines. */
export function absentLines(dossier: Dossier, fetch: Fetch): string[] {
  const items = new Map(dossier.items.map((item) => [item.item, item]));
  const groups = new Map<string, Group>();
  for (const reading of fetch.readings) {
    if (reading.value.kind !== 'absent') continue;
    const { title = reading.item, serviceMode } = items.get(reading.item) ?? {};
    const tried = triedInWords(reading);
    const key = `${reading.item} ${reading.value.reason} ${tried}`;
    const group = groups.get(key) ?? { title, reason: reading.value.reason, tried, parts: [], serviceMode };
    const part = reading.partTitle ?? reading.part;
    if (part !== undefined) group.parts.push(part);
    groups.set(key, group);
  }
  const isListed = [...groups.values()].some(
    ({ reason, serviceMode }) => reason === 'unsupported' && serviceMode !== undefined,
  );
  return [
    ...[...groups.values()].map(groupInWords),
    ...(isListed
      ? ['• A list from service mode is brought in by dropping it as a file (CSV or text) in this thread']
      : []),
  ];
}

function groupInWords({ title, reason, tried, parts, serviceMode }: Group): string {
  const shown = parts
    .slice(0, 6)
    .map((part) => oneLine(part))
    .join(', ');
  const which = parts.length === 0 ? '' : ` (${shown}${parts.length > 6 ? `, ${parts.length - 6} more` : ''})`;
  const found =
    reason === 'unsupported' && serviceMode !== undefined
      ? `; an engineer finds it at: ${escapeMrkdwn(oneLine(serviceMode), 200)}`
      : '';
  return `• ${escapeMrkdwn(oneLine(`${title}${which}`), 160)}: ${absentInWords(reason)}${found}${tried === '' ? '' : `; tried ${escapeMrkdwn(tried, 260)}`}`;
}

/** The places that were tried, in order, with what came of each. Shape: clean, not escaped. */
function triedInWords(reading: Reading): string {
  const [past] = reading.evidence;
  if (past?.protocol === 'past') return `${oneLine(past.place)} as it is stored (${oneLine(past.raw)})`;
  return reading.evidence
    .map(({ protocol, place, raw }) => `${protocol.toUpperCase()} ${oneLine(place)} (${oneLine(raw)})`)
    .join(', then ');
}
