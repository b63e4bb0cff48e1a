import iconv from 'iconv-lite';
import { AppError } from '../core/errors.ts';
import type { RuleBook } from './book.ts';
import { decodeByMark } from './decode-by-mark.ts';
import { recogniseReport } from './report-head.ts';

/**
 * The octets of a list as text: by their byte order mark, as UTF-8 where they are that, else by the first character set that a format which knows the text
 * is written in. `charset` decides where it is given.
 * Fails: AppError `bad_input` where none fits; nothing is guessed, for another set would show other letters.
 */
export function decodeReport(octets: Buffer, book: RuleBook, model: string, charset?: string): string {
  if (charset !== undefined) {
    // Asked inside the negation, the library's type guard would make the name a `never`.
    const none = new AppError('bad_input', `There is no character set "${charset}".`, { charset });
    if (!iconv.encodingExists(charset)) throw none;
    return iconv.decode(octets, charset);
  }
  const known = decodeByMark(octets);
  if (known !== undefined) return known.text;
  const charsets = new Set(book.reports.flatMap((report) => report.charsets ?? []));
  for (const name of charsets) {
    const read = iconv.decode(octets, name);
    if (read.includes('\uFFFD')) continue;
    if (recogniseReport(book, read, model).some((report) => report.charsets?.includes(name) ?? false)) return read;
  }
  throw new AppError(
    'bad_input',
    'The list is not Unicode, and no format knows it in another character set: save it as UTF-8 and bring it again.',
    { isCharsetUnknown: true },
  );
}
