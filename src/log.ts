import { pino } from 'pino';

export type Log = (level: 'debug' | 'info' | 'warn' | 'error', event: string, facts: Record<string, unknown>) => void;

/**
 * One JSON line an event on standard error, so that standard output stays for what was asked.
 * Secrets print as `[secret]` by themselves (`core/secret.ts`); an `error` fact is written with its stack and causes.
 */
export function openLog(level: 'debug' | 'info' | 'warn' | 'error'): Log {
  const logger = pino(
    {
      level,
      base: null,
      messageKey: 'event',
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { error: pino.stdSerializers.err },
    },
    pino.destination(2),
  );
  return (at, event, facts) => {
    logger[at](facts, event);
  };
}
