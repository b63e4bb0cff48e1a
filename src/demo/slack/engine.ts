import type { AppFacts } from './app-facts.ts';
import type { CallRecord, Faults } from './api/faults.ts';
import type { Limits } from './api/limits.ts';
import type { Team } from './cast.ts';
import type { Delivery } from './delivery/delivery.ts';
import type { ResponseUrls } from './people/response-urls.ts';
import type { Triggers } from './people/triggers.ts';
import type { World } from './world/world.ts';

/** Everything one local Slack is made of, handed to its parts. */
export interface Engine {
  readonly world: World;
  readonly facts: AppFacts;
  /** The workspace this is. */
  readonly team: Team;
  /** Whether the app was removed from it, and its token with it. */
  isUninstalled: boolean;
  readonly tokens: { readonly app: string; readonly bot: string; readonly signingSecret: string };
  /** Where the server answers, without a slash at the end; known once it listens. */
  baseUrl: string;
  readonly newTs: () => string;
  readonly triggers: Triggers;
  readonly responseUrls: ResponseUrls;
  readonly delivery: Delivery;
  readonly limits: Limits;
  readonly faults: Faults;
  readonly calls: CallRecord[];
  /** Hands out the address of a new socket; fails where the app does not use Socket Mode. */
  readonly openSocket: () => string | undefined;
}
