import type { Ask, DocumentFormat, HttpPlace } from '../../core/place.ts';
import type { AbsentReason } from '../../core/value.ts';
import { type AskResults, hasValue, type PlaceResult } from '../place-result.ts';
import { isSameSerial, plainSerial } from '../serial.ts';
import { cleanText } from '../text.ts';
import { fetchDocument, type Fetched, type FetchOptions } from './fetch-document.ts';
import { parseDocument } from './parse-document.ts';
import { pick, type Picked } from './pick.ts';
import { pointAt, pointText } from './pointer.ts';
import type { HttpService } from '../../core/http-service.ts';
import { shownUrl } from './service.ts';

/** What is asked of the services about a device. `results` is filled in place. */
export type HttpWork = FetchOptions & { services: Record<string, HttpService>; asks: Ask[]; results: AskResults[] };

/** How the services answered: any document of the device; the serial of a document of another; what was tried, in words. */
export type HttpEnd = { hasAnswered: boolean; saidOther?: string; tried: string[] };

type Checked = { kind: 'mine'; picked: Picked } | (Fetched & { kind: 'failed' });

/** A clock of the service that runs ahead by more than this is not believed. Units: milliseconds. */
const MOST_AHEAD_MS = 5 * 60_000;
const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/;

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
  const documents = new Map<string, Fetched>();
  await Promise.all(
    [...named].map(async (name) => {
      const service = serviceOf(work, name);
      documents.set(name, service === undefined ? unconfigured(work.clock()) : await fetchDocument(service, work));
    }),
  );
  const checks = new Map<string, Checked>();
  const check = (name: string, place: HttpPlace): Checked => {
    const format = place.format ?? serviceOf(work, name)?.format ?? 'json';
    const key = `${name} ${format}`;
    const known = checks.get(key);
    if (known !== undefined) return known;
    const checked = checkDocument(work, { name, format }, documents.get(name) ?? unconfigured(work.clock()), end);
    checks.set(key, checked);
    if (checked.kind === 'mine') end.hasAnswered = true;
    else end.tried.push(`${name}: ${checked.said}`);
    return checked;
  };
  for (const [index, ask] of work.asks.entries()) {
    for (const [n, place] of ask.places.entries()) {
      if (place.kind !== 'http' || place.service === undefined) continue;
      const results = work.results[index];
      if (results === undefined) continue;
      const result = resultOf(work, ask, place, check(place.service, place));
      results[n] = result;
      if (hasValue(result)) break;
    }
  }
  return end;
}

function checkDocument(
  work: HttpWork,
  { name, format }: { name: string; format: DocumentFormat },
  fetched: Fetched,
  end: HttpEnd,
): Checked {
  const service = serviceOf(work, name);
  if (service === undefined) return unconfigured(fetched.at);
  if (fetched.kind === 'failed') return fetched;
  const parsed = parseDocument(fetched.text, format);
  if ('said' in parsed) return failed(parsed.reason, parsed.said, fetched);
  const said = pointText(pointAt(parsed.document, service.serial ?? '/serial')) ?? '';
  if (plainSerial(said) === '') {
    return failed('malformed', 'the document does not say which device it is of', fetched);
  }
  if (!isSameSerial(said, work.device.serial)) {
    end.saidOther = cleanText(said);
    return failed('wrong_device', 'the document is of another device', fetched);
  }
  const { at, tookMs } = fetched;
  const readAt = readTime(pointText(pointAt(parsed.document, service.readAt ?? '/readAt')), at);
  return { kind: 'mine', picked: { ...parsed, format, url: shownUrl(service, work.device), at, tookMs, readAt } };
}

/** When the values were true: when the service says it read the machine, unless that is no time or lies ahead of us. */
function readTime(said: string | undefined, at: number): number | undefined {
  const time = said !== undefined && ISO_TIME.test(said) ? Date.parse(said) : Number.NaN;
  return Number.isNaN(time) || time > at + MOST_AHEAD_MS ? undefined : time;
}

function resultOf(work: HttpWork, ask: Ask, place: HttpPlace, checked: Checked): PlaceResult {
  if (checked.kind === 'mine') return pick(ask, place, checked.picked);
  const { service: name = '' } = place;
  const service = serviceOf(work, name);
  const url = service === undefined ? name : shownUrl(service, work.device);
  const { at, tookMs, said, reason } = checked;
  return { kind: 'next', reason, evidence: { protocol: 'http', place: `${url}#${place.pick}`, raw: said, at, tookMs } };
}

function serviceOf({ services }: HttpWork, name: string): HttpService | undefined {
  return Object.hasOwn(services, name) ? services[name] : undefined;
}

function unconfigured(at: number): Fetched & { kind: 'failed' } {
  return failed('unsupported', 'no such service is configured', { at, tookMs: 0 });
}

function failed(
  reason: AbsentReason,
  said: string,
  { at, tookMs }: { at: number; tookMs: number },
): Fetched & { kind: 'failed' } {
  return { kind: 'failed', reason, said, at, tookMs };
}
