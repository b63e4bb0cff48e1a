import type { Ask } from '../../core/place.ts';
import type { DeviceAnswer } from '../../core/ports.ts';
import type { Reading } from '../../core/reading.ts';

/** Readings of one ask at most: a table has 256 rows. */
const MOST_READINGS = 256;
const MOST_TEXT = 255;
const MOST_RAW = 4096;
/** Controls, direction marks and halves of characters: what must not come through in anything that is shown. */
const UNFIT = /[\p{Cc}\p{Cf}\p{Cs}]/u;

/**
 * What is wrong with an answer, in words; undefined when nothing is: whatever a device says, each ask has readings, numbers are finite and carry evidence,
 * shares lie within 0 and 100, and texts are short and fit to be shown.
 */
export function findFault(asks: Ask[], answer: DeviceAnswer): string | undefined {
  for (const ask of asks) {
    const own = answer.readings.filter((reading) => reading.item === ask.item);
    if (own.length === 0) return `${ask.item} has no reading`;
    if (own.length > MOST_READINGS) return `${ask.item} has ${own.length} readings`;
    if (new Set(own.map((reading) => reading.part)).size !== own.length) return `${ask.item} has a part twice`;
  }
  for (const said of [answer.saidSerial, answer.saidModel, answer.saidObjectId]) {
    if (said !== undefined && !isFit(said)) return `who it says it is: ${JSON.stringify(said)}`;
  }
  for (const reading of answer.readings) {
    const fault = faultOf(reading);
    if (fault !== undefined) return `${fault}: ${JSON.stringify(reading).slice(0, 1000)}`;
  }
  return undefined;
}

function faultOf({ value, evidence, part, partTitle, at }: Reading): string | undefined {
  if (!Number.isFinite(at)) return 'no time';
  if (part !== undefined && (part === '' || !isFit(part))) return 'a part that cannot be shown';
  if (partTitle !== undefined && !isFit(partTitle)) return 'a title that cannot be shown';
  for (const { raw, place, tookMs } of evidence) {
    if (UNFIT.test(raw) || raw.length > MOST_RAW) return 'evidence that cannot be shown';
    if (UNFIT.test(place) || !Number.isFinite(tookMs)) return 'a place that cannot be shown';
  }
  if (value.kind === 'absent') return undefined;
  if ((evidence.at(-1)?.raw ?? '') === '') return 'a value without evidence';
  switch (value.kind) {
    case 'number':
      if (!Number.isFinite(value.number)) return 'no number';
      return value.unit === 'percent' && (value.number < 0 || value.number > 100) ? 'no share' : undefined;
    case 'state':
      return isFit(value.state) ? undefined : 'a state that cannot be shown';
    case 'text':
      return isFit(value.text) ? undefined : 'a text that cannot be shown';
  }
}

function isFit(text: string): boolean {
  return text.length <= MOST_TEXT * 2 && !UNFIT.test(text);
}
