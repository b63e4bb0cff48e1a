/** The request or its answer does not fit into one packet. Source: RFC 3416, as the other two. */
export const TOO_BIG = 1;

/** Version 1's way to say that one object of the request is not offered. */
export const NO_SUCH_NAME = 2;

/** noAccess and authorizationError: the device will not tell us. */
export const REFUSALS: ReadonlySet<number> = new Set([6, 16]);

/** Source: RFC 3416, error-status. */
const NAMES = [
  'noError',
  'tooBig',
  'noSuchName',
  'badValue',
  'readOnly',
  'genErr',
  'noAccess',
  'wrongType',
  'wrongLength',
  'wrongEncoding',
  'wrongValue',
  'noCreation',
  'inconsistentValue',
  'resourceUnavailable',
  'commitFailed',
  'undoFailed',
  'authorizationError',
  'notWritable',
  'inconsistentName',
];

/** An error as a sentence for the evidence. */
export function statusInWords(status: number): string {
  const name = NAMES[status];
  const said = `the device answered with error ${status}${name === undefined ? '' : ` (${name})`}`;
  return REFUSALS.has(status) ? `${said}: it does not let this user or community read it` : said;
}
