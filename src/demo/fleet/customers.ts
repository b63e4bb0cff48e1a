/** A customer's network: devices of a site share a subnet, a climate and habits. `size` weighs how many devices stand there. */
export type Site = { customer: string; name: string; size: number };

/** The customers of the simulated fleet; all names are invented. */
export const SITES: readonly Site[] = [
  { customer: 'Harbour Lane Logistics', name: 'Head office', size: 3 },
  { customer: 'Harbour Lane Logistics', name: 'Warehouse North', size: 2 },
  { customer: 'Nordlicht Architects', name: 'Studio', size: 2 },
  { customer: 'Kestrel Insurance', name: 'Tower, floor 4', size: 3 },
  { customer: 'Kestrel Insurance', name: 'Tower, floor 9', size: 3 },
  { customer: 'Blue Fern Schools', name: 'Primary', size: 2 },
  { customer: 'Blue Fern Schools', name: 'Secondary', size: 3 },
  { customer: 'Mill Street Clinic', name: 'Reception', size: 2 },
  { customer: 'Sakura Trading', name: 'Osaka desk', size: 2 },
  { customer: 'Sakura Trading', name: 'Yokohama desk', size: 2 },
  { customer: 'Ostrava Print Works', name: 'Hall 1', size: 2 },
  { customer: 'Ostrava Print Works', name: 'Hall 2', size: 2 },
  { customer: 'Lindqvist Law', name: 'Chambers', size: 2 },
  { customer: 'City of Fernmouth', name: 'Town hall', size: 4 },
  { customer: 'City of Fernmouth', name: 'Library', size: 2 },
  { customer: 'Redstone Engineering', name: 'Plant', size: 3 },
  { customer: 'Pavo Pharma', name: 'Laboratory', size: 3 },
  { customer: 'Atelier Dumont', name: 'Workshop', size: 1 },
  { customer: 'Quarry Bank', name: 'Main branch', size: 3 },
  { customer: 'Quarry Bank', name: 'Harbour branch', size: 2 },
];
