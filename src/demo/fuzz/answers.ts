import type { Random } from '../fleet/random.ts';
import { DOCUMENTS } from './documents.ts';
import { mutateDelivery, mutateResponse, soundResponse } from './http-script.ts';
import { type IppField, type IppMessage, mutateIpp, writeIpp } from './ipp-fields.ts';
import { mutateText } from './mutate-text.ts';
import type { Scripted } from './tcp-device.ts';

/** Of the answers over TCP, how many are sound as a document, and as a delivery. */
const SOUND = 0.15;
const SOUND_DELIVERY = 0.5;

/** What a device with this serial answers to a request. */
type AnswerOf = (serial: string) => (request: Buffer, random: Random) => Scripted;

function int(value: number): Buffer {
  const octets = Buffer.alloc(4);
  octets.writeInt32BE(value);
  return octets;
}

function valuesOf(name: string, tag: number, values: (number | string)[]): IppField[] {
  return values.map((value, n) => ({
    tag,
    name: n === 0 ? name : '',
    value: typeof value === 'number' ? int(value) : Buffer.from(value),
  }));
}

function ippMessage(requestId: number, serial: string): IppMessage {
  return {
    version: 0x0200,
    status: 0,
    requestId,
    fields: [
      { tag: 1 },
      ...valuesOf('attributes-charset', 0x47, ['utf-8']),
      ...valuesOf('attributes-natural-language', 0x48, ['en']),
      { tag: 4 },
      ...valuesOf('printer-serial-number', 0x41, [serial]),
      ...valuesOf('printer-device-id', 0x41, [`MFG:Sim;MDL:SIM-3500;SN:${serial};`]),
      ...valuesOf('printer-state', 0x23, [3]),
      ...valuesOf('printer-up-time', 0x21, [86_400]),
      ...valuesOf('printer-alert', 0x30, ['code=other;severity=warning']),
      ...valuesOf('marker-names', 0x42, ['Black', 'Cyan', 'Waste']),
      ...valuesOf('marker-colors', 0x42, ['#000000', '#00FFFF', 'none']),
      ...valuesOf('marker-types', 0x44, ['toner', 'toner', 'wasteToner']),
      ...valuesOf('marker-levels', 0x21, [40, -3, 70]),
      { tag: 3 },
    ],
  };
}

/** Answers Get-Printer-Attributes. */
export const answerIpp: AnswerOf = (serial) => (request, random) => {
  const body = request.subarray(request.indexOf('\r\n\r\n') + 4);
  const message = ippMessage(body.length < 8 ? 0 : body.readInt32BE(4), serial);
  const sound = writeIpp(message);
  const isSound = random.chance(SOUND);
  const response = {
    status: '200 OK',
    type: 'application/ipp',
    body: isSound ? sound : mutateIpp(message, random, sound),
  };
  return random.chance(SOUND_DELIVERY)
    ? { script: soundResponse(response), isMutated: !isSound }
    : { script: mutateResponse(response, random, sound), isMutated: true };
};

/** Answers GETs with a document of each format; a service is asked for a serial at the end of its path. */
export const answerHttp: AnswerOf = (serial) => (request, random) => {
  const path = /^\w+ ([^ ?]*)/.exec(request.toString('latin1', 0, 200))?.[1] ?? '';
  const document = DOCUMENTS.find((one) => path.startsWith(one.path));
  if (document === undefined) {
    return {
      script: soundResponse({ status: '404 Not Found', type: 'text/plain', body: Buffer.alloc(0) }),
      isMutated: false,
    };
  }
  const sound = Buffer.from(document.body(serial));
  const isSound = random.chance(SOUND);
  const body = isSound
    ? sound
    : mutateText(sound, random, Buffer.from(DOCUMENTS[random.whole(0, DOCUMENTS.length - 1)]?.body(serial) ?? ''));
  const response = { status: '200 OK', type: document.type, body };
  return random.chance(SOUND_DELIVERY)
    ? { script: soundResponse(response), isMutated: !isSound }
    : { script: mutateResponse(response, random, sound), isMutated: true };
};

const REPLIES: Record<string, string> = {
  'INFO PAGECOUNT': 'PAGECOUNT=183933',
  'INFO ID': '"SIM 3500"',
  'INFO STATUS': 'CODE=10001\r\nDISPLAY="Ready"\r\nONLINE=TRUE',
  'INFO VARIABLES': 'DENSITY=3 [5 RANGE]\r\n\t1\r\n\t5\r\nRET=MEDIUM [4 ENUMERATED]\r\n\tOFF\r\n\tMEDIUM',
  'INQUIRE DENSITY': '3',
  'DINQUIRE DENSITY': '"?"',
};

/** Answers the questions of a PJL job. */
export const answerPjl: AnswerOf = () => (request, random) => {
  const questions = [...request.toString('latin1').matchAll(/@PJL (.*?)\r\n/g)].map((match) => match[1] ?? '');
  const sound = Buffer.from(
    questions.map((question) => `@PJL ${question}\r\n${REPLIES[question] ?? '"?"'}\r\n\f`).join(''),
  );
  const isSound = random.chance(SOUND);
  const octets = isSound ? sound : mutateText(sound, random, Buffer.from(Object.values(REPLIES).join('\r\n\f')));
  return random.chance(SOUND_DELIVERY)
    ? { script: { pieces: [{ afterMs: 0, octets }], end: random.chance(0.5) ? 'close' : 'keep' }, isMutated: !isSound }
    : { script: mutateDelivery(octets, random), isMutated: true };
};
