import type { Calls } from './calls.ts';
import { codeOf, troubleOf } from './trouble.ts';

/** Slack's words for a token that was taken back. Source: docs.slack.dev, errors that every method of the Web API shares. */
const GONE = new Set(['token_revoked', 'account_inactive']);

/** The same calls; when Slack says to one of them that the token is none any more, that is told, and the call fails as it would. */
export function watchCalls(calls: Calls, onGone: (code: string) => void): Calls {
  return new Proxy(calls, {
    get(target, name) {
      const call: unknown = Reflect.get(target, name);
      if (typeof call !== 'function') return call;
      return async (...args: unknown[]): Promise<unknown> => {
        try {
          const answer: unknown = await Reflect.apply(call, target, args);
          return answer;
        } catch (error) {
          const code = codeOf(troubleOf(error));
          if (code !== undefined && GONE.has(code) && !isOfStep(name, args)) onGone(code);
          throw error;
        }
      };
    },
  });
}

/** A step may be ended with the token of its own run, which says nothing of ours. */
function isOfStep(name: string | symbol, [, , token]: unknown[]): boolean {
  return name === 'endStep' && token !== undefined;
}
