import type { Device } from '../core/device.ts';
import { AppError } from '../core/errors.ts';
import type { Store } from '../core/ports.ts';
import { readingKey, type Reading } from '../core/reading.ts';
import type { SavedValues } from '../core/shared-list.ts';
import type { RuleBook } from '../rules/book.ts';
import { decodeReport } from '../rules/decode-report.ts';
import { type ParsedReport, parseReport } from '../rules/parse-report.ts';
import { keepReadings } from './keep-readings.ts';

/** More values than this no machine has: the longest lists have some hundred. */
const MOST_VALUES = 2_000;

/** A list as it came. Units: milliseconds since 1970; `fallbackAt` is taken where the list does not say when it was made. */
export type ListFile = {
  octets: Uint8Array;
  name: string;
  format?: string | undefined;
  charset?: string | undefined;
  fallbackAt: number;
};

/**
 * Brings a service-mode list in as readings of a device; the same list twice changes nothing. Values alone are kept, and none where something newer is known.
 * Fails: AppError `bad_input` for a list of another device, of no known format or with more values than a machine has; nothing is kept then.
 */
export async function takeInList(
  deps: { store: Store; book: RuleBook; now: number },
  { serial, model }: Pick<Device, 'serial' | 'model'>,
  file: ListFile,
  { isDryRun = false }: { isDryRun?: boolean | undefined } = {},
): Promise<{ report: ParsedReport; saved: SavedValues }> {
  const { store, book, now } = deps;
  const text = decodeReport(Buffer.from(file.octets), book, model, file.charset);
  const { name: fileName, format, fallbackAt } = file;
  const report = parseReport(book, { text, fileName, serial, model, format, fallbackAt, now });
  const values = report.readings.filter(({ value }) => value.kind !== 'absent');
  if (values.length > MOST_VALUES) {
    const said = `The list holds ${values.length} values; no machine has more than ${MOST_VALUES}. Nothing was taken from it.`;
    throw new AppError('bad_input', said, { values: values.length });
  }
  const { saved, fresh } = await compareWithStored(store, serial, values);
  if (!isDryRun && fresh.length > 0) await keepReadings({ store, book }, [{ serial, readings: fresh }]);
  return { report, saved };
}

async function compareWithStored(
  store: Store,
  serial: string,
  values: Reading[],
): Promise<{ saved: SavedValues; fresh: Reading[] }> {
  const items = [...new Set(values.map(({ item }) => item))];
  const [stored] = await store.latestReadings([serial], items, 0);
  const known = new Map((stored?.readings ?? []).map((reading) => [readingKey(reading), reading]));
  const saved = { new: 0, same: 0, older: 0 };
  const fresh = values.filter((reading) => {
    const before = known.get(readingKey(reading));
    const isKnown = before !== undefined && before.value.kind !== 'absent';
    const kind =
      !isKnown || before.at < reading.at ? 'new' : before.at > reading.at ? 'older' : sameness(before, reading);
    saved[kind] += 1;
    return kind === 'new';
  });
  return { saved, fresh };
}

function sameness(before: Reading, reading: Reading): 'same' | 'new' {
  return JSON.stringify([before.value, before.evidence]) === JSON.stringify([reading.value, reading.evidence])
    ? 'same'
    : 'new';
}
