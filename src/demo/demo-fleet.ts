import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Config } from '../config/config.ts';
import { loadConfig } from '../config/load.ts';
import type { Env } from '../config/secrets.ts';
import { keepReadings } from '../flow/keep-readings.ts';
import { openStore } from '../open-store.ts';
import type { Fleet, FleetOptions } from './fleet/fleet.ts';
import { simulatedPast } from './fleet/past-story.ts';
import { makeRoster } from './fleet/roster.ts';
import { wishOf } from './fleet/wish.ts';
import { startFleet } from './fleet/start-fleet.ts';

/** What a demo's configuration file says besides the addresses of the simulated fleet. */
export type DemoSettings = {
  fleet?: FleetOptions;
  slack?: {
    apiUrl: string;
    postsPerSecond?: number | null;
    mode?: 'socket' | 'http';
    port?: number;
    claimsChannels?: string[];
    deskChannels?: string[];
    oauth?: { clientId: string; keys: { env: string }[]; workspaces: string[]; redirectUri: string };
  };
  handlers?: { symptom?: string; model?: string; customer?: string; user?: string; group?: string }[];
  experts?: { channel: string; symptom?: string }[];
  peers?: Record<string, number>;
  /** How often the bot sweeps the fleet by itself (`24h`); it does not unless it is said. */
  sweepEvery?: string;
  queue?: Record<string, number | string>;
  env?: Env;
};

/** A simulated fleet with a registry that knows it and some of its past, and the configuration a bot needs to reach it; `file` and `env` are that configuration as written. */
export type DemoFleet = { fleet: Fleet; config: Config; file: string; env: Env; stop: () => Promise<void> };

/**
 * Starts the simulated fleet and writes what an operator would write: a configuration file, an environment, a registry.
 * Everything is in a folder of its own under the system's temporary folder, which `stop` removes.
 */
export async function startDemoFleet(settings: DemoSettings): Promise<DemoFleet> {
  const fleet = await startFleet(settings.fleet);
  const dir = await mkdtemp(join(tmpdir(), 'claimscope-demo-'));
  async function stop(): Promise<void> {
    await fleet.stop();
    await rm(dir, { recursive: true, force: true });
  }
  try {
    const file = join(dir, 'claimscope.yml');
    await writeFile(
      file,
      stringify({
        slack: { claimsChannels: ['claims'], deskChannels: ['claims'], ...settings.slack },
        store: { path: join(dir, 'claimscope.db') },
        peers: settings.peers ?? {},
        queue: settings.queue ?? {},
        // Its story is that a claim reads live; values that a sweep brought before would stand in for them.
        sweep: { every: settings.sweepEvery ?? 'off' },
        // Whoever tries a line twice wants to see a claim twice.
        joinHours: 0,
        credentials: { sim: { version: '2c', community: { env: 'DEMO_COMMUNITY' } } },
        services: { 'remote-maintenance': { url: fleet.gateway.urlTemplate, token: { env: 'DEMO_GATEWAY_TOKEN' } } },
        api: { port: 0, callers: { demo: { env: 'DEMO_API_TOKEN' } } },
        handlers: settings.handlers ?? [],
        experts: settings.experts ?? [],
        log: 'warn',
      }),
    );
    const env = {
      ...settings.env,
      DEMO_COMMUNITY: fleet.community,
      DEMO_GATEWAY_TOKEN: fleet.gateway.token,
      DEMO_API_TOKEN: randomBytes(16).toString('hex'),
    };
    const config = loadConfig({ file, env });
    const store = await openStore(config);
    await store.putDevices(fleet.devices);
    const wish = wishOf(settings.fleet ?? {});
    await keepReadings({ store }, simulatedPast(makeRoster(wish).machines, Date.now(), wish.seed));
    await store.close();
    return { fleet, config, file, env, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
