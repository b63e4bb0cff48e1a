import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { discover, type Discovery, type DiscoverOptions } from '../../src/cli/discover.ts';
import { discoveryText } from '../../src/cli/discovery-text.ts';
import { barText, openProgressBar } from '../../src/cli/progress-bar.ts';
import { Secret } from '../../src/core/secret.ts';
import { parseRecording } from '../../src/demo/replay/parse-recording.ts';
import { type Replay, startReplay } from '../../src/demo/replay/start-replay.ts';
import { loadRules } from '../../src/rules/load.ts';

const PRINTER = [
  '1.3.6.1.2.1.1.1.0|4|Fixture printer',
  '1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.99999.9.7',
  '1.3.6.1.2.1.25.3.2.1.2.1|6|1.3.6.1.2.1.25.3.1.5',
  '1.3.6.1.2.1.25.3.2.1.3.1|4|Fixture 7; V1.23',
  '1.3.6.1.2.1.43.5.1.1.17.1|4|FIX1',
];
/** A printer whose first device is a processor, and which has no standard serial. */
const LATE = [
  '1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.99999.9.8',
  '1.3.6.1.2.1.25.3.2.1.2.1|6|1.3.6.1.2.1.25.3.1.3',
  '1.3.6.1.2.1.25.3.2.1.2.2|6|1.3.6.1.2.1.25.3.1.5',
];
const SWITCH = [
  '1.3.6.1.2.1.1.1.0|4|Fixture switch\u001b[2J, 24 ports',
  '1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.99999.8.1',
  '1.3.6.1.2.1.25.3.2.1.2.1|6|1.3.6.1.2.1.25.3.1.3',
];

const book = await loadRules();
let replay: Replay;
let port = 0;
/** At the next address: hears everything and says nothing. */
let mute: Socket;
let heard = 0;

beforeAll(async () => {
  const recordings = [PRINTER, SWITCH, LATE, PRINTER].map((lines, n) => {
    return { file: `device ${n}`, objects: parseRecording('', lines.join('\n')).objects };
  });
  replay = await startReplay({ recordings, address: '127.0.81.1' });
  port = replay.devices[0]?.port ?? 0;
  mute = createSocket('udp4');
  mute.on('message', () => (heard += 1));
  mute.bind({ address: '127.0.81.6', port });
  await once(mute, 'listening');
});
afterAll(async () => {
  mute.close();
  await replay.stop();
});

function search(addresses: string[], more: Partial<DiscoverOptions> = {}): Promise<Discovery> {
  return discover(book, {
    addresses,
    ports: [port],
    perSecond: 1000,
    tryMs: 250,
    credential: { version: '2c', community: new Secret('public') },
    services: {},
    signal: new AbortController().signal,
    ...more,
  });
}

describe('discover', () => {
  it('tells printers from other devices, by whatever sign they give, and names them', async () => {
    const addresses = ['127.0.81.1', '127.0.81.2', '127.0.81.3', '127.0.81.5'];
    const found = await search(addresses);
    expect(found).toEqual({
      asked: 4,
      of: 4,
      isStopped: false,
      found: [
        {
          address: '127.0.81.1',
          port,
          kind: 'printer',
          serial: 'FIX1',
          model: 'Fixture 7',
          sysObjectID: '1.3.6.1.4.1.99999.9.7',
          profile: 'generic',
        },
        {
          address: '127.0.81.2',
          port,
          kind: 'other',
          sysObjectID: '1.3.6.1.4.1.99999.8.1',
          said: expect.stringContaining('Fixture switch'),
        },
        {
          address: '127.0.81.3',
          port,
          kind: 'printer',
          sysObjectID: '1.3.6.1.4.1.99999.9.8',
          profile: 'generic',
        },
      ],
    });
    const text = discoveryText(found, ['a note']);
    expect(text).toContain('4 addresses asked: 2 printers, 1 other device, 0 that refused');
    expect(text).toMatch(/127\.0\.81\.1 +\d+ +FIX1 +Fixture 7 +generic/);
    expect(text).toContain('127.0.81.2 is no printer: Fixture switch');
    expect(text).not.toContain('\u001b');
  });

  it('asks an address that is silent once, and once more', async () => {
    heard = 0;
    const found = await search(['127.0.81.6']);
    expect(found).toEqual({ asked: 1, of: 1, isStopped: false, found: [] });
    expect(heard).toBe(2);
  });

  it('keeps its pace, and ends with what it has when it is told to', async () => {
    const stop = new AbortController();
    const told: number[] = [];
    const addresses = ['127.0.81.1', '127.0.81.4', ...Array.from({ length: 200 }, (_, n) => `127.0.82.${n + 1}`)];
    const found = await search(addresses, {
      perSecond: 20,
      signal: stop.signal,
      onProgress({ found: count }) {
        told.push(count);
        if (count === 2) stop.abort();
      },
    });
    expect(told.at(-1)).toBe(2);
    expect(found.isStopped).toBe(true);
    expect(found.asked).toBeLessThan(202);
    expect(found.found.map(({ serial }) => serial)).toEqual(['FIX1', 'FIX1']);
    expect(discoveryText(found, [])).toContain('(stopped before the other ');
  });
});

describe('the progress bar', () => {
  it('says how far the search is, within the width of the terminal', () => {
    const bar = barText({ asked: 127, of: 254, found: 3, what: 'addresses' }, 80);
    expect(bar).toBe('[###############...............] 127 of 254 addresses, 3 answered');
    expect(barText({ asked: 127, of: 254, found: 3, what: 'addresses' }, 20).length).toBeLessThan(20);
  });

  it('is drawn on a terminal alone, and wiped in the end', () => {
    for (const [isTTY, isWanted, isDrawn] of [
      [true, true, true],
      [false, true, false],
      [true, false, false],
    ] as const) {
      const written: string[] = [];
      const bar = openProgressBar({ isTTY, columns: 80, write: (text) => written.push(text) }, isWanted);
      bar.show({ asked: 1, of: 2, found: 0, what: 'addresses' });
      bar.end();
      expect(written.length > 0).toBe(isDrawn);
      if (isDrawn) expect(written.at(-1)).toBe('\r\u001b[K');
    }
  });
});
