import { AppError } from '../core/errors.ts';

/** Exit codes: 0 done; 1 something failed; 2 what was typed or configured is wrong. */
export const EXIT = { done: 0, failed: 1, wrong: 2 } as const;

/** Writes one result: as one line of JSON where that was asked for, else the text. */
export function print(asJson: boolean, value: unknown, text: string): void {
  process.stdout.write(`${asJson ? JSON.stringify(value) : text}\n`);
}

/** What to do about it, where that is known, as a line of its own. */
function remedyOf(error: AppError | undefined): string {
  const remedy = error?.facts['remedy'];
  return typeof remedy === 'string' ? `        -> ${remedy}\n` : '';
}

/** Says what went wrong, to the person on standard error (as JSON where asked), and gives the exit code. */
export function reportError(asJson: boolean, error: unknown): number {
  const known = error instanceof AppError ? error : undefined;
  const message = known?.message ?? (error instanceof Error ? (error.stack ?? error.message) : String(error));
  if (asJson) process.stderr.write(`${JSON.stringify({ error: known?.code ?? 'bug', message, ...known?.facts })}\n`);
  else process.stderr.write(`claimscope: ${message}\n${remedyOf(known)}`);
  const wrong = known !== undefined && ['bad_config', 'bad_input', 'bad_rules', 'not_found'].includes(known.code);
  return wrong ? EXIT.wrong : EXIT.failed;
}
