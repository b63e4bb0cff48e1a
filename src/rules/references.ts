import type { ItemDef } from '../core/item.ts';
import type { Condition, MeasureDef } from '../core/measure.ts';
import { modelKey } from '../core/model-name.ts';
import type { Finding } from './fault.ts';
import { decideFindings, placedConditions, partFindings, saidFindings } from './measure-references.ts';
import { pastFindings, trendFindings } from './past-references.ts';
import { rateFindings, readFindings } from './rate-references.ts';
import { placeFindings } from './place-references.ts';
import type { ProfileDef, SymptomDef } from './schema.ts';
import { unknownId } from './unknown-id.ts';

/**
 * What rules may refer to.
 * Shape: `itemIds` and `symptomIds` name every file there is; `items` holds those that are well-formed, for a broken file is no missing one.
 */
export type Known = {
  itemIds: Set<string>;
  items: Map<string, ItemDef>;
  symptomIds: Set<string>;
  measureIds: Set<string>;
  /** Each profile's id and that of the one it extends. */
  parents: Map<string, string | undefined>;
};

/** What is wrong with an item beyond its shape: how it is compared must fit what it is. */
export function itemFindings(item: ItemDef, known: Known): Finding[] {
  const found: Finding[] = [];
  const { compare } = item;
  const as = ['compare', 'as'];
  if (item.kind === 'number' && item.unit === undefined)
    found.push({ what: 'missing key "unit"', where: [], why: 'a number means nothing without its unit', on: 'key' });
  if (item.kind !== 'number' && (compare.as === 'value' || compare.as === 'rate' || compare.as === 'share'))
    found.push({
      what: `a ${item.kind} is compared as ${compare.as}`,
      where: as,
      why: 'only numbers are: use state or none',
      on: 'value',
    });
  if (item.kind === 'number' && compare.as === 'state')
    found.push({
      what: 'a number is compared as state',
      where: as,
      why: 'use value, rate, share or none',
      on: 'value',
    });
  if (compare.as === 'share' && item.parts === undefined)
    found.push({
      what: 'missing key "parts"',
      where: [],
      why: 'a share is a part of all parts: say what they are',
      on: 'key',
    });
  if (compare.as === 'rate') {
    const per = known.items.get(compare.per);
    if (!known.itemIds.has(compare.per)) found.push(unknownId('item', compare.per, ['compare', 'per'], known.itemIds));
    else if (per !== undefined && per.kind !== 'number')
      found.push({
        what: `"${compare.per}" is a ${per.kind}`,
        where: ['compare', 'per'],
        why: 'a rate divides by a number',
        on: 'value',
      });
  }
  return [...found, ...pastFindings(item, known), ...rateFindings(item, known)];
}

/** What is wrong with a symptom's references. */
export function symptomFindings(symptom: SymptomDef, known: Known): Finding[] {
  const found: Finding[] = [];
  const seen = new Set<string>();
  for (const [index, { item }] of symptom.items.entries()) {
    const where = ['items', index, 'item'];
    if (!known.itemIds.has(item)) found.push(unknownId('item', item, where, known.itemIds));
    else if (seen.has(item))
      found.push({
        what: `item "${item}" is named twice`,
        where,
        why: 'only the first reason would be shown',
        on: 'value',
      });
    seen.add(item);
  }
  for (const [index, refined] of (symptom.refines ?? []).entries()) {
    const where = ['refines', index, 'symptom'];
    if (!known.symptomIds.has(refined.symptom))
      found.push(unknownId('symptom', refined.symptom, where, known.symptomIds));
    if (refined.parts === undefined && refined.path === undefined)
      found.push({
        what: 'nothing tells when it is meant',
        where: ['refines', index],
        why: 'say parts or path',
        on: 'key',
      });
  }
  return found;
}

/** What is wrong with a measure's references and conditions. */
export function measureFindings(measure: MeasureDef, known: Known): Finding[] {
  const found: Finding[] = [];
  for (const [index, symptom] of measure.symptoms.entries())
    if (!known.symptomIds.has(symptom))
      found.push(unknownId('symptom', symptom, ['symptoms', index], known.symptomIds));
  if ((measure.when.all ?? []).length + (measure.when.any ?? []).length === 0)
    found.push({
      what: 'no condition in "all" or "any"',
      where: ['when'],
      why: 'a measure needs evidence that speaks for it',
      on: 'key',
    });
  for (const { condition, where } of placedConditions(measure))
    found.push(
      ...('said' in condition
        ? saidFindings(measure, condition, where, known)
        : [...conditionFindings(condition, where, known), ...partFindings(measure, condition, where, known)]),
    );
  return [...found, ...decideFindings(measure, known)];
}

function conditionFindings(condition: Condition, where: PropertyKey[], known: Known): Finding[] {
  if (!known.itemIds.has(condition.item)) return [unknownId('item', condition.item, [...where, 'item'], known.itemIds)];
  const item = known.items.get(condition.item);
  if (item === undefined) return [];
  const found: Finding[] = [];
  if (
    Object.keys(condition).every((key) => ['item', 'part', 'points', 'samePart', 'holdsFor', 'orAbsent'].includes(key))
  )
    found.push({
      what: `nothing is asked of "${condition.item}"`,
      where,
      why: 'say verdict, side, state, below, above, trend or absent',
      on: 'key',
    });
  if (condition.part !== undefined && item.parts === undefined)
    found.push({
      what: `"${condition.item}" has no parts`,
      where: [...where, 'part'],
      why: 'the condition would never hold',
      on: 'key',
    });
  if (item.kind === 'number' && condition.state !== undefined)
    found.push({
      what: `"${condition.item}" is a number`,
      where: [...where, 'state'],
      why: 'use below or above',
      on: 'key',
    });
  for (const key of ['below', 'above'] as const)
    if (item.kind !== 'number' && condition[key] !== undefined)
      found.push({
        what: `"${condition.item}" is a ${item.kind}`,
        where: [...where, key],
        why: 'use state',
        on: 'key',
      });
  return [...found, ...trendFindings(item, condition, where)];
}

/** What is wrong with a profile: how it recognises a model, items that do not exist, columns that its tables lack. */
export function profileFindings(profile: ProfileDef, known: Known): Finding[] {
  const found: Finding[] = [];
  const model = profile.match?.model;
  const fault = model === undefined ? undefined : regexFault(model);
  if (fault !== undefined)
    found.push({
      what: `bad regular expression ${JSON.stringify(model)}`,
      where: ['match', 'model'],
      why: fault,
      on: 'value',
    });
  if (profile.match !== undefined && model === undefined && profile.match.sysObjectID === undefined)
    found.push({ what: 'nothing to match', where: ['match'], why: 'say model or sysObjectID', on: 'key' });
  found.push(
    ...parentFindings(profile, known),
    ...familyFindings(profile, fault === undefined ? model : undefined),
    ...rulerFindings(profile),
  );
  for (const [id, places] of Object.entries(profile.places)) {
    const item = known.items.get(id);
    if (!known.itemIds.has(id)) found.push({ ...unknownId('item', id, ['places', id], known.itemIds), on: 'key' });
    found.push(...readFindings(item, ['places', id], 'key'));
    for (const [index, place] of places.entries()) found.push(...placeFindings(place, item, ['places', id, index]));
  }
  return found;
}

/** Every model of a family is one of the profile's, and of one family only: a device cannot have two engines. */
function familyFindings({ families = [] }: ProfileDef, model: string | undefined): Finding[] {
  const found: Finding[] = [];
  const known = new Set<string>();
  for (const [index, { models }] of families.entries()) {
    for (const [place, name] of models.entries()) {
      const where = ['families', index, 'models', place];
      if (known.has(modelKey(name)))
        found.push({ what: `model "${name}" is named twice`, where, why: 'it has one engine', on: 'value' });
      else if (model !== undefined && !new RegExp(model, 'i').test(name))
        found.push({
          what: `model "${name}" is not one of this profile's`,
          where,
          why: `match.model is ${model}`,
          on: 'value',
        });
      known.add(modelKey(name));
    }
  }
  return found;
}

/** A roller stands on a ruler once. */
function rulerFindings({ ruler = [] }: ProfileDef): Finding[] {
  return ruler.flatMap(({ id }, index) =>
    ruler.findIndex((roller) => roller.id === id) === index
      ? []
      : [
          {
            what: `roller "${id}" is named twice`,
            where: ['ruler', index, 'id'],
            why: 'it has one circumference',
            on: 'value',
          },
        ],
  );
}

/** A profile's parent exists, and following parents leads to an end. */
function parentFindings(profile: ProfileDef, { parents }: Known): Finding[] {
  if (profile.extends === undefined) return [];
  if (!parents.has(profile.extends)) return [unknownId('profile', profile.extends, ['extends'], parents.keys())];
  const passed = new Set<string>();
  for (let id: string | undefined = profile.id; id !== undefined; id = parents.get(id)) {
    if (passed.has(id)) {
      const why = `${[...passed, id].join(' extends ')}: leave one of them out`;
      return [{ what: 'profiles that extend each other', where: ['extends'], why, on: 'value' }];
    }
    passed.add(id);
  }
  return [];
}

function regexFault(pattern: string): string | undefined {
  try {
    return void new RegExp(pattern, 'i');
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
