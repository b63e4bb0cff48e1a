import type { ColourParts, Machine, Wear } from '../machine.ts';
import type { Colour } from '../models.ts';
import { integer, text } from '../snmp/object.ts';
import { leftOf } from '../snapshot.ts';
import { type Entry, fixed, row } from './entries.ts';

const SUPPLIES = '1.3.6.1.2.1.43.11.1.1';
const CLASS = { consumed: 3, filled: 4 } as const;
const TYPE = { wasteToner: 4, opc: 9, developer: 10, fuser: 15, transferUnit: 20, toner: 3 } as const;
const UNIT = { impressions: 7, percent: 19 } as const;
const UNKNOWN = -2;

/** One consumable: what it can hold, in its own unit, and how much is left. */
type Supply = {
  description: string;
  colorant: number;
  type: keyof typeof TYPE;
  max: number;
  wear: Wear;
  code?: -2 | -3 | undefined;
};

/** Consumables in a fixed order: toners, drums, developers, then fuser, transfer belt and waste box. Source: RFC 3805 prtMarkerSupplies. */
export function supplyEntries(machine: Machine): Entry[] {
  return suppliesOf(machine).flatMap((supply, i) => {
    const isPercent = supply.max === 100;
    return row(SUPPLIES, `1.${i + 1}`, {
      2: fixed(integer(1)),
      3: fixed(integer(supply.colorant)),
      4: fixed(integer(supply.type === 'wasteToner' ? CLASS.filled : CLASS.consumed)),
      5: fixed(integer(TYPE[supply.type])),
      6: fixed(text(supply.description)),
      7: fixed(integer(isPercent ? UNIT.percent : UNIT.impressions)),
      8: fixed(integer(supply.code === UNKNOWN ? UNKNOWN : supply.max)),
      9: (at) => integer(supply.code ?? Math.round(leftOf(at, supply.wear) * supply.max)),
    });
  });
}

function suppliesOf(machine: Machine): Supply[] {
  const { spec } = machine;
  const colours = spec.colours.flatMap((colour, i): { colour: Colour; parts: ColourParts; colorant: number }[] => {
    const parts = machine.colours[colour];
    return parts === undefined ? [] : [{ colour, parts, colorant: i + 1 }];
  });
  return [
    ...colours.map(({ colour, parts, colorant }): Supply => ({
      description: machine.hostileName ?? `${capital(colour)} Toner Cartridge`,
      colorant,
      type: 'toner',
      max: spec.life.toner,
      wear: parts.toner,
      code: parts.code,
    })),
    ...colours.map(({ colour, parts, colorant }): Supply => ({
      description: `${capital(colour)} Drum Unit`,
      colorant,
      type: 'opc',
      max: spec.life.drum,
      wear: parts.drum,
    })),
    ...colours.map(({ colour, parts, colorant }): Supply => ({
      description: `${capital(colour)} Developer`,
      colorant,
      type: 'developer',
      max: spec.life.developer,
      wear: parts.developer,
    })),
    { description: 'Fuser Unit', colorant: 0, type: 'fuser', max: 100, wear: machine.fuser },
    { description: 'Transfer Belt', colorant: 0, type: 'transferUnit', max: 100, wear: machine.transfer },
    { description: 'Waste Toner Box', colorant: 0, type: 'wasteToner', max: 100, wear: machine.waste },
  ];
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
