import { elementsAt, octets, oid, wrap } from './devices-ber.ts';
import { SERIAL_OID, serialOf, VALUES } from './devices-questions.ts';

/** Answers requests of one kind; prepared answers to a list of objects are kept, because every device is asked the same. */
export type Agent = {
  /** The response PDU to a PDU that lies at a position; undefined when it is no GET. */
  answer(message: Buffer, at: number, device: number): { requestId: Buffer; pdu: Buffer } | undefined;
};

const GET = 0xa0;
const RESPONSE = 0xa2;
const NO_SUCH_INSTANCE = Buffer.from([0x81, 0]);
const NO_ERROR = Buffer.from([2, 1, 0, 2, 1, 0]);

/** An agent that answers for every device of the bench. */
export function openAgent(): Agent {
  const prepared = new Map<string, { list: Buffer; serialAt: number }>();
  const serialName = oid(SERIAL_OID);

  function prepare(message: Buffer, start: number, end: number): { list: Buffer; serialAt: number } {
    const varbinds: Buffer[] = [];
    for (let at = start; at < end;) {
      const [varbind] = elementsAt(message, at, 1);
      if (varbind === undefined) break;
      const [name] = elementsAt(message, varbind.start, 1);
      at = varbind.end;
      if (name === undefined) break;
      const encoded = message.subarray(varbind.start, name.end);
      const value = encoded.equals(serialName) ? octets(serialOf(0)) : VALUES.get(encoded.toString('latin1'));
      varbinds.push(wrap(0x30, encoded, value ?? NO_SUCH_INSTANCE));
    }
    const list = wrap(0x30, ...varbinds);
    return { list, serialAt: list.indexOf(serialOf(0)) };
  }

  return {
    answer(message, at, device) {
      if (message[at] !== GET) return undefined;
      const [pdu] = elementsAt(message, at, 1);
      const [id, , , list] = elementsAt(message, pdu?.start ?? at, 4);
      if (id === undefined || list === undefined) return undefined;
      const key = message.toString('latin1', list.start, list.end);
      let known = prepared.get(key);
      if (known === undefined) {
        known = prepare(message, list.start, list.end);
        prepared.set(key, known);
      }
      const said = Buffer.from(known.list);
      if (known.serialAt >= 0) said.write(serialOf(device), known.serialAt, 'latin1');
      const requestId = message.subarray(id.start, id.end);
      return { requestId, pdu: wrap(RESPONSE, wrap(2, requestId), NO_ERROR, said) };
    },
  };
}
