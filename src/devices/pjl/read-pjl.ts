import { decodeRaw } from '../../core/decode.ts';
import type { Device } from '../../core/device.ts';
import type { Ask, PjlPlace } from '../../core/place.ts';
import type { Clock } from '../../core/ports.ts';
import type { Evidence } from '../../core/reading.ts';
import { laterPlaces, putResults } from '../later-places.ts';
import type { AskResults, PlaceResult } from '../place-result.ts';
import { cleanText, showText } from '../text.ts';
import { exchangePjl } from './exchange-pjl.ts';
import { pickReply } from './parse-replies.ts';
import { questionOf } from './pjl-question.ts';

/** What a device is asked over PJL. `results` is filled in place. */
export type PjlWork = { device: Device; asks: Ask[]; results: AskResults[]; signal: AbortSignal; clock: Clock };

/** How the device answered; `tried` says in words what went wrong. */
export type PjlEnd = { hasAnswered: boolean; tried?: string };

/**
 * Reads what places want and no earlier place gave, all on one connection; a device is left alone when there is nothing.
 * Fails: never; each place that was tried has a result.
 */
export async function readPjl(work: PjlWork): Promise<PjlEnd | undefined> {
  const places = laterPlaces(work.asks, work.results, 'pjl');
  const questions = [...new Set(places.flatMap(({ place }) => questionOf(place) ?? []))];
  if (questions.length === 0) return undefined;
  const { address: host, pjlPort: port = 9100 } = work.device;
  const started = performance.now();
  const answers = await exchangePjl({ host, port, questions, signal: work.signal });
  const when = { at: work.clock(), tookMs: Math.round(performance.now() - started) };
  putResults(places, (ask, place): PlaceResult => {
    const question = questionOf(place) ?? '';
    const key = place.pick === undefined ? '' : ` ${place.pick}`;
    const evidenceOf = (raw: string): Evidence => {
      return { protocol: 'pjl', place: `${host}:${port} @PJL ${question}${key}`, raw, ...when };
    };
    const lines = answers.replies.get(question);
    if (lines === undefined) return { kind: 'next', reason: answers.reason, evidence: evidenceOf(answers.said) };
    return toResult(ask, place, lines, evidenceOf);
  });
  const hasAnswered = answers.replies.size > 0;
  return hasAnswered ? { hasAnswered } : { hasAnswered, tried: `PJL: ${answers.said}` };
}

function toResult(ask: Ask, place: PjlPlace, lines: string[], evidenceOf: (raw: string) => Evidence): PlaceResult {
  const said = pickReply(lines, place.pick, place.info ?? place.inquire ?? place.dinquire ?? '');
  if (said === undefined) return { kind: 'next', reason: 'unsupported', evidence: evidenceOf('not in the reply') };
  const evidence = evidenceOf(showText(said));
  // A variable that the device does not have is answered with a question mark.
  if (said === '?') return { kind: 'next', reason: 'unsupported', evidence };
  return {
    kind: 'found',
    found: [{ value: decodeRaw(cleanText(said), ask, place.decode), evidence, at: evidence.at }],
  };
}
