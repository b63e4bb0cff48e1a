import { afterEach, describe, expect, it } from 'vitest';
import { type Codec, type Decoded, openCodec, type Pdu } from '../../../src/devices/snmp/codec.ts';
import { parseRequest, response, varbind, integer } from '../ber.ts';

const PDU: Pdu = { kind: 'get', oids: ['1.3.6.1.2.1.1.3.0'], repetitions: 0 };
const open: Codec[] = [];

function codec(community = 'public'): Codec {
  const own = openCodec('2c', community);
  open.push(own);
  return own;
}

/** Asks, and gives the answer that an agent would send, with what was decoded. */
function ask(own: Codec): { answer: Buffer; heard: Decoded[] } {
  const heard: Decoded[] = [];
  const request = parseRequest(own.encode(PDU, (decoded) => heard.push(decoded)) ?? Buffer.alloc(0));
  return { answer: response(request, [varbind('1.3.6.1.2.1.1.3.0', integer(7))]), heard };
}

describe('a codec whose session served another read before', () => {
  afterEach(() => {
    for (const own of open.splice(0)) own.release();
  });

  it('hears nothing of what was asked and answered before it', () => {
    const first = codec();
    const { answer, heard } = ask(first);
    first.release();
    expect(heard).toHaveLength(1);
    const second = codec();
    const next = ask(second);
    expect(second.take(answer)).toBe(true);
    expect(next.heard).toEqual([]);
    second.take(next.answer);
    expect(next.heard.map(({ kind }) => kind)).toEqual(['varbinds']);
    expect(heard).toHaveLength(1);
  });

  it('serves one read at a time, also when it was given back twice', () => {
    const first = codec();
    first.release();
    first.release();
    const [one, other] = [codec(), codec()];
    const asked = [ask(one), ask(other)] as const;
    one.take(asked[1].answer);
    expect(asked.flatMap(({ heard }) => heard)).toEqual([]);
    other.take(asked[1].answer);
    expect(asked.map(({ heard }) => heard.length)).toEqual([0, 1]);
  });

  it('keeps to its community', () => {
    codec('one').release();
    const bytes = codec('another').encode(PDU, () => undefined);
    expect(bytes?.includes('another')).toBe(true);
    expect(bytes?.includes('one.')).toBe(false);
  });
});
