import iconv from 'iconv-lite';
import { AppError } from '../core/errors.ts';
import type { RuleBook } from '../rules/book.ts';
import { recogniseReport } from '../rules/report-head.ts';

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
  const [first, second] = octets;
  if (first === 0xff && second === 0xfe) return iconv.decode(octets, 'utf16le');
  if (first === 0xfe && second === 0xff) return iconv.decode(octets, 'utf16-be');
  const text = asUtf8(octets);
  if (text !== undefined) return text;
  const charsets = new Set(book.reports.flatMap((report) => report.charsets ?? []));
  for (const name of charsets) {
    const read = iconv.decode(octets, name);
    if (read.includes('\uFFFD')) continue;
    if (recogniseReport(book, read, model).some((report) => report.charsets?.includes(name) ?? false)) return read;
  }
  throw new AppError(
    'bad_input',
    'The list is not Unicode, and no format knows it in another character set: name it with --charset.',
  );
}

function asUtf8(octets: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(octets);
  } catch {
    return undefined;
  }
}
