import { describe, expect, it } from 'vitest';
import { Secret } from '../../src/core/secret.ts';
import { parseRecording } from '../../src/demo/replay/parse-recording.ts';
import { recordingText } from '../../src/demo/replay/recording-text.ts';
import { startReplay } from '../../src/demo/replay/start-replay.ts';
import { walkDevice, type Walk, type WalkRequest } from '../../src/devices/walk-device.ts';
import { startAgent } from './agent.ts';
import { integer } from './ber.ts';

function walk(port: number, options: Partial<WalkRequest> = {}): Promise<Walk> {
  return walkDevice({
    address: '127.0.0.1',
    port,
    credential: { version: '2c', community: new Secret('public') },
    subtrees: ['1.3.6.1.2.1.1', '1.3.6.1.4.1'],
    mostRows: 1000,
    deadlineMs: 5000,
    pauseMs: 0,
    bulk: true,
    clock: Date.now,
    ...options,
  });
}

const LINES = [
  '1.3.6.1.2.1.1.1.0|4|a device',
  '1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.99999',
  '1.3.6.1.2.1.1.3.0|67|5',
  '1.3.6.1.2.1.2.1.0|2|1',
  ...Array.from({ length: 60 }, (_, n) => `1.3.6.1.4.1.99999.1.${n + 1}|65|${n}`),
  '1.3.6.1.4.1.99999.2.0|70|18446744073709551615',
  '1.3.6.1.4.1.99999.3.0|4x|00ff',
  '1.3.6.1.4.1.99999.4.0|64|10.0.0.1',
];
const MEANT = LINES.filter((line) => !line.startsWith('1.3.6.1.2.1.2.'));

describe('walkDevice', () => {
  it.each(['1', '2c'] as const)('records the named subtrees, and nothing else, in version %s', async (version) => {
    const { objects } = parseRecording('x', LINES.join('\n'));
    const replay = await startReplay({ recordings: [{ file: 'x', objects }] });
    const rows: number[] = [];
    const credential = { version, community: new Secret('public') };
    const done = await walk(replay.devices[0]?.port ?? 0, { credential, onRows: (count) => rows.push(count) });
    await replay.stop();
    const told = version === '1' ? MEANT.filter((line) => !line.includes('|70|')) : MEANT;
    expect(recordingText(done.objects)).toBe(`${told.join('\n')}\n`);
    expect(done).toMatchObject({ notes: [], hasAnswered: true });
    expect(rows.at(-1)).toBe(told.length);
  });

  it('stops at its row cap and says so', async () => {
    const { objects } = parseRecording('x', LINES.join('\n'));
    const replay = await startReplay({ recordings: [{ file: 'x', objects }] });
    const done = await walk(replay.devices[0]?.port ?? 0, { mostRows: 10 });
    await replay.stop();
    expect(done.objects.length).toBe(10);
    expect(done.notes).toEqual(['1.3.6.1.4.1 was left at 1.3.6.1.4.1.99999.1.7: 10 objects are the most']);
  });

  const TABLE = Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`1.3.6.1.4.1.99999.1.${n + 1}`, integer(n)]));

  it('asks for one object after the other where GETBULK may not be used', async () => {
    const agent = await startAgent({ objects: TABLE });
    const walked = await walk(agent.port, { bulk: undefined, subtrees: ['1.3.6.1.4.1.99999.1'] });
    expect(walked.objects.length).toBe(9);
    expect(agent.requests.length).toBe(10);
    await agent.close();
  });

  it('leaves a subtree in which the device goes back, and keeps what came before', async () => {
    const agent = await startAgent({ objects: TABLE, loopAt: '1.3.6.1.4.1.99999.1' });
    const done = await walk(agent.port, { subtrees: ['1.3.6.1.4.1'] });
    await agent.close();
    expect(done.objects.map(({ value }) => value)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(done.notes.length).toBe(1);
    expect(done.notes[0]).toMatch(/^1\.3\.6\.1\.4\.1 was left at 1\.3\.6\.1\.4\.1\.99999\.1\.9: /);
  });

  it('asks for less at once when an answer is too big', async () => {
    const agent = await startAgent({
      objects: TABLE,
      fault: (request) => (request.second > 4 ? { kind: 'error', status: 1 } : undefined),
    });
    const done = await walk(agent.port, { subtrees: ['1.3.6.1.4.1'] });
    await agent.close();
    expect(done.objects.length).toBe(9);
    expect(done.notes).toEqual([]);
  });

  it('never has two requests in flight, and asks for nothing but what comes next', async () => {
    const agent = await startAgent({ objects: TABLE });
    await walk(agent.port);
    await agent.close();
    expect(new Set(agent.requests.map(({ tag }) => tag))).toEqual(new Set([0xa5]));
    expect(agent.requests.length).toBeLessThan(5);
  });

  it('ends at its deadline with what it has, when the device falls silent', async () => {
    const agent = await startAgent({
      objects: TABLE,
      cutAfter: 4,
      fault: (_, n) => (n > 0 ? { kind: 'lose' } : undefined),
    });
    const done = await walk(agent.port, { deadlineMs: 400, subtrees: ['1.3.6.1.4.1'] });
    await agent.close();
    expect(done.hasAnswered).toBe(true);
    expect(done.objects.length).toBe(4);
    expect(done.notes[0]).toMatch(/no answer after/);
  });

  it('says what was tried when nothing answers', async () => {
    const agent = await startAgent({ objects: TABLE, fault: () => ({ kind: 'lose' }) });
    const done = await walk(agent.port, { deadlineMs: 300 });
    await agent.close();
    expect(done).toMatchObject({ objects: [], hasAnswered: false });
    expect(done.tried).toMatch(/^SNMP 2c, \d requests?, no answer after/);
  });
});
