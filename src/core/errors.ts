export const ERROR_CODES = [
  'bad_config',
  'bad_rules',
  'bad_input',
  'store_failed',
  'slack_failed',
  'not_found',
  'bug',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** The one error the program throws: a code for the caller, facts for the log, a sentence for a person. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly facts: Readonly<Record<string, unknown>>;
  constructor(code: ErrorCode, message: string, facts: Record<string, unknown> = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'AppError';
    this.code = code;
    this.facts = facts;
  }
}
