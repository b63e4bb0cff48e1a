import { AppError } from '../core/errors.ts';

/** What a file that cannot be opened mostly is about, whatever the driver calls it: a full disk is an I/O error to it. */
const REMEDY_OF_OPEN = 'look at who may write the file and its folder, and at the space on the disk';

/**
 * Runs one operation of a store and gives its result as a promise.
 * Fails: AppError `store_failed` with the operation's name and the driver's error as cause, and a `remedy` where it cannot be opened; an AppError passes as it is.
 */
export async function guard<T>(doing: string, where: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AppError) throw error;
    const said = error instanceof Error ? error.message : String(error);
    if (doing === 'open') {
      const facts = { doing, where, remedy: REMEDY_OF_OPEN };
      throw new AppError('store_failed', `the store ${where} cannot be opened: ${said}`, facts, error);
    }
    throw new AppError('store_failed', `the store could not do ${doing}: ${said}`, { doing, where }, error);
  }
}

/** The error for something that must exist and does not. */
export function notFound(what: string, facts: Record<string, unknown>): AppError {
  return new AppError('not_found', `there is no ${what}`, facts);
}
