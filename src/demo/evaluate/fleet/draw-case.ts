import type { Reading } from '../../../core/reading.ts';
import { readingKey } from '../../../core/reading.ts';
import { createRandom, type Random } from '../../fleet/random.ts';
import { drawBody } from './body.ts';
import type { FaultKind } from './fault.ts';
import { FAULT_KINDS } from './faults.ts';
import { drawMake, type Make } from './make.ts';
import { observe } from './observe.ts';
import { drawSite, type Site } from './site.ts';

/** When all of it is read. Units: milliseconds since 1970. */
const AT = Date.UTC(2026, 10, 20);
/** Peers have faults as well, that nobody has complained of yet; and some do not answer. */
const UNTOLD = 0.03;
const SILENT = 0.04;

/**
 * One claim with its truth.
 * Shape: `fault` is undefined for a healthy machine; `healthy` holds the keys (`item/part`) that nothing is wrong with: not what the fault moved, and not
 * parts that are all but spent. `peers` are in the order of `customers`.
 */
export type Case = {
  fault: string | undefined;
  symptom: string;
  own: Reading[];
  peers: Reading[][];
  customers: string[];
  healthy: Set<string>;
};

/**
 * Draws the claim `n` of a seed: a make, its machines at their sites, and one of them with a fault, or with none but a complaint all the same.
 * Shape: `known` are the symptoms a complaint may be of. The same arguments give the same case.
 * Fails: never; a kind that a make cannot have is drawn with the next make that can.
 */
export function drawCase(seed: number, n: number, kind: FaultKind | undefined, known: ReadonlySet<string>): Case {
  const name = `${seed}/${kind?.kind ?? 'healthy'}/${n}`;
  const random = createRandom(name);
  let make = drawMake(random);
  while (kind?.needs?.(make) === false) make = drawMake(random);
  const count = Math.round(
    random.weighted([
      [random.between(8, 20), 2],
      [random.between(20, 80), 5],
      [random.between(80, 200), 3],
    ]),
  );
  const sites = Array.from({ length: Math.max(4, Math.round(count / 4)) }, (_, index) => drawSite(index, random));
  const peers: Reading[][] = [];
  const customers: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const site = siteAmong(sites, random);
    const readings = peerAt(make, site, `${name}/${index}`, random);
    if (random.chance(SILENT)) continue;
    peers.push(readings);
    customers.push(site.customer);
  }
  return {
    ...claimed(make, drawSite(sites.length, random), { name, random, kind }),
    peers,
    customers,
    symptom: complaint(kind, known, random),
  };
}

function siteAmong(sites: readonly Site[], random: Random): Site {
  const site = sites[random.whole(0, sites.length - 1)];
  if (site === undefined) throw new RangeError('no site');
  return site;
}

function peerAt(make: Make, site: Site, name: string, random: Random): Reading[] {
  const body = drawBody(make, site, random);
  const fault = random.chance(UNTOLD) ? FAULT_KINDS[random.whole(0, FAULT_KINDS.length - 1)] : undefined;
  if (fault !== undefined && fault.needs?.(make) !== false) fault.inject(body, random, random.next());
  return observe(body, make, site, name, AT);
}

function claimed(
  make: Make,
  site: Site,
  { name, random, kind }: { name: string; random: Random; kind: FaultKind | undefined },
): Pick<Case, 'own' | 'healthy' | 'fault'> {
  const body = drawBody(make, site, random);
  const sound = observe(body, make, site, `${name}/own`, AT);
  kind?.inject(body, random, random.next());
  const own = observe(body, make, site, `${name}/own`, AT);
  const before = new Map(sound.map((reading) => [readingKey(reading), JSON.stringify(reading.value)]));
  const healthy = new Set(
    own
      .filter((reading) => before.get(readingKey(reading)) === JSON.stringify(reading.value) && !isSpent(reading))
      .filter(({ item }) => kind?.unfits?.includes(item) !== true)
      .map(readingKey),
  );
  return { own, healthy, fault: kind?.kind };
}

/** Whether a part is all but used up, which is no healthy state even where nobody complains of it. */
function isSpent({ item, value }: Reading): boolean {
  return (item.endsWith('.life') || item.startsWith('supply.')) && value.kind === 'number' && value.number < 5;
}

/** What the customer complains of: what the fault shows as, and for a healthy machine anything. */
function complaint(kind: FaultKind | undefined, known: ReadonlySet<string>, random: Random): string {
  const told = (kind?.complaints ?? [...known].map((symptom) => [symptom, 1] as const)).filter(([symptom]) =>
    known.has(symptom),
  );
  return told.length === 0 ? '' : random.weighted(told);
}

/** The kinds that a customer can complain of with one of these symptoms. */
export function kindsFor(known: ReadonlySet<string>): FaultKind[] {
  return FAULT_KINDS.filter(({ complaints }) => complaints.some(([symptom]) => known.has(symptom)));
}
