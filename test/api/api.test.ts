import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { z } from 'zod';
import { type Api, type ApiOptions, startApi } from '../../src/api/start-api.ts';
import type { Claim } from '../../src/core/claim.ts';
import { AppError } from '../../src/core/errors.ts';
import type { Desk, Incoming, IntakeResult } from '../../src/core/intake.ts';
import { Secret } from '../../src/core/secret.ts';
import { NOW, sampleClaim, sampleDossier, sampleFetch, sampleReading, sampleRow } from '../slack/dossiers.ts';

const TOKEN = 'erp-token-of-thirty-characters';
const open: Api[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((api) => api.stop()));
});

type Scene = { url: string; claims: Map<string, Claim>; heard: Incoming[]; logged: string[] };

/** A desk that takes claims of one device, over a real socket. */
async function scene(over: Partial<ApiOptions> = {}, understand?: () => IntakeResult): Promise<Scene> {
  const claims = new Map<string, Claim>();
  const heard: Incoming[] = [];
  const logged: string[] = [];
  const desk: Pick<Desk, 'intake' | 'symptoms'> = {
    symptoms: () => [
      { id: 'light-print', title: 'Light print' },
      { id: 'jam-feed', title: 'Paper jams' },
    ],
    async intake(incoming) {
      heard.push(incoming);
      if (understand !== undefined) return understand();
      const known = claims.get(incoming.sourceKey);
      if (known !== undefined) return { kind: 'claim', claim: known, isNew: false };
      const { sourceKey, by, at, origin, text, given } = incoming;
      const symptoms = given?.symptoms ?? ['light-print'];
      const claim = sampleClaim({ id: claims.size + 1, sourceKey, by, at, origin, words: text, symptoms });
      claims.set(sourceKey, claim);
      return { kind: 'claim', claim, isNew: true };
    },
  };
  const api = await startApi({
    host: '127.0.0.1',
    port: 0,
    callers: [
      { name: 'portal', token: new Secret('portal-token-of-thirty-letters') },
      { name: 'erp', token: new Secret(TOKEN) },
      { name: 'board', token: new Secret('board-token-of-thirty-letters!'), readsAll: true },
    ],
    desk,
    dossierOf: async (id) =>
      id === 12 ? sampleDossier({ claim: sampleClaim({ sourceKey: 'api:erp:k' }) }) : undefined,
    channel: () => 'C0CLAIMS001',
    check: async () => undefined,
    metrics: async () => ({ type: 'text/plain; version=0.0.4', text: 'claimscope_up 1\n' }),
    clock: () => NOW,
    log: (_level, event) => void logged.push(event),
    ...over,
  });
  open.push(api);
  return { url: api.url, claims, heard, logged };
}

const answer = z.record(z.string(), z.unknown());

async function send(
  url: string,
  options: { method?: string; body?: unknown; headers?: Record<string, string>; raw?: string } = {},
): Promise<{ status: number; body: z.output<typeof answer>; headers: Headers }> {
  const response = await fetch(url, {
    method: options.method ?? 'POST',
    headers: {
      authorization: `Bearer ${TOKEN}`,
      'content-type': 'application/json',
      'idempotency-key': 'ticket-4711',
      ...options.headers,
    },
    ...(options.method === 'GET' ? {} : { body: options.raw ?? JSON.stringify(options.body ?? {}) }),
  });
  return { status: response.status, body: answer.parse(await response.json()), headers: response.headers };
}

const pale = { serial: 'SIM-3500-0042', text: 'prints are pale' };

describe('POST /claims', () => {
  it('opens a claim in the claims channel, in the name of the system that sent it', async () => {
    const { url, heard } = await scene();
    const { status, body, headers } = await send(`${url}/claims`, { body: pale });
    expect([status, headers.get('location')]).toEqual([201, '/claims/1']);
    expect(body).toEqual({
      id: 1,
      serial: 'SIM-3500-0042',
      symptoms: ['light-print'],
      status: 'open',
      at: '2026-11-24T09:30:00.000Z',
    });
    expect(heard).toEqual([
      {
        sourceKey: 'api:erp:ticket-4711',
        text: 'prints are pale',
        by: 'api:erp',
        at: NOW,
        origin: { via: 'api', channel: 'C0CLAIMS001', asked: expect.stringMatching(/^[0-9a-f]{64}$/) },
        given: { serial: 'SIM-3500-0042' },
      },
    ]);
  });

  it('gives the first claim for the same key again, and refuses the key for another claim', async () => {
    const { url, claims } = await scene();
    await send(`${url}/claims`, { body: pale });
    const again = await send(`${url}/claims`, { body: pale });
    expect([again.status, again.body['id']]).toEqual([200, 1]);
    const [first] = claims.values();
    if (first === undefined) throw new Error('a claim was made');
    const changed = { before: first.symptoms, now: ['jam-feed'] };
    const event = { at: NOW, by: 'U1', what: 'symptoms-changed' as const, symptoms: changed };
    claims.set(first.sourceKey, { ...first, symptoms: ['jam-feed'], events: [...first.events, event] });
    const named = { ...pale, symptoms: ['light-print'] };
    expect((await send(`${url}/claims`, { body: pale })).status).toBe(200);
    for (const body of [{ ...pale, text: 'it jams' }, { ...pale, serial: 'SIM-3500-0043' }, named]) {
      const other = await send(`${url}/claims`, { body });
      expect([other.status, other.body['code']]).toEqual([409, 'key_used']);
    }
    expect(claims.size).toBe(1);
    // Symptoms have no order.
    const several = { body: { ...pale, symptoms: ['light-print', 'jam-feed'] }, headers: { 'idempotency-key': 'b' } };
    expect((await send(`${url}/claims`, several)).status).toBe(201);
    const turned = { ...several, body: { ...pale, symptoms: ['jam-feed', 'light-print'] } };
    expect((await send(`${url}/claims`, turned)).status).toBe(200);
  });

  it('refuses the key of a delivery that joined a claim for another delivery', async () => {
    const joined: string[] = [];
    const { url, heard } = await scene({}, () => {
      const { sourceKey, origin, by } = heard.at(-1) ?? {};
      joined.push(origin?.asked ?? '');
      const event = { at: NOW, by: by ?? '', what: 'joined' as const, source: sourceKey, asked: joined[0] };
      return { kind: 'claim', claim: sampleClaim({ events: [event] }), isNew: false, joined: true };
    });
    expect((await send(`${url}/claims`, { body: pale })).status).toBe(200);
    expect((await send(`${url}/claims`, { body: pale })).status).toBe(200);
    const other = await send(`${url}/claims`, { body: { ...pale, text: 'and it smells' } });
    expect([other.status, other.body['code']]).toEqual([409, 'key_used']);
  });

  it('gives the first claim again although its words were read otherwise than they were sent', async () => {
    const { url, claims } = await scene();
    await send(`${url}/claims`, { body: pale });
    const [first] = claims.values();
    if (first === undefined) throw new Error('a claim was made');
    claims.set(first.sourceKey, { ...first, words: 'pale' });
    expect((await send(`${url}/claims`, { body: pale })).status).toBe(200);
    // One from before it was kept what was asked for says nothing against it.
    claims.set(first.sourceKey, { ...first, origin: { via: 'api' } });
    expect((await send(`${url}/claims`, { body: { ...pale, serial: 'SIM-9' } })).status).toBe(200);
  });

  it('says what it did not understand of a claim that it took', async () => {
    const problems = ['There is no way to tighten by "shoes".'];
    const { url } = await scene({}, () => ({ kind: 'claim', claim: sampleClaim({ id: 1 }), isNew: true, problems }));
    const { status, body } = await send(`${url}/claims`, { body: { ...pale, text: 'pale tighten=shoes' } });
    expect([status, body['problems']]).toEqual([201, problems]);
  });

  it('keeps the keys of two systems apart', async () => {
    const { url, claims } = await scene();
    await send(`${url}/claims`, { body: pale });
    const headers = { authorization: 'Bearer portal-token-of-thirty-letters' };
    expect((await send(`${url}/claims`, { body: pale, headers })).status).toBe(201);
    expect([...claims.keys()]).toEqual(['api:erp:ticket-4711', 'api:portal:ticket-4711']);
  });

  it('takes no claim without a token that is known, nor without a key', async () => {
    const { url, heard } = await scene();
    for (const authorization of ['', 'Bearer ', 'Bearer wrong', `Basic ${TOKEN}`, `Bearer ${TOKEN} x`]) {
      const { status, headers } = await send(`${url}/claims`, { body: pale, headers: { authorization } });
      expect([authorization, status]).toEqual([authorization, 401]);
      expect(headers.get('www-authenticate')).toContain('Bearer');
    }
    for (const key of ['', 'has a space', 'x'.repeat(201)]) {
      const { status, body } = await send(`${url}/claims`, { body: pale, headers: { 'idempotency-key': key } });
      expect([status, body['code']]).toEqual([400, 'no_idempotency_key']);
    }
    expect(heard).toEqual([]);
  });

  it('names each fault of a body and its place', async () => {
    const { url, heard } = await scene();
    const cases: [string, number, string][] = [
      ['{', 400, 'not_json'],
      ['{"serial": 5}', 400, 'bad_claim'],
      ['{"serial": "A", "sympton": "x"}', 400, 'bad_claim'],
      ['{}', 400, 'bad_claim'],
      ['{"serial":"A","symptoms":["light-prnt"]}', 422, 'unknown_symptom'],
      [JSON.stringify({ text: 'x'.repeat(70_000) }), 413, 'too_long'],
    ];
    for (const [raw, status, code] of cases) {
      const answered = await send(`${url}/claims`, { raw });
      expect([raw.slice(0, 40), answered.status, answered.body['code']]).toEqual([raw.slice(0, 40), status, code]);
    }
    const other = await send(`${url}/claims`, { raw: 'serial=A', headers: { 'content-type': 'text/plain' } });
    expect([other.status, other.body['code']]).toEqual([415, 'not_json']);
    expect((await send(`${url}/claims`, { raw: '{"serial": 5}' })).body['faults']).toEqual([
      { at: '/serial', what: expect.stringContaining('expected string') },
    ]);
    expect(heard).toEqual([]);
  });

  it('guesses nothing: what may be meant stands in the problem, and no customer of theirs', async () => {
    const device = { serial: 'SIM-3500-0042', model: 'SIM-3500', customer: 'Nordlicht Apotheke', why: 'O for 0' };
    const which = await scene({}, () => ({
      kind: 'which-device',
      said: 'SIM-35OO',
      candidates: [device],
      symptoms: [],
    }));
    const unknown = await send(`${which.url}/claims`, { body: pale });
    expect([unknown.status, unknown.body['code']]).toEqual([404, 'unknown_device']);
    expect(unknown.body['candidates']).toEqual([{ serial: 'SIM-3500-0042', model: 'SIM-3500', why: 'O for 0' }]);
    expect(JSON.stringify(unknown.body)).not.toContain('Nordlicht');

    const unclear = await scene({}, () => ({ kind: 'which-symptom', serial: 'SIM-3500-0042', candidates: [] }));
    expect((await send(`${unclear.url}/claims`, { body: pale })).body).toMatchObject({ code: 'unclear_symptom' });
  });

  it('says that nothing was changed when the store is down, and to come again with the same key', async () => {
    const failing = (): never => {
      throw new AppError('store_failed', 'no disk at /secret/path');
    };
    const { url, logged } = await scene({}, failing);
    const { status, body, headers } = await send(`${url}/claims`, { body: pale });
    expect([status, body['code'], headers.get('retry-after')]).toEqual([503, 'store_failed', '5']);
    expect(JSON.stringify(body)).not.toContain('/secret/path');
    expect(logged).toEqual(['api.failed']);
  });
});

describe('a claim that no workspace can show now', () => {
  it('is not taken, and is to come again with the same key', async () => {
    const { url } = await scene({}, () => {
      throw new AppError('slack_failed', 'None of the workspaces is open.');
    });
    const { status, body, headers } = await send(`${url}/claims`, { body: pale });
    expect([status, body['code'], headers.get('retry-after')]).toEqual([503, 'slack_failed', '5']);
  });
});

describe('GET', () => {
  it('shows a claim with its figures, verdicts and measures, and no address of the device', async () => {
    const { url } = await scene();
    const { status, body } = await send(`${url}/claims/12`, { method: 'GET' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ id: 12, phase: 'complete', outcome: 'answered', model: 'SIM-3500' });
    expect(body['comparisons']).toMatchObject([
      { title: 'Drum charge', part: 'black', figure: '2.1 V', average: '2.94 V (n 41)', verdict: 'off' },
      { title: 'Density measured', verdict: 'normal' },
    ]);
    expect(body['measures']).toMatchObject([{ id: 'replace-drum', who: 'field-engineer' }]);
    expect(JSON.stringify(body)).not.toContain('127.1.0.42');
    expect((await send(`${url}/claims/13`, { method: 'GET' })).status).toBe(404);
    expect((await send(`${url}/claims/12`, { method: 'GET', headers: { authorization: '' } })).status).toBe(401);
  });

  it('shows a claim to the system that brought or joined it and to one that reads all; to others it is as if there were none', async () => {
    const joined = { at: NOW, by: 'api:portal', what: 'joined' as const, source: 'api:portal:k' };
    const claims = [
      sampleClaim({ id: 1, sourceKey: 'api:erp:k' }),
      sampleClaim({ id: 2, sourceKey: 'cmd:1', events: [joined] }),
      sampleClaim({ id: 3, sourceKey: 'api:erp-2:k' }),
    ];
    const dossierOf: ApiOptions['dossierOf'] = async (id) => {
      const claim = claims.find((one) => one.id === id);
      return claim === undefined ? undefined : sampleDossier({ claim });
    };
    const { url } = await scene({ dossierOf });
    const read = async (token: string): Promise<unknown[]> =>
      Promise.all(
        [1, 2, 3, 4].map(async (id) => {
          const headers = { authorization: `Bearer ${token}` };
          const { status, body } = await send(`${url}/claims/${id}`, { method: 'GET', headers });
          return status === 200 ? 'shown' : body['detail'];
        }),
      );
    const none = (id: number): string => `There is no claim ${id}.`;
    expect(await read(TOKEN)).toEqual(['shown', none(2), none(3), none(4)]);
    expect(await read('portal-token-of-thirty-letters')).toEqual([none(1), 'shown', none(3), none(4)]);
    expect(await read('board-token-of-thirty-letters!')).toEqual(['shown', 'shown', 'shown', none(4)]);
  });

  it('leaves out texts that are the customer’s own', async () => {
    const text = '10.20.30.40';
    const reading = sampleReading('network.address', { kind: 'text', text });
    const figure = { kind: 'text' as const, text, from: [reading] };
    const over = { item: 'network.address', reading, figure, baseline: { kind: 'not-compared' as const } };
    const fetches = [sampleFetch({ comparisons: [sampleRow('Address', 1, 'cannot-say', over)] })];
    const claim = sampleClaim({ sourceKey: 'api:erp:k' });
    const { url } = await scene({ dossierOf: async () => sampleDossier({ claim, fetches }) });
    const { body } = await send(`${url}/claims/12`, { method: 'GET' });
    expect(body['comparisons']).toEqual([]);
    expect(JSON.stringify(body)).not.toContain(text);
  });

  it('says that it is alive, and whether it can take claims', async () => {
    const well = await scene();
    expect((await send(`${well.url}/healthz`, { method: 'GET' })).body).toEqual({ status: 'alive' });
    expect((await send(`${well.url}/readyz`, { method: 'GET' })).body).toEqual({ status: 'ready' });
    const ill = await scene({ check: () => Promise.reject(new AppError('store_failed', 'Redis does not answer.')) });
    const { status, body } = await send(`${ill.url}/readyz`, { method: 'GET' });
    expect([status, body['detail']]).toEqual([503, 'Redis does not answer.']);
    expect((await send(`${ill.url}/healthz`, { method: 'GET' })).status).toBe(200);
  });

  it('shows what the program counts of itself', async () => {
    const { url } = await scene();
    const response = await fetch(`${url}/metrics`);
    expect([response.status, await response.text()]).toEqual([200, 'claimscope_up 1\n']);
  });

  it('describes itself, and its schema takes and refuses what the interface does', async () => {
    const { url } = await scene();
    const { body } = await send(`${url}/openapi.json`, { method: 'GET', headers: { authorization: '' } });
    const document = z
      .object({
        paths: z.record(z.string(), z.record(z.string(), z.object({ responses: z.record(z.string(), z.unknown()) }))),
        components: z.object({ schemas: z.record(z.string(), z.record(z.string(), z.unknown())) }),
      })
      .parse(body);
    expect(Object.keys(document.paths).sort()).toEqual(['/claims', '/claims/{id}', '/symptoms']);
    const isClaim = new Ajv2020({ strict: false }).compile(document.components.schemas['ClaimRequest'] ?? {});
    expect([pale, { serial: 5 }, { serial: 'A', more: 1 }].map((one) => isClaim(one))).toEqual([true, false, false]);
  });

  it('has no other path and no other method', async () => {
    const { url } = await scene();
    expect((await send(`${url}/`, { method: 'GET' })).status).toBe(404);
    for (const [path, method, allow] of [
      ['/claims', 'DELETE', 'POST'],
      ['/claims/12', 'POST', 'GET, HEAD'],
    ] as const) {
      const { status, headers } = await send(`${url}${path}`, { method });
      expect([path, status, headers.get('allow')]).toEqual([path, 405, allow]);
    }
  });

  it('takes a target that is no path for one that there is not', async () => {
    const { url, logged } = await scene();
    for (const target of ['//', '//healthz', 'http://[', '*', 'http://x.test/healthz']) {
      const socket = connect(Number(new URL(url).port), '127.0.0.1');
      socket.write(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
      let answered = '';
      for await (const chunk of socket) answered += String(chunk);
      const status = target.endsWith('test/healthz') ? 200 : 404;
      expect([target, answered.split(' ')[1]]).toEqual([target, String(status)]);
    }
    expect(logged).toEqual([]);
  });
});

describe('the interface', () => {
  it('says that it is alive while it has as much in hand as it takes, and that it is busy to others', async () => {
    const held: (() => void)[] = [];
    const dossierOf: ApiOptions['dossierOf'] = async () => {
      await new Promise<void>((resolve) => {
        held.push(resolve);
      });
      return undefined;
    };
    const { url } = await scene({ dossierOf });
    const asked = Array.from({ length: 32 }, (_, n) => send(`${url}/claims/${n + 1}`, { method: 'GET' }));
    await expect.poll(() => held, { timeout: 10_000 }).toHaveLength(32);
    expect((await send(`${url}/claims`, { body: pale })).body['code']).toBe('busy');
    expect((await send(`${url}/healthz`, { method: 'GET' })).status).toBe(200);
    for (const release of held) release();
    await Promise.all(asked);
  });

  it('survives what is no HTTP, and ends while somebody holds a connection open', async () => {
    const { url } = await scene();
    const { port } = new URL(url);
    const rude = connect(Number(port), '127.0.0.1');
    await new Promise<void>((resolve) => {
      rude.once('connect', resolve);
    });
    const closed = new Promise<void>((resolve) => {
      rude.once('close', () => resolve());
    });
    rude.on('error', () => undefined).resume();
    rude.write('POST /claims HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\nContent-Type: application/json\r\n\r\n{');
    expect((await send(`${url}/claims`, { body: pale })).status).toBe(201);
    await open.pop()?.stop();
    await closed;
  });

  it('says which address it cannot listen at', async () => {
    const { url } = await scene();
    await expect(scene({ port: Number(new URL(url).port) })).rejects.toMatchObject({ code: 'bad_config' });
  });
});
