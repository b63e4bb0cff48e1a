import type { DeviceAnswer, Notify, Reader } from '../core/ports.ts';
import type { Tracing } from '../core/tracing.ts';

/**
 * The same reader; a read that belongs to a trace is a span in it. What a sweep reads belongs to none: a fleet would be a span a device and day.
 * Shape: it tells how the device answered, by which protocols, and how many items came and were absent; not which device it was.
 */
export function tracedReader(reader: Reader, tracing: Tracing): Reader {
  return {
    read(request) {
      if (tracing.carry() === undefined) return reader.read(request);
      const asked = { 'device.asks': request.asks.length, 'device.deadline_ms': Math.round(request.deadlineMs) };
      return tracing.span('device read', { kind: 'client', facts: asked }, async (span) => {
        const answer = await reader.read(request);
        span.set(factsOf(answer));
        if (answer.outcome.kind !== 'answered') span.fail(answer.outcome.kind);
        return answer;
      });
    },
    close: () => reader.close(),
  };
}

function factsOf({ outcome, readings }: DeviceAnswer): Record<string, string | number | string[]> {
  const protocols = new Set(readings.flatMap(({ evidence }) => evidence.map(({ protocol }) => protocol)));
  return {
    'device.outcome': outcome.kind,
    'device.protocols': [...protocols].sort(),
    'device.readings': readings.length,
    'device.absent': readings.filter(({ value }) => value.kind === 'absent').length,
  };
}

/** The same way to people; each state of a claim that is brought to them is a span. */
export function tracedNotify(notify: Notify, tracing: Tracing): Notify {
  return {
    show(dossier) {
      const last = dossier.fetches.at(-1);
      const facts = { 'claim.id': dossier.claim.id, ...(last === undefined ? {} : { 'fetch.phase': last.phase }) };
      return tracing.span('claim show', { facts }, () => notify.show(dossier));
    },
    forget: (claimId) => notify.forget(claimId),
  };
}
