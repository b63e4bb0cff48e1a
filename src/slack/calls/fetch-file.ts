import { request } from 'undici';

/** Slack's own hosts of files; the second is the one of its government cloud. Source: docs.slack.dev, "Working with files" (`url_private`). */
const FILE_HOSTS = new Set(['files.slack.com', 'files.slack-gov.com']);
/** A file that has not arrived by then is not waited for. Units: milliseconds. */
const FILE_TIMEOUT_MS = 10_000;

/**
 * Why a file was not fetched, though asking again would change nothing: it lies elsewhere, is larger than is read, may not be read by us, or is gone.
 */
export class FileRefused extends Error {
  readonly why: 'elsewhere' | 'too-large' | 'no-access' | 'gone';
  constructor(why: FileRefused['why']) {
    super(`the file was not fetched: ${why}`);
    this.why = why;
  }
}

/** Slack gave no answer about a file, or not all of it; it may do so later. */
export class FileLost extends Error {}

/**
 * The octets of a file that somebody shared.
 * Shape: the token goes to Slack's own file host, or the host of the Web API that is configured, and nowhere else: no redirect is followed, since Slack sends whoever may not
 * read a file to its login page. Units: `mostBytes` octets, `timeoutMs` milliseconds for all of it.
 * Fails: FileRefused, or FileLost.
 */
export async function fetchFile(
  url: string,
  options: { token: string; apiUrl: string; mostBytes: number; timeoutMs?: number },
): Promise<Uint8Array> {
  if (!isOfSlack(url, options.apiUrl)) throw new FileRefused('elsewhere');
  const signal = AbortSignal.timeout(options.timeoutMs ?? FILE_TIMEOUT_MS);
  try {
    const headers = { authorization: `Bearer ${options.token}` };
    const answer = await request(url, { headers, signal });
    const refused = refusalOf(answer.statusCode);
    if (refused === undefined) return await octetsOf(answer.body, options.mostBytes);
    answer.body.on('error', () => undefined).destroy();
    throw refused;
  } catch (error) {
    if (error instanceof FileRefused || error instanceof FileLost) throw error;
    throw new FileLost('no answer', { cause: error });
  }
}

function isOfSlack(url: string, apiUrl: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, port, origin, username, password } = new URL(url);
  if (username !== '' || password !== '') return false;
  if (protocol === 'https:' && port === '' && FILE_HOSTS.has(hostname)) return true;
  return URL.canParse(apiUrl) && new URL(apiUrl).origin === origin;
}

function refusalOf(status: number): FileRefused | FileLost | undefined {
  if (status === 200) return undefined;
  if (status === 404 || status === 410) return new FileRefused('gone');
  if ((status >= 300 && status < 400) || status === 401 || status === 403) return new FileRefused('no-access');
  return new FileLost(`http ${status}`);
}

async function octetsOf(body: AsyncIterable<Uint8Array>, mostBytes: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop ends the body: what is too large is not read to its end.
  for await (const part of body) {
    size += part.length;
    if (size > mostBytes) throw new FileRefused('too-large');
    parts.push(part);
  }
  return Buffer.concat(parts);
}
