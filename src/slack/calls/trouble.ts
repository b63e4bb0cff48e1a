import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';

/**
 * Why a call to Slack failed, as far as it decides what to do next.
 * `limited`: not done, ask again after the pause. `refused`: not done, and the same call will be refused again. `barred`: not done, nor is any other call until
 * our token is mended. `unknown`: it may have been done.
 */
export type Trouble =
  | { kind: 'limited'; waitMs: number }
  | { kind: 'refused'; code: string }
  | { kind: 'barred'; code: string }
  | { kind: 'unknown'; what: string };

/** The trouble behind an error of the web client; undefined when the error is not Slack's. */
export function troubleOf(error: unknown): Trouble | undefined {
  if (error instanceof WebAPIRateLimitedError) return { kind: 'limited', waitMs: error.retryAfter * 1000 };
  if (error instanceof WebAPIPlatformError) return platformTrouble(error.data.error);
  if (error instanceof WebAPIHTTPError) return { kind: 'unknown', what: `http ${error.statusCode}` };
  if (error instanceof WebAPIRequestError) return { kind: 'unknown', what: 'no answer' };
  return undefined;
}

/** Slack's own failures say nothing about whether the call was carried out. */
const SLACK_IS_ILL = new Set([
  'fatal_error',
  'internal_error',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
]);

/** Refusals of whoever calls, whatever the call: with another token it will be taken. Source: docs.slack.dev, errors that every method shares. */
const BARRED = new Set([
  'account_inactive',
  'ekm_access_denied',
  'invalid_auth',
  'not_authed',
  'org_login_required',
  'token_expired',
  'token_revoked',
]);

function platformTrouble(code: string): Trouble {
  if (SLACK_IS_ILL.has(code)) return { kind: 'unknown', what: code };
  if (code === 'ratelimited' || code === 'rate_limited') return { kind: 'limited', waitMs: 1000 };
  return { kind: BARRED.has(code) ? 'barred' : 'refused', code };
}

/** Slack's own word for why it did not do it, where it gave one. */
export function codeOf(trouble: Trouble | undefined): string | undefined {
  return trouble !== undefined && 'code' in trouble ? trouble.code : undefined;
}

// Refusals that are about the blocks: the text alone may still be taken.
const BLOCKS_REFUSED = new Set([
  'invalid_blocks',
  'invalid_blocks_format',
  'invalid_attachments',
  'msg_blocks_too_long',
  'only_one_table_allowed',
  'msg_too_long',
  'markdown_text_conflict',
]);

/** Whether the text without blocks is worth a try. */
export function isAboutBlocks(trouble: Trouble | undefined): boolean {
  return trouble?.kind === 'refused' && BLOCKS_REFUSED.has(trouble.code);
}

// Refusals because the app is not in the channel. A private channel is not found by those outside it.
const OUTSIDE = new Set(['not_in_channel', 'channel_not_found']);

/** Whether an invitation would help. */
export function isOutside(trouble: Trouble | undefined): boolean {
  return trouble?.kind === 'refused' && OUTSIDE.has(trouble.code);
}
