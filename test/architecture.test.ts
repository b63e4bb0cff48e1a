import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const src = join(root, 'src');

const ROOMS = [
  'core',
  'rules',
  'devices',
  'store',
  'queue',
  'flow',
  'slack',
  'chart',
  'config',
  'demo',
  'cli',
  'api',
  'trace',
] as const;
type Room = (typeof ROOMS)[number] | 'main';

/** Every room may import core; these are all other arrows there are. */
const ARROWS: Record<Room, readonly Room[]> = {
  core: [],
  rules: [],
  devices: [],
  store: [],
  queue: [],
  flow: ['rules'],
  slack: [],
  chart: [],
  api: [],
  trace: [],
  config: [],
  main: ['rules', 'devices', 'store', 'queue', 'flow', 'slack', 'chart', 'api', 'trace', 'config', 'demo', 'cli'],
  cli: ['rules', 'devices', 'store', 'queue', 'flow', 'slack', 'config', 'demo', 'main'],
  demo: ['rules', 'devices', 'store', 'queue', 'flow', 'slack', 'config', 'main', 'cli'],
};

/** Packages and where they are at home; node's own modules that touch the outside are listed too. */
const HOMES: Record<string, readonly Room[]> = {
  '@expo-google-fonts/inter': ['chart'],
  '@resvg/resvg-js': ['chart'],
  // The bench measures us beside the bare package.
  '@slack/bolt': ['slack', 'demo'],
  '@slack/types': ['slack', 'demo'],
  '@slack/web-api': ['slack'],
  '@opentelemetry/api': ['trace'],
  '@opentelemetry/core': ['trace'],
  '@opentelemetry/exporter-trace-otlp-http': ['trace'],
  '@opentelemetry/resources': ['trace'],
  '@opentelemetry/sdk-trace-base': ['trace'],
  '@photostructure/sqlite': ['store', 'queue'],
  commander: ['cli'],
  'csv-parse': ['cli', 'devices', 'rules'],
  'date-fns': ['core'],
  'fastest-levenshtein': ['core', 'rules'],
  'fast-xml-parser': ['devices'],
  'iconv-lite': ['devices', 'rules'],
  bullmq: ['queue'],
  ioredis: ['store', 'queue'],
  'ipaddr.js': ['cli'],
  json5: ['devices'],
  // The bench measures us beside the bare package.
  'net-snmp': ['devices', 'demo'],
  'node-html-parser': ['devices'],
  'prom-client': ['main'],
  'p-queue': ['slack', 'demo'],
  pino: ['main'],
  react: ['demo'],
  'react-dom': ['demo'],
  undici: ['devices', 'slack', 'demo'],
  ws: ['demo'],
  yaml: ['rules', 'config', 'demo'],
  zod: ['api', 'rules', 'config', 'cli', 'store'],
};

/** Rooms that think: no clock, chance, environment, file or socket; `load.ts` is where rules touch files. */
const PURE: readonly Room[] = ['core', 'rules', 'flow'];
const IMPURE = [
  /\bDate\.now\b/,
  /\bnew Date\(\)/,
  /\bperformance\.now\b/,
  /\bMath\.random\b/,
  /\bcrypto\b.*\brandom/,
  /\bprocess\.env\b/,
  /\bsetTimeout\b/,
  /\bsetInterval\b/,
  /\bfetch\(/,
];
const OUTSIDE = new Set([
  'fs',
  'fs/promises',
  'net',
  'dgram',
  'http',
  'https',
  'child_process',
  'worker_threads',
  'tls',
  'dns',
]);

/** Makers' oddities are data in rules/models; code that names one has them in the wrong place. */
const MAKERS =
  /\b(brother|canon|develop ineo|epson|fujifilm|gestetner|hewlett|hp|jetdirect|konica|minolta|kyocera|lanier|lexmark|nashuatec|oki|olivetti|pantum|ricoh|samsung|savin|sharp|toshiba|utax|xerox)\b/i;

type Import = { file: string; room: Room; target: string };

const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => join(src, file));

function roomOf(path: string): Room {
  const first = relative(src, path).split('/')[0] ?? '';
  return ROOMS.find((room) => room === first) ?? 'main';
}
function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8');
  const found = text.matchAll(/(?:^|\n)\s*(?:import|export)\b[^;]*?from\s+'([^']+)'|\bimport\(\s*'([^']+)'/g);
  const bare = text.matchAll(/(?:^|\n)import\s+'([^']+)'/g);
  return [...found, ...bare].map((match) => ({ file, room: roomOf(file), target: match[1] ?? match[2] ?? '' }));
}
function packageOf(target: string): string {
  const parts = target.split('/');
  return target.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? '');
}
function codeOf(file: string): string {
  return readFileSync(file, 'utf8')
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/(^|\s)\/\/.*$/gm, '');
}
function short(file: string): string {
  return relative(root, file);
}

const all = files.flatMap(importsOf);
const local = all.filter(({ target }) => target.startsWith('.'));
const external = all.filter(({ target }) => !target.startsWith('.'));

describe('the architecture', () => {
  it('sees the whole house', () => {
    expect(files.length).toBeGreaterThan(60);
    expect(new Set(files.map(roomOf))).toEqual(new Set([...ROOMS, 'main']));
    expect(local.length).toBeGreaterThan(100);
    expect(external.length).toBeGreaterThan(30);
  });

  it('has no arrow that is not drawn', () => {
    const faults = local.flatMap(({ file, room, target }) => {
      const to = roomOf(resolve(dirname(file), target));
      return to === room || to === 'core' || ARROWS[room].includes(to) ? [] : [`${short(file)}: ${room} -> ${to}`];
    });
    expect(faults).toEqual([]);
  });

  it('keeps every package in its home', () => {
    const faults = external.flatMap(({ file, room, target }) => {
      if (target.startsWith('node:')) {
        const name = target.slice('node:'.length);
        const isLoad = room === 'rules' && file.endsWith('/load.ts');
        const touches = OUTSIDE.has(name) && PURE.includes(room) && !isLoad;
        return touches ? [`${short(file)}: ${target}`] : [];
      }
      const homes = HOMES[packageOf(target)];
      return homes?.includes(room) === true ? [] : [`${short(file)}: ${target} is not at home in ${room}`];
    });
    expect(faults).toEqual([]);
  });

  it('has no cycle', () => {
    const next = new Map<string, string[]>();
    for (const { file, target } of local) {
      next.set(file, [...(next.get(file) ?? []), resolve(dirname(file), target)]);
    }
    const done = new Set<string>();
    const cycles: string[] = [];
    function visit(file: string, path: string[]): void {
      if (path.includes(file)) {
        cycles.push([...path.slice(path.indexOf(file)), file].map(short).join(' -> '));
        return;
      }
      if (done.has(file)) return;
      for (const target of next.get(file) ?? []) visit(target, [...path, file]);
      done.add(file);
    }
    for (const file of files) visit(file, []);
    expect(cycles).toEqual([]);
  });

  it('has no clock, chance or environment where it thinks', () => {
    const faults = files
      .filter((file) => PURE.includes(roomOf(file)) && !file.endsWith('/rules/load.ts'))
      .flatMap((file) =>
        IMPURE.filter((pattern) => pattern.test(codeOf(file))).map((p) => `${short(file)}: ${p.source}`),
      );
    expect(faults).toEqual([]);
  });

  it('names no maker in code', () => {
    const faults = files.filter((file) => MAKERS.test(readFileSync(file, 'utf8'))).map(short);
    expect(faults).toEqual([]);
  });

  it('would see a fault: the patterns match what they are meant to match', () => {
    expect(MAKERS.test('a Ricoh device')).toBe(true);
    expect(MAKERS.test('sharper')).toBe(false);
    expect(IMPURE.some((pattern) => pattern.test('const at = Date.now();'))).toBe(true);
    expect(packageOf('@slack/bolt/dist/x')).toBe('@slack/bolt');
  });

  it('has no file that wants to be two', () => {
    const long = files
      .map((file) => ({ file: short(file), lines: readFileSync(file, 'utf8').split('\n').length }))
      .filter(({ lines }) => lines > 400);
    expect(long).toEqual([]);
  });
});
