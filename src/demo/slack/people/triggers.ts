import { newId } from '../world/ids.ts';

/** How a trigger was used. */
type TriggerUse = { readonly kind: 'ok'; readonly user: string } | { readonly kind: 'refused'; readonly error: string };

/** The short-lived ids that let an app open a modal in answer to what a person did. */
export interface Triggers {
  make(user: string): string;
  /** Spends a trigger. Fails: never; a refusal carries Slack's error word. */
  use(id: string): TriggerUse;
  expireAll(): void;
}

/**
 * Triggers that live this long and can be spent once.
 * Units: milliseconds; Slack gives 3000.
 */
export function createTriggers(lifeMs: number): Triggers {
  const known = new Map<string, { user: string; until: number; isUsed: boolean }>();
  return {
    make(user) {
      const id = `${Date.now()}.${newId('')}`;
      known.set(id, { user, until: performance.now() + lifeMs, isUsed: false });
      return id;
    },
    use(id) {
      const trigger = known.get(id);
      if (trigger === undefined) return { kind: 'refused', error: 'invalid_trigger_id' };
      if (trigger.isUsed) return { kind: 'refused', error: 'exchanged_trigger_id' };
      if (performance.now() > trigger.until) return { kind: 'refused', error: 'expired_trigger_id' };
      trigger.isUsed = true;
      return { kind: 'ok', user: trigger.user };
    },
    expireAll() {
      for (const trigger of known.values()) trigger.until = -1;
    },
  };
}
