import { modelKey as keyOfModel } from '../core/model-name.ts';

/** What is its own key, as nearly all serials and models are: to fold and to escape a thousand of them costs more than to look whether it is needed. */
const IS_SERIAL_KEY = /^[\dA-Z._:/#-]*$/;
const IS_TEXT_KEY = /^[ !#-[\]-~]*$/;

/**
 * The key a serial is found by: upper case, spaces removed, so that `sim-3500-0042 ` finds `SIM-3500-0042`.
 * Fails: never.
 */
export function serialKey(serial: string): string {
  if (IS_SERIAL_KEY.test(serial)) return serial;
  return textKey(serial.toUpperCase().replace(/\s+/gu, ''));
}

/**
 * The key devices of one model are listed by, whichever way their model was written; a device's serial is no part of its model.
 * Fails: never.
 */
export function modelKey(device: { model: string; serial?: string | undefined }): string {
  return textKey(keyOfModel(device.model, { serial: device.serial }));
}

/**
 * The key devices of one customer's site are listed by, case and spaces of the site aside; nothing for a device whose site is not known.
 * Fails: never.
 */
export function siteKey({ customer, site }: { customer: string; site?: string | undefined }): string | undefined {
  const name = (site ?? '').normalize('NFKC').trim().replace(/\s+/gu, ' ').toLowerCase();
  return name === '' ? undefined : textKey(toJson([customer, name]));
}

/**
 * A text as it stands in a key or a column of its own: quotes, backslashes, control characters and lone surrogates escaped as in JSON.
 * SQLite's drivers cut a text at its first NUL and turn lone surrogates into one and the same character, so that two keys could become one.
 * Shape: ordinary texts stay as they are; no two texts share a key.
 * Fails: never.
 */
export function textKey(text: string): string {
  return IS_TEXT_KEY.test(text) ? text : JSON.stringify(text).slice(1, -1);
}

/** The text a `textKey` was made of. */
export function fromTextKey(key: string): string {
  return JSON.parse(`"${key}"`);
}

/** A value as JSON text; what JSON cannot say (undefined) becomes null. Only what was written so is parsed in this room, hence without a check. */
export function toJson(value: unknown): string {
  return JSON.stringify(value) ?? 'null';
}
