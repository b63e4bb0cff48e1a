import type { DeviceAnswer } from '../core/ports.ts';

/** What a device said of its model and its maker. */
export type SaidFacts = { model?: string | undefined; sysObjectID?: string | undefined };

/** What devices said of themselves, for as long as the process runs. */
export type LearntDevices = {
  of: (serial: string) => SaidFacts | undefined;
  /** Remembers what an answer tells; undefined when it tells nothing of the kind. */
  learn: (answer: DeviceAnswer) => SaidFacts | undefined;
};

/** More devices than this are not remembered; each costs a few hundred octets. */
const MOST = 20_000;

/** Opens the memory of what devices said of themselves. It is empty at first, and a device that is forgotten says it again. */
export function openLearntDevices(most = MOST): LearntDevices {
  const devices = new Map<string, SaidFacts>();
  return {
    of: (serial) => devices.get(serial),
    learn({ serial, saidModel, saidObjectId }) {
      if (saidModel === undefined && saidObjectId === undefined) return undefined;
      const facts = { model: saidModel, sysObjectID: saidObjectId };
      // Set anew, a key stands last: those that were not heard for longest are forgotten first.
      devices.delete(serial);
      devices.set(serial, facts);
      const [oldest] = devices.keys();
      if (devices.size > most && oldest !== undefined) devices.delete(oldest);
      return facts;
    },
  };
}
