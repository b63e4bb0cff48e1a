import type { Ask } from '../core/place.ts';
import type { DeviceAnswer } from '../core/ports.ts';
import type { HttpEnd } from './http/read-http.ts';
import type { PagesEnd } from './http/read-pages.ts';
import type { IppEnd } from './ipp/read-ipp.ts';
import type { PjlEnd } from './pjl/read-pjl.ts';
import type { AskResults } from './place-result.ts';
import { protocolOf } from './protocol-of.ts';
import type { SnmpOutcome } from './snmp/read-over-snmp.ts';
import { cleanText } from './text.ts';

/** What came of each protocol that was spoken. */
export type Ends = {
  snmp?: SnmpOutcome | undefined;
  http?: HttpEnd | undefined;
  ipp?: IppEnd | undefined;
  pages?: PagesEnd | undefined;
  pjl?: PjlEnd | undefined;
};

/** What every place of a read came to; `hasCommunity` is whether SNMP was spoken with a community, which devices that do not know it leave unanswered. */
export type Tried = { asks: Ask[]; results: AskResults[]; hasCommunity: boolean };

const SAME_AS_SILENCE = 'a wrong community looks the same';

/**
 * How a device answered as a whole: it told something; it is there (or nothing could be sent to it) and access was refused wherever it was tried; or
 * nothing came.
 * Fails: never.
 */
export function outcomeOf({ snmp, http, ipp, pages, pjl }: Ends, tried: Tried): DeviceAnswer['outcome'] {
  const hasAnswered = [snmp, http, ipp, pages, pjl].some((end) => end?.hasAnswered === true);
  const hasTold =
    snmp?.said.serial !== undefined ||
    snmp?.said.model !== undefined ||
    tried.results.some((results) => results.some((result) => result?.kind === 'found'));
  if (hasAnswered && hasTold) return { kind: 'answered' };
  const refusals = refusalsOf(tried);
  if (hasAnswered && refusals.length === 0) return { kind: 'answered' };
  const other = ipp?.saidOther ?? pages?.saidOther ?? http?.saidOther;
  if (other !== undefined) return { kind: 'wrong-device', said: cleanText(other) };
  const words = [snmp?.tried, ...(http?.tried ?? []), ipp?.tried, pages?.tried, pjl?.tried].filter(
    (each) => each !== undefined,
  );
  if (refusals.length > 0) {
    const unsaid = refusals.filter((refusal) => !words.some((each) => each.includes(refusal)));
    return { kind: 'refused', said: [...words, ...unsaid.slice(0, 3)].join('; ') };
  }
  if (words.length === 0) return { kind: 'silent', tried: 'nothing was to be asked' };
  return { kind: 'silent', tried: [...words, ...(isUnheard(tried) ? [SAME_AS_SILENCE] : [])].join('; ') };
}

/** What was said where the device itself, not a service that keeps something about it, refused access. */
function refusalsOf({ asks, results }: Tried): string[] {
  const said = new Set<string>();
  for (const [index, ask] of asks.entries()) {
    for (const [n, result] of (results[index] ?? []).entries()) {
      const place = ask.places[n];
      if (result?.kind !== 'next' || result.reason !== 'refused') continue;
      if (place?.kind === 'http' && place.service !== undefined) continue;
      said.add(result.evidence.raw);
    }
  }
  return [...said];
}

/** Whether SNMP was spoken with a community and nothing came back, not even that the port is closed. */
function isUnheard({ asks, results, hasCommunity }: Tried): boolean {
  if (!hasCommunity) return false;
  return asks.some((ask, index) =>
    (results[index] ?? []).some((result, n) => {
      const place = ask.places[n];
      return (
        place !== undefined && protocolOf(place) === 'snmp' && result?.kind === 'next' && result.reason === 'timeout'
      );
    }),
  );
}
