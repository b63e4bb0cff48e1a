import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadRecordings } from '../../../src/demo/replay/load-recordings.ts';
import { startReplay } from '../../../src/demo/replay/start-replay.ts';

const fixture = (name: string): string => join(import.meta.dirname, '../../fixtures/recordings', name);

describe('loadRecordings', () => {
  it('refuses broken lines with their places, and passes over them when lenient', async () => {
    const file = fixture('broken-lines.snmprec');
    await expect(loadRecordings([file], false)).rejects.toMatchObject({
      code: 'bad_input',
      message: expect.stringContaining(`${file}:3:22: the value is no whole number`),
    });
    const { recordings, faults } = await loadRecordings([file], true);
    expect(recordings[0]?.objects.length).toBe(3);
    expect(faults.length).toBe(8);
  });

  it('refuses a file that is not there', async () => {
    await expect(loadRecordings(['/nowhere.snmprec'], true)).rejects.toMatchObject({ code: 'bad_input' });
  });
});

describe('startReplay', () => {
  it('serves one device a file, each on a port of its own', async () => {
    const { recordings } = await loadRecordings([fixture('colour-sentinels.snmprec')], false);
    const replay = await startReplay({ recordings: [...recordings, ...recordings] });
    const ports = replay.devices.map(({ port }) => port);
    expect(new Set(ports).size).toBe(2);
    expect(replay.devices[0]).toMatchObject({ address: '127.0.0.1', community: 'public', objects: 46 });
    await replay.stop();
  });

  it('says which port is taken, and leaves none open', async () => {
    const taken = createSocket('udp4');
    taken.bind(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address();
    const { recordings } = await loadRecordings([fixture('colour-sentinels.snmprec')], false);
    await expect(startReplay({ recordings, port })).rejects.toMatchObject({
      code: 'bad_input',
      message: `UDP port ${port} of 127.0.0.1 cannot be used.`,
    });
    taken.close();
  });
});
