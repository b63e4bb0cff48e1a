import type { Person } from '../cast.ts';
import type { Engine } from '../engine.ts';
import type { World } from '../world/world.ts';

/** Who looks, and at what these blocks belong to: names the place for buttons and menus. */
export interface Scene {
  readonly engine: Engine;
  readonly viewer: Person;
  /** `message` for channels and threads; `modal` and `home` for views. */
  readonly place: 'message' | 'modal' | 'home';
  readonly channel: string;
  readonly ts: string;
  /** What was entered into a view so far, by block_id and action_id. */
  readonly values: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
}

/** The name people see for someone, also for an id nobody has. */
export function nameOf(world: World, id: string): string {
  return world.people.get(id)?.realName ?? id;
}
