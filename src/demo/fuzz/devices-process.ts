import { AppError } from '../../core/errors.ts';
import type { Protocol } from '../../core/reading.ts';
import type { Counts, DevicePorts, FuzzDevices } from './fuzz-devices.ts';
import { startFuzzDevices } from './fuzz-devices.ts';

/** What the run tells the process of the devices. */
export type DeviceOrder = { kind: 'start'; seed: string; only?: Protocol | undefined } | { kind: 'close' };

/** What that process tells: once where the devices are, and again and again how much they answered. */
export type DeviceNews =
  | { kind: 'started'; lanes: DevicePorts[]; servicePort: number }
  | { kind: 'counts'; counts: Counts };

const EVERY_MS = 20;

if (process.send === undefined) throw new AppError('bug', 'the devices of the fuzz run were started as a program');
const send = process.send.bind(process);
const tell = (news: DeviceNews): void => void send(news);
let devices: FuzzDevices | undefined;

process.on('message', (order: DeviceOrder) => {
  if (order.kind === 'close') {
    void devices?.close().then(() => process.disconnect());
    return;
  }
  void startFuzzDevices(order.seed, order.only).then((started) => {
    devices = started;
    tell({ kind: 'started', lanes: started.lanes, servicePort: started.servicePort });
    setInterval(() => tell({ kind: 'counts', counts: started.counts() }), EVERY_MS).unref();
  });
});
// Whoever started this process is gone, whether it said so or not.
process.on('disconnect', () => process.exit());
