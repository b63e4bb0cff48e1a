import type { Device } from './device.ts';
import type { QuietHours } from './sweep-quiet.ts';

type Match = { model?: string | undefined; customer?: string | undefined; site?: string | undefined };

/**
 * How readings are kept fresh, as the configuration says.
 * Shape: of `rules` (by tag, model or customer) and of `sites` the first that fits counts.
 * Units: milliseconds; `atOnce` devices of this process, `atOncePerSite` devices of a site.
 */
export type SweepSettings = {
  everyMs: number;
  atOnce: number;
  atOncePerSite: number;
  quiet: QuietHours;
  rules: readonly (Omit<Match, 'site'> & { tag?: string | undefined; everyMs: number })[];
  sites: readonly (Omit<Match, 'model'> & { atOnce?: number | undefined; quiet?: QuietHours | undefined })[];
};

/** How one device is read. Units: as in `SweepSettings`. */
export type SweepPlan = { everyMs: number; quiet: QuietHours; site: string; atOnce: number };

type Placed = Pick<Device, 'model' | 'customer' | 'site' | 'tags'>;

/** What the settings say of a device. Shape: `site` tells the sites of all customers apart; without one, a customer is one site. */
export function sweepPlanOf(settings: SweepSettings, device: Placed): SweepPlan {
  const rule = settings.rules.find(
    (each) => fits(each, device) && (each.tag === undefined || device.tags?.includes(each.tag) === true),
  );
  const site = settings.sites.find((each) => fits(each, device));
  return {
    everyMs: rule?.everyMs ?? settings.everyMs,
    quiet: site?.quiet ?? settings.quiet,
    site: JSON.stringify([device.customer, device.site]),
    atOnce: site?.atOnce ?? settings.atOncePerSite,
  };
}

/** The shortest interval that is asked for. */
export function shortestEveryMs({ everyMs, rules }: Pick<SweepSettings, 'everyMs' | 'rules'>): number {
  return Math.min(everyMs, ...rules.map((rule) => rule.everyMs));
}

/** Case aside, for people write the same name in many ways. */
function fits({ model, customer, site }: Match, device: Placed): boolean {
  const is = (wanted: string | undefined, has: string | undefined): boolean =>
    wanted === undefined || wanted.toLowerCase() === has?.toLowerCase();
  return is(model, device.model) && is(customer, device.customer) && is(site, device.site);
}
