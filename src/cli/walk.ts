import type { Place, SnmpGetPlace } from '../core/place.ts';
import { AppError } from '../core/errors.ts';
import { recordingText } from '../demo/replay/recording-text.ts';
import { isAfter } from '../devices/snmp/oid.ts';
import { type Walk, walkDevice, type WalkRequest } from '../devices/walk-device.ts';
import type { RuleBook } from '../rules/book.ts';
import type { ProfileDef } from '../rules/schema.ts';
import { scrub, type Telling } from './scrub.ts';
import { checkOut, writeOut } from './write-out.ts';

/** What a recording came to: objects in the file, and where the walk was cut short. */
export type Recorded = { file: string; objects: number; notes: string[]; scrubbed: boolean };

/** system, interfaces, ip, EtherLike-MIB, the devices of HOST-RESOURCES-MIB, Printer-MIB, and the makers' own. */
const SUBTREES = [
  '1.3.6.1.2.1.1',
  '1.3.6.1.2.1.2',
  '1.3.6.1.2.1.4',
  '1.3.6.1.2.1.10.7',
  '1.3.6.1.2.1.25.3',
  '1.3.6.1.2.1.43',
  '1.3.6.1.4.1',
];

const OID = /^\.?(1(?:\.\d{1,10}){3,})$/;

/**
 * Subtrees to walk, as they were typed: in the order of OIDs, none inside another; those of printers when none was named.
 * Fails: AppError `bad_input` for what is no OID of at least four numbers: a walk of everything is not what a device is for.
 */
export function subtreesOf(typed: readonly string[] | undefined): string[] {
  const roots = (typed ?? SUBTREES).map((text) => {
    const oid = OID.exec(text)?.[1];
    if (oid === undefined) {
      throw new AppError('bad_input', `${text} is no subtree: write an OID of four numbers or more, such as 1.3.6.1.`, {
        text,
      });
    }
    return oid;
  });
  const wanted = [...new Set(roots)].filter((root) => !roots.some((other) => root.startsWith(`${other}.`)));
  return wanted.sort((one, other) => (isAfter(one, other) ? 1 : -1));
}

/** More than three times what the largest published recording of a printer holds; a broken table has no end. */
const MOST_ROWS = 20_000;
const DEADLINE_MS = 10 * 60_000;
/** Between two requests: an old device has other things to do. */
const PAUSE_MS = 10;

/**
 * Records a device to a file; with `book`, scrubbed of what tells whose it is.
 * Fails: AppError `bad_input` when the file cannot be written or is there already and may not be replaced, before the device is asked; undefined with what was tried when the device is silent.
 */
export async function recordDevice(
  at: Pick<WalkRequest, 'address' | 'port' | 'credential' | 'subtrees' | 'bulk' | 'signal' | 'onRows'> & {
    file: string;
    mayReplace: boolean;
  },
  book: RuleBook | undefined,
): Promise<Recorded | { silent: string }> {
  const { file, mayReplace, ...device } = at;
  await checkOut(file, mayReplace);
  const walk: Walk = await walkDevice({
    ...device,
    mostRows: MOST_ROWS,
    deadlineMs: DEADLINE_MS,
    pauseMs: PAUSE_MS,
    clock: Date.now,
  });
  if (!walk.hasAnswered) return { silent: walk.tried };
  const objects = book === undefined ? walk.objects : scrub(walk.objects, tellingOf(book));
  await writeOut(file, recordingText(objects), mayReplace);
  return { file, objects: objects.length, notes: walk.notes, scrubbed: book !== undefined };
}

/** Where the rules find serial numbers, host names, MAC addresses and the model, on any model. */
export function tellingOf(book: RuleBook): Telling {
  const profiles = [book.generic, ...book.profiles];
  const placesOf = (pick: (profile: ProfileDef) => Place[] | undefined): SnmpGetPlace[] =>
    profiles.flatMap((profile) => (pick(profile) ?? []).filter((place) => place.kind === 'snmp-get'));
  const patternsOf = (places: SnmpGetPlace[]): Map<string, (string | undefined)[]> => {
    const patterns = new Map<string, (string | undefined)[]>();
    for (const { oid, decode } of places) patterns.set(oid, [...(patterns.get(oid) ?? []), decode.match]);
    return patterns;
  };
  const oidsOf = (places: SnmpGetPlace[]): Set<string> => new Set(places.map(({ oid }) => oid));
  return {
    serial: patternsOf(placesOf((profile) => profile.identity?.serial)),
    host: patternsOf(placesOf((profile) => profile.places['network.hostname'])),
    mac: oidsOf(placesOf((profile) => profile.places['network.mac'])),
    model: oidsOf(placesOf((profile) => profile.identity?.model)),
  };
}
