import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { AppError } from '../../core/errors.ts';
import type { Protocol } from '../../core/reading.ts';
import type { DeviceNews, DeviceOrder } from './devices-process.ts';
import type { Counts, FuzzDevices } from './fuzz-devices.ts';

/**
 * Starts the devices of a run in a process of their own, so that what is measured of this one is the reader's.
 * Shape: a process runs compiled code only, and so does whoever calls this.
 * Fails: rejects when that process does not come up; `counts` throws once it is gone.
 */
export async function startDevices(seed: string, only: Protocol | undefined): Promise<FuzzDevices> {
  const child = fork(fileURLToPath(new URL('./devices-process.js', import.meta.url)));
  const gone = once(child, 'exit');
  const order = (what: DeviceOrder): void => void child.send(what);
  let counts: Counts = { snmp: 0, http: 0, ipp: 0, pjl: 0 };
  const started = new Promise<Extract<DeviceNews, { kind: 'started' }>>((resolve, reject) => {
    child.on('message', (news: DeviceNews) => {
      if (news.kind === 'started') resolve(news);
      else counts = news.counts;
    });
    child.on('exit', () => reject(new AppError('bug', 'the process of the devices ended')));
  });
  order({ kind: 'start', seed, only });
  const { lanes, servicePort } = await started;
  return {
    lanes,
    servicePort,
    counts() {
      if (child.exitCode !== null || child.signalCode !== null)
        throw new AppError('bug', 'the process of the devices ended');
      return counts;
    },
    async close() {
      order({ kind: 'close' });
      await gone;
    },
  };
}
