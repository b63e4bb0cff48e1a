import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Protocol } from '../../core/reading.ts';
import type { DeviceNews, DeviceOrder } from './devices-process.ts';
import { type Counts, type FuzzDevices, startFuzzDevices } from './fuzz-devices.ts';

/** A process runs compiled code only; from source the devices live beside the reader. */
const IS_COMPILED = import.meta.url.endsWith('.js');

/**
 * Starts the devices of a run in a process of their own, so that what is measured of this one is the reader's.
 * Fails: rejects when that process does not come up.
 */
export async function startDevices(seed: string, only: Protocol | undefined): Promise<FuzzDevices> {
  if (!IS_COMPILED) return await startFuzzDevices(seed, only);
  const child = fork(fileURLToPath(new URL('./devices-process.js', import.meta.url)));
  const order = (what: DeviceOrder): void => void child.send(what);
  let counts: Counts = { snmp: 0, http: 0, ipp: 0, pjl: 0 };
  const started = new Promise<Extract<DeviceNews, { kind: 'started' }>>((resolve, reject) => {
    child.on('message', (news: DeviceNews) => {
      if (news.kind === 'started') resolve(news);
      else counts = news.counts;
    });
    child.on('exit', () => reject(new Error('the process of the devices ended')));
  });
  order({ kind: 'start', seed, only });
  const { lanes, servicePort } = await started;
  return {
    lanes,
    servicePort,
    counts: () => counts,
    async close() {
      const gone = once(child, 'exit');
      order({ kind: 'close' });
      await gone;
    },
  };
}
