import type { DeviceAnswer } from '../../core/ports.ts';
import { isSameSerial } from '../serial.ts';
import type { When } from '../snmp/cell.ts';
import { Element } from './element.ts';
import { isAllSaid, readingsIn, type Recipe, saidIn } from './recipe.ts';
import { markVarbinds } from './varbinds.ts';

/** An answer that is known to be all that was asked, still in octets: `octets` is its list of objects. */
export type Plain = { serial: string; recipe: Recipe; octets: Buffer; when: When };

const element = new Element();

/** The answer of a device whose objects were marked; undefined where it is another device, or more must be asked. Shape: `serial` is whose it should be. */
export function answerOf(recipe: Recipe, octets: Buffer, when: When, serial: string): DeviceAnswer | undefined {
  const said = saidIn(recipe, octets);
  if (said === undefined || !isSameSerial(said.serial, serial)) return undefined;
  const readings = readingsIn(recipe, octets, when);
  if (readings === undefined) return undefined;
  const { model, objectId } = said;
  return {
    serial,
    outcome: { kind: 'answered' },
    saidSerial: said.serial,
    saidModel: model,
    ...(objectId === undefined ? {} : { saidObjectId: objectId }),
    readings,
  };
}

/** Whether `answerOf` gives an answer: for who sends the octets on, and leaves it to others to make readings of them. */
export function isAnswer(recipe: Recipe, octets: Buffer, serial: string): boolean {
  const said = saidIn(recipe, octets);
  return said !== undefined && isSameSerial(said.serial, serial) && isAllSaid(recipe, octets);
}

/** The answer that is in octets which were sent on; undefined where they are not what they are said to be. */
export function unpack({ serial, recipe, octets, when }: Plain): DeviceAnswer | undefined {
  const isMarked = markVarbinds(octets, { start: 0, end: octets.length }, recipe.names, recipe.marks, element);
  return isMarked ? answerOf(recipe, octets, when, serial) : undefined;
}
