import type { Machine } from '../machine.ts';
import { integer, text, timeTicks } from '../snmp/object.ts';
import { type Entry, fixed, row } from './entries.ts';

const ALERTS = '1.3.6.1.2.1.43.18.1.1';
const SEVERITY = { critical: 3, warning: 4 } as const;
const GROUP = { input: 8, marker: 10, supplies: 11 } as const;
/** Source: RFC 3805, PrtAlertCodeTC. */
const CODE = {
  inputMediaSupplyLow: 807,
  tonerAlmostEmpty: 1104,
  wasteAlmostFull: 1107,
  opcAlmostOver: 1111,
  developerAlmostEmpty: 1113,
} as const;

type Alert = { severity: number; group: number; groupIndex: number; code: number; description: string };

/** The warnings a device shows when the fleet starts. Running indexes, with gaps, as on real devices. Source: RFC 3805 prtAlert. */
export function alertEntries(machine: Machine): Entry[] {
  return alertsOf(machine).flatMap((alert, i) =>
    row(ALERTS, `1.${3 + i * 7}`, {
      2: fixed(integer(alert.severity)),
      3: fixed(integer(4)),
      4: fixed(integer(alert.group)),
      5: fixed(integer(alert.groupIndex)),
      6: fixed(integer(-2)),
      7: fixed(integer(alert.code)),
      8: fixed(text(machine.hostileName ?? alert.description)),
      9: fixed(timeTicks(machine.uptimeSeconds / 2)),
    }),
  );
}

/** What a device warns of follows from what is left of its parts. */
function alertsOf(machine: Machine): Alert[] {
  const alerts: Alert[] = [];
  const warn = (group: number, groupIndex: number, code: number, description: string): void => {
    alerts.push({ severity: SEVERITY.warning, group, groupIndex, code, description });
  };
  const { colours } = machine.spec;
  colours.forEach((colour, i) => {
    const parts = machine.colours[colour];
    if (parts === undefined) {
      return;
    }
    if (parts.toner.left <= 0.1 && parts.code === undefined) {
      warn(GROUP.supplies, i + 1, CODE.tonerAlmostEmpty, `Toner almost empty: ${colour}`);
    }
    if (parts.drum.left <= 0.05) {
      warn(GROUP.supplies, colours.length + i + 1, CODE.opcAlmostOver, `Drum unit near end of life: ${colour}`);
    }
    if (parts.developer.left <= 0.05) {
      warn(
        GROUP.supplies,
        colours.length * 2 + i + 1,
        CODE.developerAlmostEmpty,
        `Developer near end of life: ${colour}`,
      );
    }
  });
  if (machine.waste.left <= 0.08) {
    warn(GROUP.supplies, colours.length * 3 + 3, CODE.wasteAlmostFull, 'Waste toner box almost full');
  }
  const emptying = machine.feeds.findIndex(({ tray, level }) => tray.key !== 'bypass' && level * 4 <= tray.capacity);
  if (emptying >= 0 && (machine.hostileName !== undefined || machine.powerOns % 3 === 0)) {
    warn(GROUP.input, emptying + 1, CODE.inputMediaSupplyLow, `Paper low: ${machine.feeds[emptying]?.tray.name ?? ''}`);
  }
  return alerts;
}
