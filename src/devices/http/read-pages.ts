import type { Device } from '../../core/device.ts';
import type { Ask, DocumentFormat, HttpPlace } from '../../core/place.ts';
import type { Clock } from '../../core/ports.ts';
import type { AbsentReason } from '../../core/value.ts';
import { type LaterPlace, laterPlaces, putResults } from '../later-places.ts';
import type { AskResults, PlaceResult } from '../place-result.ts';
import { startStop, type Stop } from '../stop.ts';
import { cleanText } from '../text.ts';
import { type DevicePages, openDevicePages } from './device-pages.ts';
import { parseDocument } from './parse-document.ts';
import { pick, type Picked } from './pick.ts';
import { isMembers, pointText } from './pointer.ts';
import { readText } from './read-text.ts';
import { serialIn } from './serial-in.ts';

/** What of its own pages a device is asked. `results` is filled in place; `isKnown` says that it has proved already who it is. */
export type PagesWork = {
  device: Device;
  asks: Ask[];
  results: AskResults[];
  isKnown: boolean;
  stop: Stop;
  clock: Clock;
};

/** How the device answered; `saidOther` is the serial of another device than the one meant, `saidSerial` its own; `tried` says what went wrong. */
export type PagesEnd = { hasAnswered: boolean; saidOther?: string; saidSerial?: string; tried?: string };

type When = { at: number; tookMs: number };
type Failed = When & { reason: AbsentReason; said: string; url: string };
type Document = Picked | Failed;
const OF_ANOTHER = { reason: 'wrong_device', said: 'the documents are of another device' } as const;

type PagePlace = LaterPlace<'http'> & { path: string };

/**
 * Reads the documents that places want and no earlier place gave, one after the other and each once; a device is left alone when there are none.
 * Fails: never; each place that was tried has a result.
 */
export async function readPages(work: PagesWork): Promise<PagesEnd | undefined> {
  let places = pagePlaces(work);
  if (places.length === 0) return undefined;
  const end: PagesEnd = { hasAnswered: false };
  const pages = openDevicePages(work.device, work.stop.signal);
  const documents = new Map<string, Document>();

  async function document(path: string, format: DocumentFormat, others: number): Promise<Document> {
    const key = `${format} ${path}`;
    const known = documents.get(key);
    if (known !== undefined) return known;
    // A document that trickles must not take the time of those behind it.
    const share = startStop(work.stop.leftMs() / others, [work.stop.signal]);
    const read = await readPage(pages, { path, format, signal: share.signal, clock: work.clock });
    share.end();
    const checked = work.isKnown || 'said' in read ? read : checkSerial(read, work.device.serial, end);
    documents.set(key, checked);
    if ('said' in checked) end.tried ??= `HTTP: ${checked.said}`;
    else end.hasAnswered = true;
    return checked;
  }

  for (let first = places[0]; first !== undefined; first = places[0]) {
    const { path, place } = first;
    const { listedIn } = place;
    const others = new Set(places.flatMap((each) => [each.path, each.place.listedIn ?? each.path])).size;
    const tree = listedIn === undefined ? undefined : await document(listedIn, 'xml', others);
    const missing = tree === undefined ? undefined : notNamed(tree, path);
    const read = missing ?? (await document(path, formatOf(place), others));
    const same = places.filter((each) => each.path === path && formatOf(each.place) === formatOf(place));
    const isMeant = (each: PagePlace): boolean => each.place.listedIn === listedIn;
    putResults(same.filter(isMeant), (ask, own) => resultOf(ask, own, read));
    places = pagePlaces(work);
    if (end.saidOther !== undefined) {
      putResults(places, (ask, own) => resultOf(ask, own, { ...read, ...OF_ANOTHER }));
      break;
    }
  }
  await pages.close();
  return end;
}

/** The places on the device's own pages whose turn has come. */
function pagePlaces({ asks, results }: PagesWork): PagePlace[] {
  return laterPlaces(asks, results, 'http').flatMap((each) => {
    const { path, service } = each.place;
    return path === undefined || service !== undefined || each.results[each.n] !== undefined ? [] : [{ ...each, path }];
  });
}

type PageRequest = { path: string; format: DocumentFormat; signal: AbortSignal; clock: Clock };

async function readPage(pages: DevicePages, { path, format, signal, clock }: PageRequest): Promise<Document> {
  const started = performance.now();
  const page = await pages.get(path, signal);
  const from = { url: pages.urlOf(path), at: clock(), tookMs: Math.round(performance.now() - started) };
  if (page.kind === 'failed') return { reason: page.reason, said: page.said, ...from };
  return { ...parseDocument(readText(page.octets, page.contentType), format), format, ...from };
}

/** A device that has not said who it is may say so in its documents. */
function checkSerial(read: Picked, serial: string, end: PagesEnd): Document {
  const said = serialIn(read.document, read.format, serial);
  if (said === undefined) return read;
  if ('mine' in said) {
    end.saidSerial = serial;
    return read;
  }
  end.saidOther = cleanText(said.other);
  const { url, at, tookMs } = read;
  return { ...OF_ANOTHER, url, at, tookMs };
}

/** Why a document is not asked for: the tree does not name it, or there is no tree. */
function notNamed(tree: Document, path: string): Failed | undefined {
  if ('said' in tree) return tree;
  if (names(tree.document, path)) return undefined;
  const { url, at, tookMs } = tree;
  return { reason: 'unsupported', said: `does not name ${path}`, url, at, tookMs };
}

function names(tree: object, path: string): boolean {
  const todo: unknown[] = [tree];
  for (let value = todo.pop(); value !== undefined; value = todo.pop()) {
    const text = pointText(value);
    if (text?.trim() === path) return true;
    if (Array.isArray(value) || isMembers(value)) for (const inner of Object.values(value)) todo.push(inner);
  }
  return false;
}

function resultOf(ask: Ask, place: HttpPlace, read: Document): PlaceResult {
  if (!('said' in read)) return pick(ask, place, read);
  const { reason, said, url, at, tookMs } = read;
  return { kind: 'next', reason, evidence: { protocol: 'http', place: `${url}#${place.pick}`, raw: said, at, tookMs } };
}

function formatOf({ format = 'json' }: HttpPlace): DocumentFormat {
  return format;
}
