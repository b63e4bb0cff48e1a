import { afterEach, describe, expect, it } from 'vitest';
import type { ListeningServer } from '../../src/api/open-server.ts';
import { startProbes } from '../../src/api/probes.ts';
import { AppError } from '../../src/core/errors.ts';

const open: ListeningServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.stop()));
});

async function listening(check: () => Promise<unknown>, port = 0): Promise<{ url: string; logged: string[] }> {
  const logged: string[] = [];
  const metrics = async (): Promise<{ type: string; text: string }> => ({ type: 'text/plain', text: 'claims 7\n' });
  const log = (_level: string, event: string): void => void logged.push(event);
  const server = await startProbes({ host: '127.0.0.1', port, check, metrics, log });
  open.push(server);
  return { url: server.url, logged };
}

async function get(url: string, method = 'GET'): Promise<[number, string]> {
  const response = await fetch(url, { method });
  return [response.status, await response.text()];
}

describe('the port for probes', () => {
  it('says that the process is alive, that its store answers, and what it counts', async () => {
    const { url } = await listening(async () => 3);
    expect(await get(`${url}/healthz`)).toEqual([200, '{"status":"alive"}\n']);
    expect(await get(`${url}/readyz`)).toEqual([200, '{"status":"ready"}\n']);
    expect(await get(`${url}/metrics`)).toEqual([200, 'claims 7\n']);
    expect(await get(`${url}/healthz`, 'HEAD')).toEqual([200, '']);
  });

  it('is alive and not ready while the store is away, which is no fault of its own', async () => {
    const { url, logged } = await listening(() => Promise.reject(new AppError('store_failed', 'Redis is away.')));
    const [status, said] = await get(`${url}/readyz`);
    expect(status).toBe(503);
    expect(JSON.parse(said)).toMatchObject({ code: 'not_ready', detail: 'Redis is away.' });
    expect((await get(`${url}/healthz`))[0]).toBe(200);
    expect(logged).toEqual([]);
  });

  it('takes nothing and tells nothing else', async () => {
    const { url } = await listening(async () => 3);
    for (const [path, method] of [
      ['claims', 'GET'],
      ['claims', 'POST'],
      ['metrics', 'POST'],
      ['', 'GET'],
    ] as const) {
      const [status, said] = await get(`${url}/${path}`, method);
      expect([status, JSON.parse(said)]).toMatchObject([404, { code: 'no_such_path' }]);
    }
  });

  it('is a fault of the configuration where it is taken', async () => {
    const { url } = await listening(async () => 3);
    const taken = Number(new URL(url).port);
    await expect(listening(async () => 3, taken)).rejects.toMatchObject({ code: 'bad_config' });
  });
});
