import { distance } from 'fastest-levenshtein';
import type { Device } from './device.ts';
import { foldSerial, lookOf, namesOf, signsOf } from './device-names.ts';

/** A device that may have been meant, and why it is thought so. */
export type Candidate = { device: Device; why: string };

type Nearness = { rank: number; why: string };

const MOST = 3;

/** The devices that go by this name: case, spaces and dashes aside, nothing else. More than one is a question, not an answer. */
export function devicesNamed(said: string, devices: readonly Device[]): Device[] {
  const folded = foldSerial(said);
  return devices.filter((device) => namesOf(device).some((name) => foldSerial(name) === folded));
}

/**
 * At most three devices near to what was said, nearest first, each with the reason.
 * Shape: signs that look alike come before zeros, zeros before parts of a name, those before a slip of one sign.
 * Fails: never; nothing near gives an empty list, and near is never taken for meant.
 */
export function nearDevices(said: string, devices: readonly Device[]): Candidate[] {
  return devices
    .flatMap((device) => {
      const [nearest] = namesOf(device)
        .flatMap((name, index) => {
          const near = nearness(said, name);
          const isOther = index > 0;
          return near === undefined
            ? []
            : [{ ...near, why: isOther ? `known as ${name.trim()}: ${near.why}` : near.why }];
        })
        .sort((a, b) => a.rank - b.rank);
      return nearest === undefined ? [] : [{ device, ...nearest }];
    })
    .sort((a, b) => a.rank - b.rank || (a.device.serial < b.device.serial ? -1 : 1))
    .slice(0, MOST)
    .map(({ device, why }) => ({ device, why }));
}

function nearness(said: string, name: string): Nearness | undefined {
  const mine = foldSerial(said);
  const theirs = foldSerial(name);
  if (mine === theirs) return { rank: 0, why: 'the same but for spaces and dashes' };
  const myLook = lookOf(said);
  const look = lookOf(name);
  if (myLook === look) return { rank: 1, why: misread(mine, theirs) };
  if (withoutZeros(mine) === withoutZeros(theirs)) return { rank: 2, why: 'the same but for leading zeros' };
  if (look.length >= 3 && myLook.endsWith(look)) {
    return { rank: 3, why: `without ${mine.slice(0, mine.length - theirs.length)} before it` };
  }
  if (myLook.length >= 4 && look.endsWith(myLook)) return { rank: 4, why: `ends in ${mine}` };
  if (isSwapped(myLook, look)) return { rank: 5, why: 'two signs swapped' };
  if (distance(myLook, look) !== 1) return undefined;
  return { rank: 6, why: slip(mine, theirs) };
}

/** Which signs were read for which, each pair once. */
function misread(mine: string, theirs: string): string {
  const others = signsOf(theirs);
  const pairs = signsOf(mine).flatMap((sign, at) =>
    sign === others[at] ? [] : [`${sign} read as ${others[at] ?? ''}`],
  );
  return [...new Set(pairs)].join(', ');
}

function withoutZeros(folded: string): string {
  return folded.replaceAll(/(?<![0-9])0+(?=[0-9])/g, '');
}

function isSwapped(one: string, other: string): boolean {
  const [mine, theirs] = [signsOf(one), signsOf(other)];
  const at = mine.findIndex((sign, index) => sign !== theirs[index]);
  return (
    at >= 0 &&
    mine.length === theirs.length &&
    mine[at] === theirs[at + 1] &&
    mine[at + 1] === theirs[at] &&
    mine.slice(at + 2).join('') === theirs.slice(at + 2).join('')
  );
}

function slip(mine: string, theirs: string): string {
  const [said, meant] = [signsOf(mine), signsOf(theirs)];
  const at = meant.findIndex((sign, index) => lookOf(sign) !== lookOf(said[index] ?? ''));
  if (said.length < meant.length) return `without the ${meant[at] ?? ''} in place ${at + 1}`;
  if (said.length > meant.length) return 'with one sign too many';
  return `${said[at] ?? ''} for ${meant[at] ?? ''} in place ${at + 1}`;
}
