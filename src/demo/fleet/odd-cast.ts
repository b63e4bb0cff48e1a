import type { CastMember } from './cast-member.ts';

/** A name that would ping a whole channel and break markup if it were not escaped. */
export const HOSTILE_NAME = '<!channel> *boom* @here';

/** Devices that are sound and odd to talk to. */
export const ODD_CAST: readonly CastMember[] = [
  {
    serial: 'SIM-3500-0023',
    fault: 'asleep',
    symptom: 'offline',
    expect: 'the first request is lost, answers come after about 1.2 seconds',
    quirk: true,
    apply(machine) {
      machine.behaviour = { kind: 'asleep', wakeMs: 1200 };
    },
  },
  {
    serial: 'SIM-3500-0029',
    fault: 'silent',
    symptom: 'offline',
    expect: 'no answer at all over SNMP, and the maintenance service cannot reach it either',
    quirk: true,
    apply(machine) {
      machine.behaviour = { kind: 'silent' };
    },
  },
  {
    serial: 'SIM-3500-0051',
    fault: 'wrong-device',
    symptom: 'light-print',
    expect: 'another machine, SIM-3500-9951, answers at its address',
    quirk: true,
    apply(machine) {
      machine.saidSerial = 'SIM-3500-9951';
    },
  },
  {
    serial: 'SIM-3500-0013',
    fault: 'hostile-name',
    symptom: 'light-print',
    expect: `host name, supply and alert read ${HOSTILE_NAME} and ping no one`,
    quirk: true,
    apply(machine) {
      machine.hostileName = HOSTILE_NAME;
      // An alert needs a cause: the first tray runs low.
      for (const feed of machine.feeds.slice(0, 1)) {
        feed.level = Math.floor(feed.tray.capacity / 4);
      }
    },
  },
  {
    serial: 'SIM-3500-0044',
    fault: 'unknown-levels',
    symptom: 'light-print',
    expect: 'black and yellow toner unknown (-2), cyan and magenta some left (-3), never a number',
    quirk: true,
    apply(machine) {
      for (const [colour, code] of [
        ['black', -2],
        ['cyan', -3],
        ['magenta', -3],
        ['yellow', -2],
      ] as const) {
        const parts = machine.colours[colour];
        if (parts !== undefined) {
          parts.code = code;
        }
      }
    },
  },
  slow('SIM-3500-0008', 700),
  slow('SIM-9100-0021', 450),
];

function slow(serial: string, extraMs: number): CastMember {
  return {
    serial,
    fault: 'slow',
    symptom: 'offline',
    expect: `every answer comes ${extraMs} ms late`,
    quirk: true,
    apply(machine) {
      machine.behaviour = { kind: 'slow', extraMs };
    },
  };
}
