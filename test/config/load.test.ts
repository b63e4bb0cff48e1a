import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { AppError } from '../../src/core/errors.ts';
import { Secret } from '../../src/core/secret.ts';

function written(yaml: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'claimscope-config-')), 'claimscope.yml');
  writeFileSync(file, yaml);
  return file;
}
function faultsOf(yaml: string, env: Record<string, string> = {}): string[] {
  const file = written(yaml);
  try {
    loadConfig({ file, env });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    expect(error.code).toBe('bad_config');
    return error.message
      .split('\n')
      .slice(1)
      .map((line) => line.replace(file, 'F'));
  }
  return [];
}

describe('loadConfig', () => {
  it('has sound defaults without any file', () => {
    const config = loadConfig({ file: written(''), env: {} });
    expect(config.slack).toMatchObject({
      mode: 'socket',
      command: '/claim',
      claimsChannels: ['claims'],
      postsPerSecond: 1,
    });
    expect(config.peers).toEqual({
      live: 100,
      needed: 5,
      neededCustomers: 3,
      deadlineMs: 10_000,
      standMs: 1200,
      storedMaxAgeMs: 7 * 86_400_000,
      staleMs: 30 * 86_400_000,
      reportMaxAgeMs: 90 * 86_400_000,
    });
    expect(config.store).toEqual({ kind: 'sqlite', path: '.claimscope/claimscope.db' });
    expect(Object.isFrozen(config.peers)).toBe(true);
  });

  it('traces where the variables of OpenTelemetry or the file say, and nowhere else', () => {
    const of = (yaml: string, env: Record<string, string> = {}) => loadConfig({ file: written(yaml), env }).traces;
    expect(of('')).toBeUndefined();
    expect(of('traces: { sampled: 0.1 }')).toBeUndefined();
    expect(of("traces: { url: 'http://127.0.0.1:4318' }")).toEqual({
      url: 'http://127.0.0.1:4318/v1/traces',
      service: 'claimscope',
      sampled: 1,
    });
    const all = { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://otel.example.com/in/', OTEL_SERVICE_NAME: 'desk' };
    expect(of("traces: { url: 'http://127.0.0.1:4318', sampled: 0.5 }", all)).toEqual({
      url: 'https://otel.example.com/in/v1/traces',
      service: 'desk',
      sampled: 0.5,
    });
    const one = { ...all, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:9/here' };
    expect(of('', one)?.url).toBe('http://127.0.0.1:9/here');
    expect(of('', { ...one, OTEL_SDK_DISABLED: 'true' })).toBeUndefined();
    expect(of('', { OTEL_EXPORTER_OTLP_ENDPOINT: '' })).toBeUndefined();
    expect(faultsOf('', { OTEL_EXPORTER_OTLP_ENDPOINT: 'user:pass@otel' })).toEqual([
      'the environment variable OTEL_EXPORTER_OTLP_ENDPOINT must hold an http or https address',
    ]);
    expect(faultsOf('traces: { url: 4318 }')[0]).toMatch(/F:1:\d+: traces.url: must be an http or https address/);
    expect(faultsOf("traces: { url: 'ftp://x', sampled: 2 }")).toHaveLength(2);
  });

  it('calls back within 60 days and looks again after 500 pages, unless it says otherwise', () => {
    const of = (yaml: string) => loadConfig({ file: written(yaml), env: {} });
    expect(of('')).toMatchObject({ callbackMs: 60 * 86_400_000, followUp: { pages: 500, withinMs: 30 * 86_400_000 } });
    expect(of('{ callbackDays: 0, followUp: { pages: 2000, days: 90 } }')).toMatchObject({
      callbackMs: 0,
      followUp: { pages: 2000, withinMs: 90 * 86_400_000 },
    });
    expect(of('followUp: { pages: 0 }')).not.toHaveProperty('followUp');
    expect(() => of('followUp: { days: 0 }')).toThrow(/followUp.days/);
  });

  it('lets other systems read the claims they brought, and all only where it is said', () => {
    const file = written('api: { callers: { erp: { env: ERP }, board: { env: BOARD, read: all } } }');
    const env = { ERP: 'token-of-erp-long-enough-to-be-one', BOARD: 'token-of-board-long-enough-to-be' };
    const callers = loadConfig({ file, env }).api?.callers ?? [];
    expect(callers.map(({ name, readsAll }) => [name, readsAll])).toEqual([
      ['erp', undefined],
      ['board', true],
    ]);
  });

  it('keeps the past for as long as it is told, and refuses more of the dense than of the thin', () => {
    expect(loadConfig({ file: written(''), env: {} }).history).toEqual({
      hourlyDays: 14,
      dailyDays: 180,
      weeklyDays: 1095,
    });
    expect(loadConfig({ file: written('history: { dailyDays: 60 }'), env: {} }).history.dailyDays).toBe(60);
    const order = 'must not keep an hourly past for longer than a daily one, nor that for longer than a weekly one';
    expect(faultsOf('history: { hourlyDays: 30, dailyDays: 7 }')).toEqual([`F:1:10: history: ${order}`]);
    expect(faultsOf('history: { weeklyDays: 90 }')).toEqual([`F:1:10: history: ${order}`]);
  });

  it('chooses Redis by REDIS_URL alone, and takes more of it from the file where there is more to say', () => {
    const env = { REDIS_URL: 'redis://:hunter2@db.example.com', OTHER: 'redis://other.example.com' };
    const { store } = loadConfig({ file: written(''), env });
    expect(store).toMatchObject({ kind: 'redis', prefix: 'claimscope', cluster: false });
    expect(store.kind === 'redis' && store.url.reveal()).toBe(env.REDIS_URL);
    expect(JSON.stringify(store)).not.toContain('hunter2');
    const file = 'store: { redis: { url: { env: OTHER }, prefix: desk, cluster: [ "10.0.0.2:6379" ] } }';
    const told = loadConfig({ file: written(file), env }).store;
    expect(told).toMatchObject({ kind: 'redis', prefix: 'desk', cluster: ['10.0.0.2:6379'] });
    expect(told.kind === 'redis' && told.url.reveal()).toBe(env.OTHER);
    expect(loadConfig({ file: written(''), env: { REDIS_URL: '' } }).store.kind).toBe('sqlite');
    expect(faultsOf('store: { redis: { prefix: desk } }')).toEqual([
      'F: store.redis.url: the environment variable REDIS_URL is not set',
    ]);
  });

  it('has a port for metrics only where the file says so', () => {
    expect(loadConfig({ file: written(''), env: {} }).metrics).toBeUndefined();
    expect(loadConfig({ file: written('metrics: {}'), env: {} }).metrics).toEqual({ host: '127.0.0.1', port: 9464 });
    expect(loadConfig({ file: written('metrics: { host: 0.0.0.0, port: 0 }'), env: {} }).metrics).toMatchObject({
      host: '0.0.0.0',
      port: 0,
    });
    expect(faultsOf('metrics: { port: 70000 }').join()).toContain('metrics.port');
  });

  it('takes secrets from the environment only, and never shows them', () => {
    const file = written('credentials: { default: { community: { env: MY_COMMUNITY } } }');
    const config = loadConfig({ file, env: { MY_COMMUNITY: 'hunter2', SLACK_BOT_TOKEN: 'xoxb-hunter2' } });
    const { default: credential } = config.credentials;
    expect(credential?.version === '2c' && credential.community.reveal()).toBe('hunter2');
    expect(config.slack.botToken?.reveal()).toBe('xoxb-hunter2');
    expect(JSON.stringify(config)).not.toContain('hunter2');
    expect(faultsOf('credentials: { default: { community: hunter2 } }').join()).toContain(
      'credentials.default.community',
    );
  });

  it('takes installs by several workspaces over HTTP alone, with keys that are keys', () => {
    const oauth = (more = ''): string =>
      `slack: { mode: http, oauth: { clientId: '1.2', keys: [{ env: KEY }, { env: OLD }], workspaces: [T012ABC]${more} } }`;
    const env = { SLACK_CLIENT_SECRET: 'hush', KEY: 'ab'.repeat(32), OLD: Buffer.alloc(32, 7).toString('base64') };
    const { slack } = loadConfig({ file: written(oauth()), env });
    expect(slack.oauth).toMatchObject({ clientId: '1.2', workspaces: ['T012ABC'] });
    expect(slack.oauth?.keys.map((key) => key.reveal())).toEqual([env.KEY, env.OLD]);
    expect(slack.oauth?.clientSecret.reveal()).toBe('hush');
    expect(JSON.stringify(slack)).not.toMatch(/hush|abab/);
    expect(faultsOf(oauth().replace('mode: http, ', ''), env)).toEqual([
      expect.stringMatching(/^F:1:\d+: slack\.oauth: installs by several workspaces need mode: http/),
    ]);
    expect(faultsOf(oauth(), { ...env, OLD: 'too short' })).toEqual([
      'F: slack.oauth.keys.1: the environment variable OLD holds no key of 32 octets, written as 64 hexadecimal digits or in base64',
    ]);
    expect(faultsOf(oauth(), { KEY: env.KEY, OLD: env.OLD })).toEqual([expect.stringContaining('SLACK_CLIENT_SECRET')]);
    expect(faultsOf(oauth(', redirectUri: "https://x.example/back"'), env)[0]).toContain(
      'must end with /slack/oauth_redirect',
    );
    expect(faultsOf(oauth().replace('[T012ABC]', '[]'), env)[0]).toContain('slack.oauth.workspaces');
    expect(faultsOf(oauth().replace('T012ABC', 'acme'), env)[0]).toContain('must be the id of a workspace');
  });

  it('lists every fault at once with its line and column', () => {
    const yaml = 'slack:\n  mode: carrier-pigeon\n  port: 99999\npeers:\n  need: 3\nhandlers:\n  - model: X\n';
    expect(faultsOf(yaml)).toEqual([
      expect.stringMatching(/^F:2:9: slack\.mode: .*"socket"\|"http"/),
      expect.stringMatching(/^F:3:9: slack\.port: /),
      expect.stringMatching(/^F:5:3: peers: .*need/),
      expect.stringMatching(/^F:7:5: handlers\.0: needs either user or group/),
    ]);
  });

  it('names the variable that is not set', () => {
    expect(faultsOf('services: { rm: { url: "http://x/{serial}", token: { env: RM_TOKEN } } }')).toEqual([
      'F: services.rm.token: the environment variable RM_TOKEN is not set',
    ]);
  });

  it.each([
    ['token: { env: KEY }', { kind: 'bearer', token: 'hunter2' }],
    ['auth: { kind: bearer, token: { env: KEY } }', { kind: 'bearer', token: 'hunter2' }],
    ['auth: { kind: basic, user: me, password: { env: KEY } }', { kind: 'basic', user: 'me', password: 'hunter2' }],
    ['auth: { kind: header, name: X-Key, value: { env: KEY } }', { kind: 'header', name: 'X-Key', value: 'hunter2' }],
    ['auth: { kind: query, name: key, value: { env: KEY } }', { kind: 'query', name: 'key', value: 'hunter2' }],
  ])('takes what proves to a service who asks from the environment: %s', (given, expected) => {
    const yaml = `services: { rm: { url: "https://rm.example/{serial}", ${given} } }`;
    const config = loadConfig({ file: written(yaml), env: { KEY: 'hunter2' } });
    const auth = config.services['rm']?.auth;
    const revealed = Object.entries(auth ?? {}).map(([key, value]) => [
      key,
      value instanceof Secret ? value.reveal() : value,
    ]);
    expect(Object.fromEntries(revealed)).toEqual(expected);
    expect(JSON.stringify(config)).not.toContain('hunter2');
  });

  it('takes all else a service is', () => {
    const more = '{ X-Tenant: dealer }, format: xml, serial: /d/@sn, readAt: /d/@at';
    const picks = 'picks: { uptime: { pick: /d/up } }';
    const yaml = `services: { rm: { url: "http://rm.example/{model}/{serial}?a={address}", headers: ${more}, ${picks} } }`;
    const file = written(yaml);
    const config = loadConfig({ file, env: {} });
    expect(config.services['rm']).toEqual({
      urlTemplate: 'http://rm.example/{model}/{serial}?a={address}',
      headers: { 'X-Tenant': 'dealer' },
      format: 'xml',
      serial: '/d/@sn',
      readAt: '/d/@at',
      picks: { uptime: { pick: '/d/up' } },
    });
    expect(config.file).toBe(file);
  });

  it.each([
    ['url: "http://x/all"', /services\.rm\.url/],
    ['url: "http://{address}/{serial}"', /placeholders after the host only/],
    ['url: "http://x@{address}/{serial}"', /placeholders after the host only/],
    ['url: "file:///{serial}"', /must be http or https/],
    ['url: "http://x/{serial}/{token}"', /nothing else in braces/],
    ['url: "http://x/{serial}", auth: { kind: bearer, token: hunter2 }', /services\.rm\.auth\.token/],
    ['url: "http://x/{serial}", auth: { kind: digest }', /services\.rm\.auth/],
    ['url: "http://x/{serial}", auth: { kind: basic, user: "a:b", password: { env: A } }', /must not hold a colon/],
    ['url: "http://x/{serial}", headers: { Authorization: hunter2 }', /secrets go into auth/],
    ['url: "http://x/{serial}", headers: { X-A: "a\\r\\nHost: b" }', /printable ASCII/],
    ['url: "http://x/{serial}", token: { env: A }, auth: { kind: bearer, token: { env: A } }', /either token or auth/],
    ['url: "http://x/{serial}", serial: serial', /must be a JSON pointer/],
    ['url: "http://x/{serial}", format: yaml', /services\.rm\.format/],
  ])('refuses a service of %s', (yaml, expected) => {
    const faults = faultsOf(`services: { rm: { ${yaml} } }`);
    expect(faults).toEqual([expect.stringMatching(expected)]);
    expect(faults.join()).not.toContain('hunter2');
  });

  it('names the variable of a service that is not set, wherever it is written', () => {
    const auth = 'auth: { kind: query, name: key, value: { env: RM_KEY } }';
    expect(faultsOf(`services: { rm: { url: "http://x/{serial}", ${auth} } }`)).toEqual([
      'F: services.rm.auth.value: the environment variable RM_KEY is not set',
    ]);
  });

  it('takes a user of SNMP version 3 with the keys of its level from the environment', () => {
    const priv = '{ protocol: aes-256, key: { env: PRIV } }';
    const auth = '{ protocol: sha-256, key: { env: AUTH } }';
    const yaml = [
      'credentials:',
      '  plain: { version: "3", user: watcher, level: noAuthNoPriv, context: jet }',
      `  signed: { version: "3", user: watcher, level: authNoPriv, auth: ${auth} }`,
      `  sealed: { version: "3", user: watcher, level: authPriv, auth: ${auth}, priv: ${priv} }`,
    ].join('\n');
    const config = loadConfig({ file: written(yaml), env: { AUTH: 'hunter2-auth', PRIV: 'hunter2-priv' } });
    const { plain, signed, sealed } = config.credentials;
    expect(plain).toEqual({ version: '3', user: 'watcher', level: 'noAuthNoPriv', context: 'jet' });
    expect(signed).toMatchObject({ level: 'authNoPriv', auth: { protocol: 'sha-256' } });
    expect(sealed).toMatchObject({ level: 'authPriv', auth: { protocol: 'sha-256' }, priv: { protocol: 'aes-256' } });
    const keys = sealed?.version === '3' && sealed.level === 'authPriv' ? [sealed.auth.key, sealed.priv.key] : [];
    expect(keys.map((key) => key.reveal())).toEqual(['hunter2-auth', 'hunter2-priv']);
    expect(JSON.stringify(config)).not.toContain('hunter2');
  });

  it('says which key of a user is too short, is missing or does not belong to the level, and never shows one', () => {
    const auth = 'auth: { protocol: sha-1, key: { env: AUTH } }';
    const user = 'version: "3", user: u';
    const short = faultsOf(`credentials: { a: { ${user}, level: authNoPriv, ${auth} } }`, { AUTH: 'sh0rt!!' });
    expect(short).toEqual([
      'F: credentials.a.auth.key: the environment variable AUTH holds too few characters, SNMP takes no fewer than 8',
    ]);
    expect(faultsOf(`credentials: { a: { ${user}, level: authNoPriv, ${auth} } }`)).toEqual([
      'F: credentials.a.auth.key: the environment variable AUTH is not set',
    ]);
    expect(faultsOf(`credentials: { a: { ${user}, level: authPriv, ${auth} } }`)).toEqual([
      expect.stringMatching(/^F:1:\d+: credentials\.a\.priv: /),
    ]);
    expect(faultsOf(`credentials: { a: { ${user}, level: noAuthNoPriv, ${auth} } }`)).toEqual([
      expect.stringMatching(/^F:1:\d+: credentials\.a: .*auth/),
    ]);
    expect(faultsOf(`credentials: { a: { ${user}, level: secret } }`)).toEqual([
      expect.stringMatching(/^F:1:\d+: credentials\.a\.level: /),
    ]);
    expect(faultsOf('credentials: { a: { version: "4", user: u } }')).toEqual([
      expect.stringMatching(/^F:1:\d+: credentials\.a\.version: /),
    ]);
  });

  it('says which file is missing, and where YAML is broken', () => {
    expect(() => loadConfig({ file: '/nowhere/c.yml', env: {} })).toThrow(
      'There is no configuration file at /nowhere/c.yml.',
    );
    expect(faultsOf('slack: [\n')[0]).toMatch(/^F:\d+:\d+: /);
  });

  it('takes channels that customers read, with at least one customer, and none of the desk', () => {
    const shared = 'customerChannels: [{ channel: "#Acme-service", customers: [Acme] }]';
    expect(loadConfig({ file: written(`slack: { ${shared} }`), env: {} }).slack.customerChannels).toEqual([
      { channel: '#Acme-service', customers: ['Acme'] },
    ]);
    expect(faultsOf(`slack: { ${shared}, deskChannels: [acme-service] }`).join()).toContain('none of deskChannels');
    expect(faultsOf('slack: { customerChannels: [{ channel: x, customers: [] }] }')).toHaveLength(1);
  });

  it('knows who may set channels by ids of people and groups, and nobody unless they are named', () => {
    expect(loadConfig({ file: written('admins: { users: [U012AIKO], groups: [S012DESK] }'), env: {} }).admins).toEqual({
      users: ['U012AIKO'],
      groups: ['S012DESK'],
    });
    expect(loadConfig({ file: written('joinHours: 1'), env: {} }).admins).toEqual({ users: [], groups: [] });
    expect(() => loadConfig({ file: written('admins: { users: [aiko] }'), env: {} })).toThrow('Slack user id');
  });

  it('turns handlers into routes in their order', () => {
    const file = written('handlers:\n  - { symptom: jam-feed, user: U0AIKO }\n  - { group: S0DESK }\n');
    expect(loadConfig({ file, env: {} }).routes).toEqual([
      { symptom: 'jam-feed', handler: { kind: 'user', id: 'U0AIKO' } },
      { handler: { kind: 'group', id: 'S0DESK' } },
    ]);
  });
});
