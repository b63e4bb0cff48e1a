import { afterEach, beforeEach } from 'vitest';
import type { Store } from '../../../src/core/ports.ts';

/** An empty store for one test; `reopen` closes it and opens what it kept, as a restart does. */
type OpenedStore = { store: Store; reopen(): Promise<Store>; destroy(): Promise<void> };

/** How a contract suite gets an empty store. */
export type OpenStore = () => Promise<OpenedStore>;

/** Gives each test of the surrounding `describe` an empty store. */
export function useStore(open: OpenStore): { store(): Store; reopen(): Promise<Store> } {
  let opened: OpenedStore | undefined;
  beforeEach(async () => {
    opened = await open();
  });
  afterEach(async () => {
    await opened?.destroy();
    opened = undefined;
  });
  function current(): OpenedStore {
    if (opened === undefined) throw new Error('no store is open outside a test');
    return opened;
  }
  return {
    store: () => current().store,
    async reopen() {
      const store = await current().reopen();
      current().store = store;
      return store;
    },
  };
}
