import { type Logger, LogLevel } from '@slack/bolt';
import type { Log } from './options.ts';

/** Bolt's warnings and errors in our log, without secrets; its chatter is left out, since it quotes what people wrote. */
export function boltLogger(log: Log, redact: (text: string) => string): Logger {
  const write = (level: 'warn' | 'error', parts: readonly unknown[]): void => {
    // Objects are named, not printed: an error of the web client holds the request it made.
    const words = parts.map((part) => (part instanceof Error ? `${part.name}: ${part.message}` : String(part)));
    log(level, 'slack.bolt', { message: redact(words.join(' ')) });
  };
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: (...parts) => write('warn', parts),
    error: (...parts) => write('error', parts),
    setLevel: () => undefined,
    getLevel: () => LogLevel.WARN,
    setName: () => undefined,
  };
}
