import type { Device } from '../../core/device.ts';
import type { Ask } from '../../core/place.ts';
import type { Clock } from '../../core/ports.ts';
import type { AbsentReason } from '../../core/value.ts';
import { laterPlaces, putResults } from '../later-places.ts';
import type { AskResults } from '../place-result.ts';
import { isSameSerial, plainSerial } from '../serial.ts';
import { decodeAnswer, type IppAnswer } from './decode-answer.ts';
import { encodeRequest } from './encode-request.ts';
import { evidenceOf, pickAttribute } from './pick-attribute.ts';
import { type IppTarget, postIpp } from './post-ipp.ts';

/** What a device is asked over IPP. `results` is filled in place; `isKnown` says that it has proved already who it is. */
export type IppWork = {
  device: Device;
  asks: Ask[];
  results: AskResults[];
  isKnown: boolean;
  signal: AbortSignal;
  clock: Clock;
};

/** How the device answered; `saidOther` is the serial of another device than the one meant, `tried` says in words what went wrong. */
export type IppEnd = { hasAnswered: boolean; saidOther?: string; tried?: string };

type Failed = { reason: AbsentReason; said: string };

/** Asked along with everything, so that another device is not taken for this one. */
const DEVICE_ID = 'printer-device-id';
const SERIAL = 'printer-serial-number';
const VERSIONS: [number, number][] = [
  [2, 0],
  [1, 1],
];
const LAST_SUCCESS = 0x00ff;
const VERSION_NOT_SUPPORTED = 0x0503;
const STATUSES: Record<number, AbsentReason> = {
  0x0401: 'refused',
  0x0402: 'refused',
  0x0403: 'refused',
  0x0406: 'unsupported',
  0x0501: 'unsupported',
  0x0503: 'unsupported',
};

let lastRequestId = 0;

/**
 * Reads the attributes that places want and no earlier place gave, with one request (a second one only in an older version that the device
 * insists on); a device is left alone when there are none.
 * Fails: never; each place that was tried has a result.
 */
export async function readIpp(work: IppWork): Promise<IppEnd | undefined> {
  const places = laterPlaces(work.asks, work.results, 'ipp');
  if (places.length === 0) return undefined;
  const target = targetOf(work.device);
  const url = `${target.isTls ? 'ipps' : 'ipp'}://${target.host}:${target.port}${target.path}`;
  const wanted = places.flatMap(({ place }) => attributesOf(place));
  const started = performance.now();
  const answer = await ask(target, url, [...new Set([...wanted, DEVICE_ID, SERIAL])], work.signal);
  const from = { url, at: work.clock(), tookMs: Math.round(performance.now() - started) };
  if ('said' in answer) {
    const { reason, said } = answer;
    putResults(places, (_, place) => ({ kind: 'next', reason, evidence: evidenceOf(place, undefined, said, from) }));
    return { hasAnswered: false, tried: `IPP: ${said}` };
  }
  const serial = work.isKnown ? undefined : serialOf(answer);
  // A device of no registry has no serial yet that another one could be told from.
  if (serial !== undefined && work.device.serial !== '' && !isSameSerial(serial, work.device.serial)) {
    const raw = 'the attributes are of another device';
    putResults(places, (_, place) => {
      return { kind: 'next', reason: 'wrong_device', evidence: evidenceOf(place, undefined, raw, from) };
    });
    return { hasAnswered: false, saidOther: serial, tried: `IPP: ${raw}` };
  }
  putResults(places, (own, place) => pickAttribute(own, place, { ...from, attributes: answer.attributes }));
  return { hasAnswered: true };
}

async function ask(
  target: IppTarget,
  uri: string,
  attributes: string[],
  signal: AbortSignal,
): Promise<IppAnswer | Failed> {
  let failed: Failed = { reason: 'unsupported', said: 'not asked' };
  for (const version of VERSIONS) {
    lastRequestId = (lastRequestId % 0x7fff_ffff) + 1;
    const requestId = lastRequestId;
    const posted = await postIpp(target, encodeRequest({ version, requestId, uri, attributes }), signal);
    if ('said' in posted) return posted;
    const answer = decodeAnswer(posted.octets);
    if ('said' in answer) return { reason: 'malformed', said: answer.said };
    if (answer.requestId !== requestId) return { reason: 'malformed', said: 'the answer is to another request' };
    if (answer.status <= LAST_SUCCESS) return answer;
    const said = `IPP status 0x${answer.status.toString(16).padStart(4, '0')}`;
    failed = { reason: STATUSES[answer.status] ?? 'malformed', said };
    if (answer.status !== VERSION_NOT_SUPPORTED) return failed;
  }
  return failed;
}

function targetOf({ address, ippPort = 631, ippPath = '/ipp/print', ippTls = false }: Device): IppTarget {
  return { host: address, port: ippPort, path: ippPath.startsWith('/') ? ippPath : `/${ippPath}`, isTls: ippTls };
}

/** The attributes a place looks at: its own, and those beside it that choose and name parts. */
function attributesOf({ attribute, each }: Extract<Ask['places'][number], { kind: 'ipp' }>): string[] {
  if (each === undefined) return [attribute];
  const templates = `${each.part.key}${each.part.title ?? ''}`;
  const named = [...templates.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1] ?? '');
  return [attribute, ...Object.keys(each.where ?? {}), ...named.filter((name) => name !== 'index')];
}

/** The serial as the device says it: by itself, or in its IEEE 1284 id (`SN` or `SER`); undefined when it does not. */
function serialOf({ attributes }: IppAnswer): string | undefined {
  const said = attributes.get(SERIAL)?.[0];
  const id = attributes.get(DEVICE_ID)?.[0];
  const inId =
    id?.kind === 'value' ? /(?:^|;)\s*(?:SN|SER|SERN|SERIALNUMBER)\s*:([^;]+)/i.exec(id.text)?.[1] : undefined;
  const serial = said?.kind === 'value' && plainSerial(said.text) !== '' ? said.text : inId;
  return serial === undefined || plainSerial(serial) === '' ? undefined : serial.trim();
}
