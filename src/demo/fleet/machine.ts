import type { Site } from './customers.ts';
import type { Colour, ModelSpec, Tray } from './models.ts';

/**
 * A part that is used up and replaced.
 * Units: `left` 0 to 1 at the start; `perImpression` share of the whole that one impression takes; `replaced` times so far.
 */
export type Wear = { left: number; perImpression: number; replaced: number };

/** Something counted as pages go by. Units: `count` at the start, `perImpression` on average. */
export type Tally = { count: number; perImpression: number };

/** How the agent of a device behaves on the wire. */
export type Behaviour =
  | { kind: 'prompt' }
  | { kind: 'asleep'; wakeMs: number }
  | { kind: 'silent' }
  | { kind: 'slow'; extraMs: number };

/** One feed stage of one device: what it takes, what is loaded, how its rollers are. */
export type Feed = { tray: Tray; share: number; media: string; level: number; roller: Wear };

/** One place where paper jams. */
export type JamPlace = Tally & { key: string; name: string };

/** The consumables of one colour; `code` is what the agent says instead of a toner level. */
export type ColourParts = { toner: Wear; drum: Wear; developer: Wear; code?: -2 | -3 | undefined };

/**
 * Everything drawn for one simulated device, as it stands when the fleet starts.
 * Units: `ageSeconds`, `uptimeSeconds` seconds; `impressions` and `sheetsPerImpression` as they say; `coverage` percent; `packetsPerSecond` and
 * errors, discards per million packets; `density` volt; `charge` volt (negative); settings in steps.
 */
export type Machine = {
  serial: string;
  /** Serial its agent gives; differs from `serial` when another machine stands at the address. */
  saidSerial: string;
  spec: ModelSpec;
  site: Site;
  behaviour: Behaviour;
  ageSeconds: number;
  uptimeSeconds: number;
  powerOns: number;
  impressions: number;
  impressionsPerSecond: number;
  sheetsPerImpression: number;
  coverage: number;
  /** Share of the impressions that were copied, 0 to 1; the rest was printed. */
  copyShare: number;
  feeds: Feed[];
  jams: JamPlace[];
  colours: Partial<Record<Colour, ColourParts>>;
  fuser: Wear;
  transfer: Wear;
  waste: Wear;
  firmware: string;
  densitySetting: number;
  tonerSave: boolean;
  network: NetworkDraw;
  service: ServiceDraw;
  /** Name that the device gives where people write one: sysName, supplies, alert texts. */
  hostileName?: string | undefined;
};

/** How one device sits in its customer's network. */
export type NetworkDraw = {
  address: string;
  hostname: string;
  mac: string;
  dhcp: boolean;
  megabits: 10 | 100 | 1000;
  duplex: 'half' | 'full';
  packetsPerSecond: number;
  errorsPerMillion: number;
  discardsPerMillion: number;
};

/** What only the remote-maintenance service knows. */
export type ServiceDraw = {
  density: Partial<Record<Colour, number>>;
  charge: Partial<Record<Colour, number>>;
  exposure: number;
  autoDensity: boolean;
  humidity: number;
  temperature: number;
};

/** Fixed history of a device of the cast; what is not given is drawn. */
export type History = { ageDays?: number | undefined; coverage?: number | undefined };
