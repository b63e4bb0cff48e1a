import { AppError } from '../core/errors.ts';
import type { ClaimEvent } from '../core/claim.ts';
import type { Reading } from '../core/reading.ts';
import type { ListedValue, ListOutcome, SharedList } from '../core/shared-list.ts';
import type { RuleBook } from '../rules/book.ts';
import type { FlowDeps } from './flow-deps.ts';
import { takeInList } from './take-in-list.ts';

/** Longest name of a file that evidence and history show. */
const LONGEST_NAME = 120;

/**
 * Brings a list to the machine of a claim. Shape: with `event` where any of its values are known now by it: it calls for the fetch that compares anew, once for each delivery.
 * Undefined when there is no such claim. Fails: when the store is down; done again, it changes nothing twice.
 */
export async function importList(
  deps: Pick<FlowDeps, 'store' | 'book' | 'clock'>,
  { claimId, by, list }: { claimId: number; by: string; list: SharedList },
): Promise<{ outcome: ListOutcome; event?: Omit<ClaimEvent, 'at'> } | undefined> {
  const { store, book } = deps;
  const claim = await store.getClaim(claimId);
  if (claim === undefined) return undefined;
  const device = await store.getDevice(claim.serial);
  if (device === undefined)
    return { outcome: { kind: 'refused', why: 'The machine is not in the registry any more.' } };
  // The name becomes part of the place that evidence names.
  const name =
    list.name
      .replaceAll(/[\p{C}\s]+/gu, ' ')
      .trim()
      .slice(0, LONGEST_NAME) || 'list';
  try {
    const file = { octets: list.octets, name, fallbackAt: list.sharedAt };
    const { report, saved } = await takeInList({ store, book, now: deps.clock() }, device, file);
    const { format, readAt, isDated, said, faults, unknown, others } = report;
    const outcome: ListOutcome = {
      kind: 'taken',
      serial: device.serial,
      model: device.model,
      format,
      readAt,
      isDated,
      said: { serial: said.serial, model: said.model },
      values: report.readings.flatMap((reading) => listedValue(book, reading)),
      saved,
      faults,
      others: unknown.length + others,
    };
    const isNews = saved.new + saved.same > 0 && !claim.events.some(({ source }) => source === list.key);
    if (!isNews) return { outcome };
    const { key } = list;
    return { outcome, event: { by, what: 'list-imported', note: name, source: key, fetchKey: key } };
  } catch (error) {
    if (error instanceof AppError && (error.code === 'bad_input' || error.code === 'not_found'))
      return { outcome: { kind: 'refused', why: error.message } };
    throw error;
  }
}

function listedValue(book: RuleBook, { item, part, value, evidence }: Reading): ListedValue[] {
  if (value.kind === 'absent') return [];
  const lines = evidence.flatMap(({ place }) => /line (\d+)$/.exec(place)?.[1] ?? []).map(Number);
  return [{ title: book.items.get(item)?.title ?? item, part, value, lines }];
}
