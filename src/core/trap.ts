/** Traps that every agent may send. Source: RFC 3418, snmpTraps; RFC 1157, generic-trap. */
export const GENERIC_TRAPS = ['cold-start', 'warm-start', 'link-down', 'link-up', 'authentication-failure'] as const;
export type GenericTrap = (typeof GENERIC_TRAPS)[number];

/**
 * What a machine told of itself, as far as we read it.
 * Shape: `from` is the address it came from; the rest is what it names of prtAlertEntry, and its serial where it says one. `description` are its own
 * words, at most 255 characters, hostile until escaped.
 * Source: RFC 3805, prtAlertTable.
 */
export type Trap = {
  from: string;
  generic?: GenericTrap | undefined;
  code?: number | undefined;
  group?: number | undefined;
  location?: number | undefined;
  severity?: number | undefined;
  serial?: string | undefined;
  description?: string | undefined;
};
