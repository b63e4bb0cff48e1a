import type { Ask, HttpPlace } from '../../core/place.ts';
import type { AbsentReason } from '../../core/value.ts';
import { type AskResults, hasValue, type PlaceResult } from '../place-result.ts';
import { isSameSerial, plainSerial } from '../serial.ts';
import { fetchDocument, type Fetched, type FetchOptions } from './fetch-document.ts';
import { pick, type Picked } from './pick.ts';
import { type HttpService, shownUrl } from './service.ts';

/** What is asked of the services about a device. `results` is filled in place. */
export type HttpWork = FetchOptions & { services: Record<string, HttpService>; asks: Ask[]; results: AskResults[] };

/** How the services answered: any document of the device; the serial of a document of another; what was tried, in words. */
export type HttpEnd = { hasAnswered: boolean; saidOther?: string; tried: string[] };

type Checked = { kind: 'mine'; picked: Picked } | (Fetched & { kind: 'failed' });

/**
 * Reads what services know of a device: each service is asked once, however many items pick from its document.
 * Fails: never; each place that was tried has a result.
 */
export async function readHttp(work: HttpWork): Promise<HttpEnd> {
  const end: HttpEnd = { hasAnswered: false, tried: [] };
  const named = new Set(
    work.asks.flatMap((ask) =>
      ask.places.flatMap((place) => (place.kind === 'http' && place.service !== undefined ? [place.service] : [])),
    ),
  );
  const documents = new Map<string, Checked>();
  await Promise.all(
    [...named].map(async (name) => {
      const checked = await fetchChecked(work, name, end);
      documents.set(name, checked);
      if (checked.kind === 'mine') end.hasAnswered = true;
      else end.tried.push(`${name}: ${checked.said}`);
    }),
  );
  for (const [index, ask] of work.asks.entries()) {
    for (const [n, place] of ask.places.entries()) {
      if (place.kind !== 'http' || place.service === undefined) continue;
      const checked = documents.get(place.service);
      const results = work.results[index];
      if (checked === undefined || results === undefined) continue;
      const result = resultOf(work, ask, place, checked);
      results[n] = result;
      if (hasValue(result)) break;
    }
  }
  return end;
}

async function fetchChecked(work: HttpWork, name: string, end: HttpEnd): Promise<Checked> {
  const service = Object.hasOwn(work.services, name) ? work.services[name] : undefined;
  if (service === undefined) {
    return failed('unsupported', 'no such service is configured', { at: work.clock(), tookMs: 0 });
  }
  const fetched = await fetchDocument(service, work);
  if (fetched.kind === 'failed') return fetched;
  const { document, at, tookMs } = fetched;
  const said = document['serial'];
  if (typeof said !== 'string' || plainSerial(said) === '') {
    return failed('malformed', 'the document does not say which device it is of', fetched);
  }
  if (!isSameSerial(said, work.serial)) {
    end.saidOther = said;
    return failed('wrong_device', 'the document is of another device', fetched);
  }
  return { kind: 'mine', picked: { document, url: shownUrl(service, work.serial), at, tookMs } };
}

function resultOf(work: HttpWork, ask: Ask, place: HttpPlace, checked: Checked): PlaceResult {
  if (checked.kind === 'mine') return pick(ask, place, checked.picked);
  const { service: name = '' } = place;
  const service = Object.hasOwn(work.services, name) ? work.services[name] : undefined;
  const url = service === undefined ? name : shownUrl(service, work.serial);
  const { at, tookMs, said, reason } = checked;
  return { kind: 'next', reason, evidence: { protocol: 'http', place: `${url}#${place.pick}`, raw: said, at, tookMs } };
}

function failed(reason: AbsentReason, said: string, when: { at: number; tookMs: number }): Checked {
  return { kind: 'failed', reason, said, at: when.at, tookMs: when.tookMs };
}
