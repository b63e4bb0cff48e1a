import type { Random } from '../../fleet/random.ts';

/** What machines at one place share: air, paper, what is printed, the network. Units: `humidity` percent, `temperature` °C; the others times the usual. */
export type Site = {
  customer: string;
  humidity: number;
  temperature: number;
  coverage: number;
  paper: number;
  traffic: number;
  dhcp: boolean;
  megabits: number;
};

/** Sites of one country in one season. */
export function drawSite(n: number, random: Random): Site {
  return {
    customer: `C${n}`,
    humidity: random.normal(47, 6),
    temperature: random.normal(22.5, 1.6),
    coverage: random.logNormal(1, 0.14),
    paper: random.logNormal(1, 0.22),
    traffic: random.logNormal(1, 0.45),
    dhcp: random.chance(0.65),
    megabits: random.chance(0.14) ? 100 : 1000,
  };
}
