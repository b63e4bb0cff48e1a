import type { Config } from './config/config.ts';
import type { Notify, Reader } from './core/ports.ts';
import type { Tracing } from './core/tracing.ts';
import type { Log } from './log.ts';

/** The parts of a process as they are where it is traced, and as they were where it is not. */
export type Traced = {
  /** Nothing where nothing is traced. */
  tracing: Tracing | undefined;
  /** The same log; a line that belongs to a trace names it (`trace_id`, `span_id`). */
  log: Log;
  reader: (reader: Reader) => Reader;
  notify: (notify: Notify) => Notify;
  close: () => Promise<void>;
};

/** Begins to trace where the configuration says so. Shape: the packages for it are loaded only then. */
export async function traceWith(target: Config['traces'], log: Log): Promise<Traced> {
  if (target === undefined) {
    return {
      tracing: undefined,
      log,
      reader: (reader) => reader,
      notify: (notify) => notify,
      close: async () => undefined,
    };
  }
  const [{ openTracing }, { tracedNotify, tracedReader }] = await Promise.all([
    import('./trace/open-tracing.ts'),
    import('./trace/traced-ports.ts'),
  ]);
  const tracing = openTracing(target, log);
  return {
    tracing,
    log: (level, event, facts) => log(level, event, { ...facts, ...tracing.ids() }),
    reader: (reader) => tracedReader(reader, tracing),
    notify: (notify) => tracedNotify(notify, tracing),
    close: tracing.close,
  };
}
