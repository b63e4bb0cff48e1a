import { seatOf } from '../core/device.ts';
import { foldSerial, namesOf } from '../core/device-names.ts';
import { addressTroubles } from '../core/learnt.ts';
import type { Store } from '../core/ports.ts';
import type { RuleBook } from '../rules/book.ts';
import { matchProfile } from '../rules/match-profile.ts';
import { fleetPages, type FleetEntry } from './fleet-pages.ts';
import { plain } from './terminal-text.ts';

/** What there is to mend in the registry: what is wrong, what to do, and with which devices. */
export type Trouble = { kind: TroubleKind; what: string; mend: string; devices: string[] };

type GroupKind = 'same-address' | 'same-name' | 'unknown-model' | 'unknown-credential' | 'never-answered';
type TroubleKind = GroupKind | 'other-answers' | 'seen-elsewhere' | 'customers-alike';

/** So many serials are printed of one trouble; JSON has them all. */
const MOST_SERIALS = 5;

/**
 * Looks through the registry for what needs mending. What is retired is no trouble; what is not monitored need not answer.
 * Shape: the devices checked, and the troubles, those of one kind together. Text of the registry alone is kept in memory while it looks.
 */
export async function examineFleet(
  store: Pick<Store, 'pageDevices' | 'listLearnt'>,
  book: RuleBook,
  credentials: ReadonlySet<string>,
): Promise<{ devices: number; troubles: Trouble[] }> {
  const groups = openGroups();
  const single: Trouble[] = [];
  let devices = 0;
  for await (const page of fleetPages(store)) {
    for (const entry of page) {
      devices += 1;
      if (entry.state === 'retired') continue;
      gather(groups, entry, book, credentials);
      single.push(...addressFaults(entry));
    }
  }
  return { devices, troubles: [...single, ...groups.troubles()] };
}

type Groups = ReturnType<typeof openGroups>;

function gather(
  groups: Groups,
  { device, learnt, state }: FleetEntry,
  book: RuleBook,
  known: ReadonlySet<string>,
): void {
  const { serial, model, customer, credential } = device;
  groups.add('same-address', seatOf(device).toLowerCase(), serial);
  for (const name of new Set(namesOf(device).map(foldSerial))) if (name !== '') groups.add('same-name', name, serial);
  if (matchProfile(book, { model }) === book.generic) groups.add('unknown-model', model, serial);
  if (credential !== undefined && !known.has(credential)) groups.add('unknown-credential', credential, serial);
  if (learnt?.answeredAt === undefined && state !== 'unmonitored') groups.add('never-answered', '', serial);
  groups.addSpelling(customer, serial);
}

function addressFaults({ device, learnt }: FleetEntry): Trouble[] {
  const { otherAt, seenAt } = addressTroubles(device, learnt);
  const { serial } = device;
  const troubles: Trouble[] = [];
  if (otherAt !== undefined) {
    troubles.push({
      kind: 'other-answers',
      what: `The address of ${serial}, ${otherAt.address}, answered as ${otherAt.serial}.`,
      mend: 'Register the address that each of them has now; until then nothing is read there.',
      devices: [serial],
    });
  }
  if (seenAt !== undefined) {
    troubles.push({
      kind: 'seen-elsewhere',
      what: `${serial} is registered at ${seatOf(device)} and was seen at ${seenAt.address}.`,
      mend: `If it moved, import it with the address ${seenAt.address}.`,
      devices: [serial],
    });
  }
  return troubles;
}

/** Devices by what they have in common. A group of one is kept as its serial alone, for most are. */
function openGroups() {
  const byKind = new Map<GroupKind, Map<string, string | string[]>>();
  const spellings = new Map<string, Map<string, string>>();
  function add(kind: GroupKind, key: string, serial: string): void {
    const groups = byKind.get(kind) ?? new Map<string, string | string[]>();
    byKind.set(kind, groups);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, serial);
    else if (Array.isArray(known)) known.push(serial);
    else groups.set(key, [known, serial]);
  }
  function addSpelling(customer: string, serial: string): void {
    const folded = customer
      .normalize('NFKD')
      .toLowerCase()
      .replaceAll(/[\s\p{M}\p{P}]/gu, '');
    const known = spellings.get(folded) ?? new Map<string, string>();
    spellings.set(folded, known);
    if (!known.has(customer)) known.set(customer, serial);
  }
  function* troubles(): Generator<Trouble> {
    for (const [kind, groups] of byKind) {
      for (const [key, found] of groups) {
        const devices = [found].flat();
        const words = describe(kind, key, devices.length);
        if (words !== undefined) yield { kind, ...words, devices };
      }
    }
    for (const names of spellings.values()) {
      if (names.size < 2) continue;
      yield {
        kind: 'customers-alike',
        what: `One customer may be written in ${names.size} ways: ${[...names.keys()].join('; ')}.`,
        mend: 'Peers are counted by customer: write it one way and import those devices again.',
        devices: [...names.values()],
      };
    }
  }
  return { add, addSpelling, troubles };
}

function describe(kind: GroupKind, key: string, count: number): Pick<Trouble, 'what' | 'mend'> | undefined {
  switch (kind) {
    case 'same-address':
      if (count < 2) return undefined;
      return {
        what: `${count} devices have the address ${key}.`,
        mend: 'Give each its own, or retire those that are gone.',
      };
    case 'same-name':
      if (count < 2) return undefined;
      return {
        what: `${count} devices go by ${key}, case, spaces and dashes aside.`,
        mend: 'If they are one device, retire the other; else take the asset tag or alias off one.',
      };
    case 'unknown-model':
      return {
        what: `No profile knows the model ${key}.`,
        mend: 'It is read by the generic profile alone; "claimscope rules starter" makes a profile of what it answers.',
      };
    case 'unknown-credential':
      return { what: `The configuration has no credential ${key}.`, mend: 'Add it there, or name another one here.' };
    case 'never-answered':
      return {
        what: `${count} ${count === 1 ? 'device has' : 'devices have'} never answered.`,
        mend: 'Check address and credential with "claimscope read"; what need not answer can be unmonitored or retired.',
      };
    default:
      return kind satisfies never;
  }
}

/** The troubles as text. */
export function doctorText({ devices, troubles }: { devices: number; troubles: Trouble[] }): string {
  if (troubles.length === 0) return `${devices} devices, and nothing to mend.`;
  const lines = troubles.flatMap(({ what, mend, devices: serials }) => {
    const more = serials.length > MOST_SERIALS ? ` and ${serials.length - MOST_SERIALS} more` : '';
    return [`${what} ${mend}`, `  ${serials.slice(0, MOST_SERIALS).join(', ')}${more}`];
  });
  return [...lines, `${devices} devices, ${troubles.length} to mend.`].map(plain).join('\n');
}
