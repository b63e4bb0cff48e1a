import type { Desk } from '../core/intake.ts';
import { isSameSerial, plainSerial } from '../core/serial.ts';
import type { Trap } from '../core/trap.ts';
import type { TrapMeaning } from '../rules/symptom-of-trap.ts';
import { symptomsOfTrap } from '../rules/symptom-of-trap.ts';
import { type AddressBook, openAddressBook } from './address-book.ts';
import type { FlowDeps } from './flow-deps.ts';

/** Who is said to have claimed. */
export const THE_MACHINE = 'the machine itself';

/** After a claim of its own a machine is heard about the same again so late. Units: milliseconds. */
const QUIET_MS = 3_600_000;
/** Claims that machines may open or join in one minute, all together: a storm of traps is one line in the log. */
const MOST_A_MINUTE = 20;
/** Symptoms of machines that are remembered at once. */
const MOST_REMEMBERED = 10_000;

type Heard = { times: number[]; quietUntil: number };

/**
 * Takes claims from what machines tell of themselves.
 * Shape: a trap is believed of the one registered device at its address; where several are, of the one whose serial it names. One claim until it is
 * resolved, only once a rule's count is reached. Fails: never; what cannot be used is a line in the log.
 */
export function openTrapClaims(
  deps: Pick<FlowDeps, 'store' | 'book' | 'clock' | 'log'> & {
    desk: Pick<Desk, 'intake'>;
    channel: string | undefined;
  },
): (trap: Trap) => Promise<void> {
  const devices = openAddressBook(deps);
  const heard = new Map<string, Heard>();
  const minute = { from: 0, claims: 0 };

  function isDue(serial: string, { symptom, times, withinMs }: TrapMeaning): boolean {
    const now = deps.clock();
    const name = `${serial} ${symptom}`;
    const known = heard.get(name) ?? { times: [], quietUntil: 0 };
    const recent = [...known.times, now].filter((at) => now - at <= withinMs).slice(-times);
    heard.delete(name);
    const [oldest] = heard.keys();
    if (heard.size >= MOST_REMEMBERED && oldest !== undefined) heard.delete(oldest);
    const due = recent.length >= times && now >= known.quietUntil && isWithinMinute(now);
    heard.set(name, due ? { times: [], quietUntil: now + QUIET_MS } : { ...known, times: recent });
    return due;
  }

  /** A claim that is not stored is due again with the next trap. */
  function unmute(serial: string, { symptom, times }: TrapMeaning): void {
    const now = deps.clock();
    heard.set(`${serial} ${symptom}`, { times: Array.from({ length: times - 1 }, () => now), quietUntil: 0 });
  }

  function isWithinMinute(now: number): boolean {
    if (now - minute.from >= 60_000) Object.assign(minute, { from: now, claims: 0 });
    minute.claims += 1;
    if (minute.claims === MOST_A_MINUTE + 1) deps.log('warn', 'trap.storm', { most: MOST_A_MINUTE });
    return minute.claims <= MOST_A_MINUTE;
  }

  return async (trap) => {
    try {
      const meanings = symptomsOfTrap(deps.book, trap);
      if (meanings.length === 0) return;
      const serial = await serialOf(devices, trap, deps.log);
      if (serial === undefined) return;
      for (const meaning of meanings.filter((one) => isDue(serial, one))) {
        await claimIt(serial, meaning, trap).catch((error: unknown) => {
          unmute(serial, meaning);
          deps.log('error', 'trap.failed', { from: trap.from, error });
        });
      }
    } catch (error) {
      deps.log('error', 'trap.failed', { from: trap.from, error });
    }
  };

  async function claimIt(serial: string, { symptom }: TrapMeaning, trap: Trap): Promise<void> {
    const at = deps.clock();
    const origin = { via: 'trap' as const, ...(deps.channel === undefined ? {} : { channel: deps.channel }) };
    await deps.desk.intake(
      {
        sourceKey: `trap:${serial}:${symptom}:${at}`,
        text: '',
        by: THE_MACHINE,
        at,
        origin,
        given: { serial, symptoms: [symptom], words: wordsOf(trap) },
        joinsSince: 0,
      },
      'command',
    );
  }
}

/** What a trap said: the alert's description, or else what it is by its numbers, or its kind. */
function wordsOf({ description, code, group, generic }: Trap): string {
  if (description !== undefined) return description;
  const numbers = [
    ...(code === undefined ? [] : [`alert code ${code}`]),
    ...(group === undefined ? [] : [`alert group ${group}`]),
  ];
  return numbers.length > 0 ? numbers.join(', ') : (generic ?? '');
}

async function serialOf(devices: AddressBook, trap: Trap, log: FlowDeps['log']): Promise<string | undefined> {
  const there = await devices.at(trap.from);
  const [first, ...others] = there.serials;
  // Some machines send a text where nobody ever wrote their serial.
  const said = plainSerial(trap.serial ?? '');
  const named = there.serials.find((serial) => isSameSerial(serial, said));
  const serial = named ?? (others.length === 0 && said === '' ? first : undefined);
  if (serial === undefined && there.isNews) {
    log('warn', first === undefined ? 'trap.unknown-address' : 'trap.unclear-device', {
      from: trap.from,
      devices: there.serials.length,
    });
  }
  return serial;
}
