import { AppError } from '../../core/errors.ts';
import type { CastMember, Fault } from './cast-member.ts';
import { CAST } from './cast.ts';
import { SITES, type Site } from './customers.ts';
import type { Machine } from './machine.ts';
import { makeMachine } from './make-machine.ts';
import { MODEL_SPECS, SIM_MODELS, type SimModel } from './models.ts';
import { createRandom } from './random.ts';

/** How many devices of each model a fleet has; a model that is not named has none. */
export type FleetSize = Partial<Record<SimModel, number>>;

export const DEFAULT_SEED = 20_011_102;
export const DEFAULT_SIZE: FleetSize = { 'SIM-1200': 50, 'SIM-3500': 60, 'SIM-9100': 40 };

/** What a fleet is drawn from; the same wish gives the same roster. */
export type RosterWish = { seed: number; size: FleetSize; quirks: boolean; deadPerHundred: number };

/** All machines of a fleet and what was seeded into them. */
export type Roster = { machines: Machine[]; faults: Fault[] };

/** Draws every device of a fleet, in order of model and number, and gives the cast their roles. */
export function makeRoster(wish: RosterWish): Roster {
  const cast = new Map<string, CastMember>();
  for (const member of CAST) {
    if (wish.quirks || !member.quirk) {
      cast.set(member.serial, member);
    }
  }
  const machines: Machine[] = [];
  const faults: Fault[] = [];
  const standing = new Map<Site, number>();
  for (const model of SIM_MODELS) {
    const count = wish.size[model] ?? 0;
    const dead = chooseDead(model, count, wish);
    for (let n = 1; n <= count; n += 1) {
      const serial = serialOf(model, n);
      const member = cast.get(serial);
      const spot = spotOf(serial, machines.length, standing, wish.seed);
      const machine = makeMachine(MODEL_SPECS[model], serial, spot, wish.seed, member?.history);
      if (member !== undefined) {
        member.apply(machine);
        faults.push(faultOf(member));
      }
      if (dead.has(serial)) {
        machine.behaviour = { kind: 'silent' };
      }
      machines.push(machine);
    }
  }
  return { machines, faults };
}

function serialOf(model: SimModel, n: number): string {
  return `${model}-${String(n).padStart(4, '0')}`;
}

function faultOf({ serial, fault, symptom, expect, part }: CastMember): Fault {
  return { serial, fault, symptom, expect, ...(part === undefined ? {} : { part }) };
}

/** The devices of a model that never answer, spread evenly by the seed; the cast keep their roles. */
function chooseDead(model: SimModel, count: number, wish: RosterWish): Set<string> {
  const roles = new Set(CAST.map((member) => member.serial));
  const ranked: { serial: string; rank: number }[] = [];
  for (let n = 1; n <= count; n += 1) {
    const serial = serialOf(model, n);
    if (!roles.has(serial)) {
      ranked.push({ serial, rank: createRandom(`${wish.seed}/dead/${serial}`).next() });
    }
  }
  ranked.sort((a, b) => a.rank - b.rank);
  return new Set(ranked.slice(0, Math.round((count * wish.deadPerHundred) / 100)).map(({ serial }) => serial));
}

/** 127.20.x.y: a subnet a site, and further subnets where a site has more than 240 devices. */
function spotOf(serial: string, n: number, standing: Map<Site, number>, seed: number) {
  const random = createRandom(`${seed}/site/${serial}`);
  const site = random.weighted(SITES.map((site) => [site, site.size] as const));
  const before = standing.get(site) ?? 0;
  standing.set(site, before + 1);
  const subnet = 1 + SITES.indexOf(site) + SITES.length * Math.floor(before / 240);
  if (subnet > 254) {
    throw new AppError('bad_input', `a simulated fleet of this size does not fit 127.20.0.0/16`);
  }
  return { site, address: `127.20.${subnet}.${10 + (before % 240)}`, n };
}
