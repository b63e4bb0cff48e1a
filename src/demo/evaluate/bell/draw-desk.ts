import type { BellDevice, BellFleet, LoggedClaim } from '../../../core/bell.ts';
import { createRandom, type Random } from '../../fleet/random.ts';

/** What befalls a drawn desk: nothing but chance; a rush of the whole fleet; customers and devices that differ and complain again; models that wear; a firmware that breaks something. */
export const SCENARIOS = ['steady', 'rush', 'uneven', 'ageing', 'epidemic'] as const;
export type Scenario = (typeof SCENARIOS)[number];

/** A trouble of one firmware of one model from a moment on. Units: `at` milliseconds since 1970; `times` how much oftener its devices have the symptom. */
export type Outbreak = { at: number; model: string; firmware: string; symptom: string; times: number };

/** A desk of some years. Shape: `claims` oldest first; `outbreaks` apart from each other by half a year or more. */
export type DrawnDesk = { fleet: BellFleet; claims: LoggedClaim[]; outbreaks: Outbreak[] };

const MODELS = 12;
const SYMPTOMS = 20;
const CUSTOMERS = 60;
/** Claims a device and year. */
const RATE = 1.3;
export const DAY_MS = 86_400_000;
/** Some days of warmth: where nothing was counted before, nothing is usual. */
export const WARM_UP_DAYS = 240;
const OUTBREAK_EVERY_DAYS = 200;
const OUTBREAK_DAYS = 60;
/** More claims than on a usual day, by weekday from Monday on. */
const WEEK = [1.6, 1.3, 1.2, 1.2, 1.1, 0.4, 0.2] as const;

type Drawn = BellDevice & { firmware: string; keenness: number };

/** Draws a desk. Shape: the same seed gives the same desk. */
export function drawDesk(seed: number, scenario: Scenario, years: number): DrawnDesk {
  const random = createRandom(`${seed}/bell/${scenario}`);
  const models = Array.from({ length: MODELS }, (_, n) => drawModel(n, random, scenario));
  const devices = models.flatMap((model) => model.devices);
  const bySerial = new Map(devices.map((device) => [device.serial, device]));
  const byModel = new Map(models.map((model) => [model.name, model.devices]));
  const days = WARM_UP_DAYS + Math.round(years * 365);
  const outbreaks = scenario === 'epidemic' ? drawOutbreaks(models, days, random) : [];
  const claims: LoggedClaim[] = [];
  for (let day = 0; day < days; day += 1) {
    const today: { at: number; serial: string; symptom: string }[] = [];
    for (const model of models) {
      const common = RATE * dayFactor(scenario, day) * (model.isAgeing ? 1.5 ** (day / 365) : 1);
      for (let symptom = 0; symptom < SYMPTOMS; symptom += 1) {
        const name = `symptom-${symptom}`;
        const share = model.shares[symptom] ?? 0;
        const mean = (common * share * model.keenness) / 365;
        const drawn: (Drawn | undefined)[] = Array.from({ length: random.poisson(mean) }, () => pick(model, random));
        const outbreak = outbreaks.find(
          (one) => one.model === model.name && one.symptom === name && isOn(one, day * DAY_MS),
        );
        const hit =
          outbreak === undefined ? [] : model.devices.filter(({ firmware }) => firmware === outbreak.firmware);
        const extra = ((outbreak?.times ?? 1) - 1) * ((RATE * share * hit.length) / 365);
        for (let n = random.poisson(extra); n > 0; n -= 1) drawn.push(hit[random.whole(0, hit.length - 1)]);
        for (const device of drawn) {
          if (device === undefined) continue;
          const at = day * DAY_MS + random.between(0.3, 0.7) * DAY_MS;
          today.push({ at, serial: device.serial, symptom: name });
          if (scenario === 'uneven' && random.chance(0.25)) {
            today.push({ at: at + random.between(0.5, 12) * DAY_MS, serial: device.serial, symptom: name });
          }
        }
      }
    }
    for (const one of today) claims.push({ id: 0, at: one.at, serial: one.serial, symptoms: [one.symptom] });
  }
  claims.sort((a, b) => a.at - b.at);
  return {
    fleet: { deviceOf: (serial) => bySerial.get(serial), ofModel: (model) => byModel.get(model) ?? [] },
    claims: claims.map((claim, index) => ({ ...claim, id: index + 1 })),
    outbreaks,
  };
}

/** Whether an outbreak goes on. Units: `at` milliseconds since 1970. */
export function isOn(outbreak: Outbreak, at: number): boolean {
  return at >= outbreak.at && at < outbreak.at + OUTBREAK_DAYS * DAY_MS;
}

type DrawnModel = {
  name: string;
  devices: Drawn[];
  shares: number[];
  isAgeing: boolean;
  /** Devices, each as often as its customer complains. */
  keenness: number;
};

function drawModel(n: number, random: Random, scenario: Scenario): DrawnModel {
  const name = `MODEL-${n}`;
  const firmwares = random.whole(2, 4);
  const devices = Array.from({ length: Math.round(random.logNormal(100, 0.7)) + 20 }, (_, at): Drawn => {
    const firmware = `${n}.${random.whole(1, firmwares)}`;
    const customer = random.whole(1, CUSTOMERS);
    const groups = [
      { kind: 'firmware' as const, value: firmware },
      { kind: 'lot' as const, value: `lot-${random.whole(1, 5)}` },
    ];
    const keenness = scenario === 'uneven' ? [0.3, 0.6, 1, 1, 1, 3][customer % 6]! * random.logNormal(1, 0.5) : 1;
    return { serial: `${name}-${at}`, model: name, customer: `customer-${customer}`, groups, firmware, keenness };
  });
  const weights = Array.from({ length: SYMPTOMS }, () => random.logNormal(1, 1));
  const total = weights.reduce((sum, one) => sum + one, 0);
  return {
    name,
    devices,
    shares: weights.map((one) => one / total),
    isAgeing: scenario === 'ageing' && n % 3 === 0,
    keenness: devices.reduce((sum, device) => sum + device.keenness, 0),
  };
}

function pick({ devices }: DrawnModel, random: Random): Drawn {
  return random.weighted(devices.map((device) => [device, device.keenness] as const));
}

function dayFactor(scenario: Scenario, day: number): number {
  if (scenario === 'steady' || scenario === 'epidemic') return 1;
  const week = WEEK[day % 7] ?? 1;
  return scenario === 'rush' && day % 180 < 21 ? week * 2 : week;
}

/** A trouble about every half year, of a symptom that is neither the commonest nor the rarest. */
function drawOutbreaks(models: readonly DrawnModel[], days: number, random: Random): Outbreak[] {
  const outbreaks: Outbreak[] = [];
  for (let day = WARM_UP_DAYS + 10; day + OUTBREAK_DAYS < days; day += OUTBREAK_EVERY_DAYS) {
    const model = models[random.whole(0, models.length - 1)];
    const device = model?.devices[random.whole(0, model.devices.length - 1)];
    if (model === undefined || device === undefined) continue;
    const ranked = model.shares.map((share, symptom) => ({ share, symptom })).toSorted((a, b) => b.share - a.share);
    const symptom = ranked[random.whole(4, 15)]?.symptom ?? 0;
    const hit = model.devices.filter(({ firmware }) => firmware === device.firmware).length;
    const usual = (RATE * (model.shares[symptom] ?? 0) * hit) / 365;
    // Ten to thirty claims more within the sixty days, whatever the usual rate.
    const times = 1 + random.between(10, 30) / (usual * OUTBREAK_DAYS);
    outbreaks.push({
      at: day * DAY_MS,
      model: model.name,
      firmware: device.firmware,
      symptom: `symptom-${symptom}`,
      times,
    });
  }
  return outbreaks;
}
