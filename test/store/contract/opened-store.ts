import { afterEach, beforeEach } from 'vitest';
import type { Store } from '../../../src/core/ports.ts';

/** An empty store for one test; `reopen` closes it and opens what it kept, as a restart does; `beside` opens it a second time, as another process does. */
type OpenedStore = { store: Store; reopen(): Promise<Store>; beside(): Promise<Store>; destroy(): Promise<void> };

/** How a contract suite gets an empty store. */
export type OpenStore = () => Promise<OpenedStore>;

/** A store of its own, as its kind opens it. */
export async function openedBy(
  open: () => Promise<Store>,
  remove: () => Promise<void> = async () => undefined,
): Promise<OpenedStore> {
  let store = await open();
  return {
    store,
    async reopen() {
      await store.close();
      store = await open();
      return store;
    },
    beside: open,
    async destroy() {
      await store.close();
      await remove();
    },
  };
}

/** Gives each test of the surrounding `describe` an empty store. */
export function useStore(open: OpenStore): Pick<OpenedStore, 'reopen' | 'beside'> & { store(): Store } {
  let opened: OpenedStore | undefined;
  const others: Store[] = [];
  beforeEach(async () => {
    opened = await open();
  });
  afterEach(async () => {
    for (const other of others.splice(0)) await other.close();
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
    async beside() {
      const store = await current().beside();
      others.push(store);
      return store;
    },
  };
}
