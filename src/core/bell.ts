import { chanceOfAtLeast, chanceOfMarked } from './chance.ts';

/** How far back is looked, and how often chance alone may ring. Units: milliseconds; false bells expected in a year at most. */
export type BellRule = { windowMs: number; pastMs: number; falseAYear: number };

const DAY_MS = 86_400_000;
/** What is looked for unless the configuration says otherwise. */
export const DEFAULT_BELL: BellRule = { windowMs: 14 * DAY_MS, pastMs: 182 * DAY_MS, falseAYear: 1 };

/** What devices of one model can have in common: firmware, or what the registry says of a part or a lot. */
export type BellGroup = { kind: 'firmware' | 'part' | 'lot'; value: string };

/** A registered device. Shape: `model` is the key of its model. */
export type BellDevice = { serial: string; model: string; customer: string; groups: readonly BellGroup[] };

/** What is kept of a claim to count it. Units: `at` milliseconds since 1970. */
export type LoggedClaim = { id: number; at: number; serial: string; symptoms: readonly string[] };

/** The registry, as the bell asks it. */
export type BellFleet = {
  deviceOf: (serial: string) => BellDevice | undefined;
  ofModel: (model: string) => readonly BellDevice[];
};

/**
 * More claims than chance explains.
 * Shape: of the whole model, or of those of its devices that have `value` in common. `claims` are the first of each of `devices` devices within the window, oldest first.
 * Units: `windowMs` milliseconds; `usual` devices with such a claim in so long; `chance` 0 to 1, that so many or more come by themselves.
 */
export type Bell = {
  kind: 'model' | BellGroup['kind'];
  value?: string | undefined;
  model: string;
  symptom: string;
  claims: number[];
  devices: number;
  customers: number;
  windowMs: number;
  usual: number;
  chance: number;
};

/** Fewer devices, or all of one customer, are no epidemic: that is a site. */
const FEWEST_DEVICES = 3;
const FEWEST_CUSTOMERS = 2;
/** A past shorter than so many windows says nothing of what is usual. */
const LEAST_WINDOWS = 2;
/** Other models stand for the fleet once so many of their claims are known. */
const ENOUGH_OTHERS = 20;
/** What the rest of the fleet, or of the model, did in the same days must not explain it: it stands out beside them as it would by chance once in twenty times. */
const BESIDE = 0.05;
/** A desk that has hardly begun is not taken for one that will never have claims. */
const LEAST_CLAIMS_A_YEAR = 100;
const YEAR_MS = 365.25 * DAY_MS;

/**
 * Whether a claim makes one too many: an exact test of how many other devices had the same complaint before it, against the past of their model.
 * Shape: `log` all claims of the desk up to this one, oldest first, as far back as the rule looks; `begin` when the desk had its first. `after`: older claims count as past, for a bell that was answered. A device counts once in a window.
 * The claim itself is not counted: it is what made one look, and a moment at which a claim comes is no moment drawn at random (Slivnyak and Mecke).
 * Each test may fail so seldom that all looks of a year together ring falsely `falseAYear` times at most, however the looks hang together; a rush of the whole fleet is no bell either.
 * Fails: never; nothing is said where there is too little past.
 */
export function bellFor(
  claim: LoggedClaim,
  log: readonly LoggedClaim[],
  fleet: BellFleet,
  { rule, begin, after = Number.NEGATIVE_INFINITY }: { rule: BellRule; begin: number; after?: number | undefined },
): Bell | undefined {
  const device = fleet.deviceOf(claim.serial);
  if (device === undefined) return undefined;
  const start = Math.max(claim.at - rule.windowMs, after);
  const windowMs = claim.at - start;
  const pastMs = Math.min(rule.pastMs, start - begin);
  if (windowMs <= 0 || pastMs < LEAST_WINDOWS * rule.windowMs) return undefined;
  const span = { start, windowMs, pastMs };
  const found = claim.symptoms.flatMap((symptom) => bellsOf({ claim, device, symptom, log, fleet, span }));
  if (found.length === 0) return undefined;
  const limit = rule.falseAYear / (looksAYear(log, span) * (1 + device.groups.length));
  return found.filter(({ chance }) => chance <= limit).toSorted((a, b) => a.chance - b.chance)[0];
}

type Span = { start: number; windowMs: number; pastMs: number };
type Scene = {
  claim: LoggedClaim;
  device: BellDevice;
  symptom: string;
  log: readonly LoggedClaim[];
  fleet: BellFleet;
  span: Span;
};

function looksAYear(log: readonly LoggedClaim[], { start, windowMs, pastMs }: Span): number {
  const looks = log.reduce((sum, { at, symptoms }) => (at > start - pastMs ? sum + symptoms.length : sum), 0);
  return Math.max(LEAST_CLAIMS_A_YEAR, (looks * YEAR_MS) / (windowMs + pastMs));
}

/** The tests of one symptom: the model, and whatever its devices have in common. */
function bellsOf(scene: Scene): Bell[] {
  const { device, fleet, claim, symptom, span } = scene;
  const window = othersIn(scene);
  if (window.size + 1 < FEWEST_DEVICES) return [];
  const all = fleet.ofModel(device.model);
  const inCommon = device.groups.flatMap((group) => {
    const n = all.filter((one) => hasGroup(one, group)).length;
    // What all devices of a model have in common tells them from nothing.
    return n >= all.length
      ? []
      : [{ ...group, share: n / all.length, isIn: (one: BellDevice) => hasGroup(one, group) }];
  });
  const tried = [{ kind: 'model' as const, value: undefined, share: 1, isIn: () => true }, ...inCommon];
  let counts: Counts | undefined;
  return tried.flatMap(({ kind, value, share, isIn }): Bell[] => {
    const members = [...window.values()].filter((one) => isIn(one.device));
    const customers = new Set([device.customer, ...members.map((one) => one.device.customer)]).size;
    if (members.length + 1 < FEWEST_DEVICES || customers < FEWEST_CUSTOMERS) return [];
    counts ??= countsOf(scene);
    const k = members.length;
    const { windowMs, pastMs } = span;
    const isBeside =
      kind === 'model' ? besideFleet(k, counts) <= BESIDE : chanceOfAtLeast(k, window.size, share) <= BESIDE;
    if (!isBeside) return [];
    // Of two counts of one rate the share of the later is binomial.
    const chance = chanceOfAtLeast(k, k + counts.past, (windowMs * share) / (windowMs * share + pastMs));
    const usual = (counts.past * windowMs * share) / pastMs;
    const claims = [...members.map(({ id }) => id), claim.id].toSorted((a, b) => a - b);
    const about = { kind, ...(value === undefined ? {} : { value }), model: device.model, symptom };
    return [{ ...about, claims, devices: k + 1, customers, windowMs, usual, chance }];
  });
}

/** Whether a device belongs to a group. */
export function hasGroup({ groups }: BellDevice, { kind, value }: BellGroup): boolean {
  return groups.some((one) => one.kind === kind && one.value === value);
}

/** Other devices of the model with the same complaint within the window, each with the first of its claims. */
function othersIn({
  claim,
  device,
  symptom,
  log,
  fleet,
  span,
}: Scene): Map<string, { id: number; device: BellDevice }> {
  const window = new Map<string, { id: number; device: BellDevice }>();
  for (const one of log) {
    if (one.at <= span.start || one.at > claim.at || one.id === claim.id || !one.symptoms.includes(symptom)) continue;
    const its = fleet.deviceOf(one.serial);
    if (its?.model !== device.model || its.serial === device.serial || window.has(its.serial)) continue;
    window.set(its.serial, { id: one.id, device: its });
  }
  return window;
}

/**
 * How many devices complained, a device once in each window.
 * Shape: `past` of the model with this symptom before the window; of other models, with this symptom and with any, within it and before.
 */
type Counts = { past: number; otherSame: NowAndBefore; otherAny: NowAndBefore };
type NowAndBefore = { now: number; before: number };

function countsOf({ claim, device, symptom, log, fleet, span: { start, windowMs, pastMs } }: Scene): Counts {
  const past = new Set<string>();
  const same = { now: new Set<string>(), before: new Set<string>() };
  const any = { now: new Set<string>(), before: new Set<string>() };
  for (const one of log) {
    if (one.at <= start - pastMs || one.at > claim.at) continue;
    const its = fleet.deviceOf(one.serial);
    if (its === undefined) continue;
    const when = one.at > start ? 'now' : 'before';
    const key = when === 'now' ? its.serial : `${its.serial} ${Math.floor((start - one.at) / windowMs)}`;
    const isSame = one.symptoms.includes(symptom);
    if (its.model !== device.model) {
      any[when].add(key);
      if (isSame) same[when].add(key);
    } else if (isSame && when === 'before') {
      past.add(key);
    }
  }
  const sizes = ({ now, before }: typeof same): NowAndBefore => ({ now: now.size, before: before.size });
  return { past: past.size, otherSame: sizes(same), otherAny: sizes(any) };
}

/** How likely it is that a model stands out so beside what other models did in the same days and before; 0 where there are too few to say. */
function besideFleet(k: number, { past, otherSame, otherAny }: Counts): number {
  const other = [otherSame, otherAny].find(({ now, before }) => now + before >= ENOUGH_OTHERS);
  if (other === undefined) return 0;
  const marked = k + past;
  return chanceOfMarked(k, { all: marked + other.now + other.before, marked, drawn: k + other.now });
}
