import type { Reading } from '../../../core/reading.ts';
import type { AbsentReason, Unit, Value } from '../../../core/value.ts';
import { createRandom, type Random } from '../../fleet/random.ts';
import { type Body, clamp, PLACES, type Ink } from './body.ts';
import type { Make } from './make.ts';
import type { Site } from './site.ts';

/** What a machine says, as `item` or `item/part`. */
type Says = Map<string, Value>;

/** Share of single values that get lost on the way. */
const LOST = 0.02;
const DAY_SECONDS = 86_400;

/**
 * What a machine says of itself: what follows from its body, with the noise of sensors and the chance of counts, and with what is not offered or lost.
 * Shape: `seed` names the machine; the same body and seed say the same, and what a change of the body does not touch stays as it is.
 * Units: `at` milliseconds since 1970.
 */
export function observe(body: Body, make: Make, site: Site, seed: string, at: number): Reading[] {
  const says: Says = new Map();
  const chance = (key: string): Random => createRandom(`${seed}/${key}`);
  sayEngine(says, body, make, chance);
  sayPaper(says, body, make, { site, chance });
  saySettings(says, body);
  sayNetwork(says, body, seed);
  const readings: Reading[] = [];
  const denied = new Set<string>();
  for (const [key, value] of says) {
    const [item = '', part] = key.split('/');
    const why = missing(body, make, item, chance(`lost ${key}`));
    if (why === 'unsupported' || why === 'timeout') {
      if (!denied.has(item)) readings.push({ item, value: { kind: 'absent', reason: why }, evidence: [], at });
      denied.add(item);
      continue;
    }
    const said: Value = why === undefined ? value : { kind: 'absent', reason: why };
    readings.push({ item, ...(part === undefined ? {} : { part }), value: said, evidence: [], at });
  }
  return readings;
}

function missing(body: Body, make: Make, item: string, random: Random): AbsentReason | undefined {
  if (!body.answers) return 'timeout';
  if (make.lacks.has(item)) return 'unsupported';
  if (item === 'network.gateway' && !body.net.gateway) return 'unknown';
  return random.chance(item.startsWith('copies.total') ? LOST / 10 : LOST) ? 'unknown' : undefined;
}

function number(value: number, unit: Unit): Value {
  return { kind: 'number', number: value, unit };
}

function percent(left: number): Value {
  return number(clamp(Math.round(left * 100), 0, 100), 'percent');
}

function state(said: string): Value {
  return { kind: 'state', state: said };
}

function sayEngine(says: Says, body: Body, make: Make, chance: (key: string) => Random): void {
  for (const [colour, ink] of body.inks) {
    const noise = chance(`ink ${colour}`);
    // Now and then a reading is taken on a scratched patch of the belt.
    const sensed = noise.normal(0, noise.chance(0.04) ? 0.08 : 0.035);
    const density = make.density * (1 + (laid(body, ink) - 1)) * body.sensor + sensed;
    says.set(`image.density-measured/${colour}`, number(Math.round(density * 100) / 100, 'volt'));
    const charge = make.charge + ink.charge - 95 * worn(ink.drum) + noise.normal(0, 3);
    says.set(`drum.charge-setting/${colour}`, number(Math.round(charge), 'volt'));
    says.set(`supply.toner/toner-${colour}`, percent(ink.told ?? ink.toner));
    says.set(`drum.life/${colour}`, percent(ink.drum));
    says.set(`developer.life/${colour}`, percent(ink.developer));
    const share = colour === 'black' ? 1 : 0.42;
    const used = (body.impressions * share * body.coverage) / 5 / make.rated / body.yieldShare;
    says.set(`toner.cartridges-used/toner-${colour}`, number(Math.floor(used + noise.next()), 'count'));
  }
  says.set('fuser.life/fuser', percent(body.fuser));
  says.set('transfer.life/transfer', percent(body.transfer));
  says.set('supply.waste/waste', percent(body.waste));
  says.set('toner.coverage', number(Math.round(body.coverage * 10) / 10, 'percent'));
  says.set(
    'engine.power-ons',
    number(chance('power').poisson(body.months * body.powerOnsAMonth * (1 - body.board)) + 1, 'count'),
  );
}

/** How much of a part's end is felt: nothing until an eighth is left, all of it at nothing. */
export function worn(left: number): number {
  return clamp((0.12 - left) / 0.12, 0, 1);
}

/**
 * How much toner is laid down beside what should be.
 * An engine that adjusts itself makes good for what it can reach, by no more than a tenth.
 * Source: symptoms.md rows 1 to 3: thin supply, low toner concentration, worn developer and drum, weak transfer, damp air; adjustment off follows them all.
 */
function laid(body: Body, ink: Ink): number {
  const thin = clamp((0.08 - ink.toner) / 0.08, 0, 1);
  const off =
    0.9 * (ink.mix - 1) -
    0.3 * thin -
    0.2 * worn(ink.drum) -
    0.26 * worn(ink.developer) -
    0.002 * (body.humidity - 47) +
    0.0012 * ink.charge;
  if (!body.autoDensity) return 1 + off + body.drift;
  return 1 + off - clamp(0.6 * off, -0.06, 0.06);
}

function sayPaper(
  says: Says,
  body: Body,
  make: Make,
  { site, chance }: { site: Site; chance: (key: string) => Random },
): void {
  const impressions = Math.round(body.impressions * (1 - body.board));
  const sheets = impressions * (1 - body.duplex / 2);
  // Damp paper sticks and curls, dry paper clings by its charge. Source: symptoms.md rows 17 to 21.
  const air = Math.exp(0.05 * Math.max(0, body.humidity - 56) + 0.03 * Math.max(0, 32 - body.humidity));
  const jam = (place: string, rate: number): void => {
    says.set(`jams.by-place/${place}`, number(chance(place).poisson((impressions / 10_000) * rate), 'count'));
  };
  for (const stage of body.stages) {
    const slip = stage.grip * (1 + (1 - stage.roller) ** 3 + 9 * worn(stage.roller));
    jam(`feed-${stage.key}`, make.jams * stage.share * (1 - body.duplex / 2) * slip * air * site.paper);
    says.set(`copies.by-feed-stage/${stage.key}`, number(Math.round(sheets * stage.share), 'sheets'));
    says.set(`feed-roller.life/${stage.key}`, percent(stage.roller));
    says.set(`tray.media/${stage.key}`, state(stage.media));
  }
  const usual = { registration: 0.25, fuser: 0.15, exit: 0.12, duplex: 0.3 * body.duplex, adf: make.hasAdf ? 0.6 : 0 };
  for (const place of PLACES) {
    if (place === 'adf' && !make.hasAdf) continue;
    const heat = place === 'fuser' || place === 'exit' ? 1 + 4 * worn(body.fuser) : 1;
    const damp = place === 'adf' ? 1 : Math.sqrt(air);
    jam(place, make.jams * usual[place] * heat * damp * site.paper * (body.slips.get(place) ?? 1));
  }
  says.set('copies.total', number(impressions, 'impressions'));
  if (make.hasAdf) {
    says.set('copies.by-function/copy', number(Math.round(impressions * body.copyShare), 'impressions'));
    says.set('copies.by-function/print', number(Math.round(impressions * (1 - body.copyShare)), 'impressions'));
  }
}

function saySettings(says: Says, body: Body): void {
  says.set('density.setting', number(body.densitySetting, 'step'));
  says.set('toner-save.setting', state(body.tonerSave ? 'on' : 'off'));
  says.set('density.auto-adjust-setting', state(body.autoDensity ? 'on' : 'off'));
  says.set('exposure.setting', number(body.exposure, 'step'));
  says.set('environment.humidity', number(Math.round(body.humidity), 'percent'));
  says.set('environment.temperature', number(Math.round(body.temperature), 'degree-celsius'));
  says.set('firmware.version', { kind: 'text', text: body.firmware });
  says.set('printer.status', state('idle'));
  says.set('uptime', number(Math.round(body.uptimeDays * DAY_SECONDS), 'seconds'));
  if (body.alerts.length === 0) says.set('alerts.active', state('none'));
  for (const [code, severity] of body.alerts) says.set(`alerts.active/alert-${code}`, state(severity));
}

function sayNetwork(says: Says, body: Body, seed: string): void {
  const { net } = body;
  const packets = Math.round(net.packetsADay * body.uptimeDays);
  const chance = createRandom(`${seed}/packets`);
  says.set('network.packets', number(packets, 'count'));
  says.set('network.errors', number(chance.poisson((packets / 1e6) * net.errors), 'count'));
  says.set('network.discards', number(chance.poisson((packets / 1e6) * net.discards), 'count'));
  says.set('network.duplex', state(net.duplex));
  says.set('network.link-speed', number(net.megabits * 1e6, 'bits-per-second'));
  says.set('network.dhcp', state(net.dhcp ? 'on' : 'off'));
  const texts = {
    gateway: '192.0.2.1',
    address: '192.0.2.7',
    mask: '255.255.255.0',
    dns: '192.0.2.2',
    hostname: 'mfp-7',
  };
  for (const [name, text] of Object.entries(texts)) says.set(`network.${name}`, { kind: 'text', text });
  says.set('network.mac', { kind: 'text', text: '02:00:00:00:00:07' });
}
