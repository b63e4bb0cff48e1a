/** How many devices, of how many customers, must stand behind anything that is said of them. */
export type Needs = { devices: number; customers: number };

/**
 * Whose a device is, and which of the options it fits: one bit an option.
 * Shape: `isOwn` for devices of the claimed device's customer, of whom anything may be said; `wave` counts from 0 and says with whom it came in (see
 * frame.ts); `serial` never leaves the flow.
 */
export type Whose = {
  customer: string;
  cell: number;
  isOwn?: boolean | undefined;
  wave?: number | undefined;
  serial?: string | undefined;
};

/** Whether so many devices of so many customers can be spoken of together. */
export function hasEnough(members: readonly Partial<Whose>[], needs: Needs): boolean {
  if (members.length < needs.devices) return false;
  const customers = new Set<string>();
  for (const { customer = '' } of members) {
    if (customers.size >= needs.customers) break;
    customers.add(customer);
  }
  return customers.size >= needs.customers;
}

/** Bits of a cell that options can have; above them stands the wave. */
const CELLS = 64;

/** How many customers the members belong to. */
export function customersOf(members: readonly Partial<Whose>[]): number {
  return new Set(members.map(({ customer = '' }) => customer)).size;
}

/** Devices that fit the same options and came in together: how many, and whose, as far as it matters whether the customers are enough. */
type Group = { cell: number; wave: number; devices: number; customers: Set<string> };

/** Other customers' devices, sorted out once: a claim asks this of each of its items, beside thousands of devices that are of a few kinds. */
function groupsOf(all: readonly Partial<Whose>[], needs: Needs): Group[] {
  const groups = new Map<number, Group>();
  for (const { customer = '', cell = 0, isOwn, wave = 0 } of all) {
    if (isOwn === true) continue;
    const key = cell + wave * CELLS;
    let group = groups.get(key);
    if (group === undefined) {
      group = { cell, wave, devices: 0, customers: new Set() };
      groups.set(key, group);
    }
    group.devices += 1;
    if (group.customers.size < needs.customers) group.customers.add(customer);
  }
  return [...groups.values()];
}

/** Groups taken together. Shape: `customers` is exact where it is fewer than were looked for. */
function together(groups: readonly Group[]): { devices: number; customers: number } {
  const customers = new Set<string>();
  let devices = 0;
  for (const group of groups) {
    devices += group.devices;
    for (const customer of group.customers) customers.add(customer);
  }
  return { devices, customers: customers.size };
}

function isEnough(groups: readonly Group[], needs: Needs): boolean {
  const { devices, customers } = together(groups);
  return devices >= needs.devices && customers >= needs.customers;
}

/**
 * The options that may be used to narrow a group, as bits.
 * An option is admitted when it and those admitted before it tell apart only parts that are large enough, or empty. Every choice among admitted
 * options is then a union of such parts, and so is whatever can be worked out by adding and subtracting what is said of several choices: no
 * device and no customer is ever what is left over.
 * Shape: `bits` in the order in which they are preferred; what is chosen does not change what is admitted. Devices of the own customer neither help
 * nor hinder: whoever knows them takes them off.
 * Fails: never; nothing is admitted in a group that is too small itself.
 */
export function admittedBits(all: readonly Partial<Whose>[], bits: readonly number[], needs: Needs): number {
  return admittedAmong(groupsOf(all, needs), bits, needs);
}

function admittedAmong(groups: readonly Group[], bits: readonly number[], needs: Needs): number {
  if (!isEnough(groups, needs)) return 0;
  let admitted = 0;
  for (const bit of bits) {
    const parts = new Map<number, Group[]>();
    for (const group of groups) {
      const part = (group.cell & (admitted | bit)) + group.wave * CELLS;
      const known = parts.get(part);
      if (known === undefined) parts.set(part, [group]);
      else known.push(group);
    }
    if ([...parts.values()].every((part) => isEnough(part, needs))) admitted |= bit;
  }
  return admitted;
}

/** The single bits of a number, lowest first. */
export function bitsIn(bits: number): number[] {
  return Array.from({ length: 31 }, (_, index) => 2 ** index).filter((bit) => (bits & bit) !== 0);
}

/**
 * Why nothing may be said of the members that fit all of `tight`, in words; undefined when it may.
 * Shape: `all` are those that gave a value, those that do not fit among them: what one choice says must not give away what another leaves out.
 * `used` are the options that were used before, in that order.
 */
export function withheldBecause(
  all: readonly Partial<Whose>[],
  tight: number,
  needs: Needs,
  used: readonly number[] = [],
): string | undefined {
  const groups = groupsOf(all, needs);
  const { customers } = together(groups.filter(({ cell }) => (cell & tight) === tight));
  if (customers < needs.customers) return fewCustomersInWords(customers);
  if (tight === 0) return undefined;
  let known = tight;
  for (const { cell } of groups) known |= cell;
  const admitted = admittedAmong(groups, [...used, ...bitsIn(known).filter((bit) => !used.includes(bit))], needs);
  return (tight & ~admitted) === 0 ? undefined : `it would tell fewer than ${needsInWords(needs)} apart`;
}

/** Why values of so few customers are withheld. */
export function fewCustomersInWords(customers: number): string {
  return `only ${customers} other ${customers === 1 ? 'customer' : 'customers'}`;
}

/** What is needed, in words: `5 devices of 3 customers`. */
export function needsInWords({ devices, customers }: Needs): string {
  return `${devices} devices of ${customers} ${customers === 1 ? 'customer' : 'customers'}`;
}
