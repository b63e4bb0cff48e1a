import type { Reading } from '../core/reading.ts';
import type { Candidate } from '../core/near-devices.ts';
import type { Store } from '../core/ports.ts';
import { addressTroubles, stateOf } from '../core/learnt.ts';
import { ageInWords, valueInWords } from '../core/words.ts';
import { lookUpDevice } from '../flow/look-up-device.ts';
import type { FleetEntry } from './fleet-pages.ts';
import { plain, table } from './terminal-text.ts';

/** All that is known of one device. */
export type ShownDevice = FleetEntry & { readings: Reading[] };

/** Nobody goes by that name; at most three may be meant, each with the reason. */
export type NoDevice = { unknown: string; near: { serial: string; model: string; customer: string; why: string }[] };

/** Looks a device up by any of its names. Shape: `items` are those whose readings are wanted. */
export async function showDevice(store: Store, said: string, items: string[]): Promise<ShownDevice | NoDevice> {
  const found = await lookUpDevice(store, said);
  if (found.device === undefined) return noDevice(said, found.candidates);
  const { device } = found;
  const [learnt] = await store.listLearnt([device.serial]);
  const [kept] = await store.latestReadings([device.serial], items, 0);
  return { device, learnt, state: stateOf(device, learnt), readings: kept?.readings ?? [] };
}

/** Nobody goes by that name, with those who may be meant. */
export function noDevice(said: string, candidates: readonly Candidate[]): NoDevice {
  const near = candidates.map(({ device: { serial, model, customer }, why }) => ({ serial, model, customer, why }));
  return { unknown: said, near };
}

/** Who may have been meant, as text. */
export function noDeviceText({ unknown, near }: NoDevice): string {
  const lines = near.map(({ serial, model, customer, why }) => `  ${serial} (${model}, ${customer}): ${why}`);
  return [`No device goes by ${unknown}.${near.length === 0 ? '' : ' It may be:'}`, ...lines].map(plain).join('\n');
}

/** A device as text: what is registered, what was learnt, what is wrong with its address, its last readings with their ages. */
export function showText({ device, learnt, state, readings }: ShownDevice, now: number): string {
  const { serial, model, ...rest } = device;
  const registered = Object.entries(rest).flatMap(([field, value]) =>
    value === undefined || field === 'state' ? [] : [[field, [value].flat().join(', ')]],
  );
  const { otherAt, seenAt } = addressTroubles(device, learnt);
  const age = (at: number | undefined): string => (at === undefined ? 'never' : ageInWords(at, now));
  const lines = [
    `${serial}: ${model}, ${state}`,
    ...table([
      ...registered,
      ['last answer', `${age(learnt?.answeredAt)}${learnt?.address === undefined ? '' : `, at ${learnt.address}`}`],
      ...(learnt?.silentAt === undefined
        ? []
        : [['last silence', `${age(learnt.silentAt)}; ${learnt.silences} in a row`]]),
      ...(learnt?.model === undefined ? [] : [['model it says', learnt.model]]),
      ...(learnt?.firmware === undefined ? [] : [['firmware', learnt.firmware]]),
    ]),
    ...(otherAt === undefined
      ? []
      : [`Its address ${otherAt.address} answered as ${otherAt.serial} (${age(otherAt.at)}); nothing was read there.`]),
    ...(seenAt === undefined ? [] : [`It was seen at ${seenAt.address} (${age(seenAt.at)}), which is not registered.`]),
    '',
    ...(readings.length === 0
      ? ['No readings yet.']
      : table([
          ['Item', 'Part', 'Value', 'Age'],
          ...readings.map(({ item, part, value, at }) => [item, part ?? '', valueInWords(value), ageInWords(at, now)]),
        ])),
  ];
  return lines.map(plain).join('\n');
}
