import type { Engine } from '../engine.ts';
import type { Fields } from '../json.ts';
import type { Tier } from './limits.ts';

/** One call after its token was checked. */
export interface Call {
  readonly engine: Engine;
  readonly args: Fields;
  /** The one the call was made with. */
  readonly token: string;
}

/** A method of the Web API. */
export interface Method {
  /** `step`: the bot's, or that of a step that was run. */
  readonly token: 'bot' | 'app' | 'step' | 'any' | 'none';
  readonly tier: Tier;
  /** Any one of these scopes is enough; may hang on the kind of the channel. */
  readonly scopes?: (call: Call) => readonly string[];
  readonly run: (call: Call) => Fields | Promise<Fields>;
}

export type Methods = Readonly<Record<string, Method>>;

/** A refusal with Slack's error word, turned into `{ok: false, error}`. */
export class Refusal extends Error {
  readonly extra: Fields;
  constructor(word: string, extra: Fields = {}) {
    super(word);
    this.name = 'Refusal';
    this.extra = extra;
  }
}

/** A refusal that is an HTTP answer of its own: too many calls. */
export class RateLimited extends Error {
  readonly retryAfterS: number;
  constructor(retryAfterS: number) {
    super('ratelimited');
    this.name = 'RateLimited';
    this.retryAfterS = retryAfterS;
  }
}
