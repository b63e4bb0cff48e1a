import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ReadDevice, readOne } from '../../src/cli/read-one.ts';
import { Secret } from '../../src/core/secret.ts';
import { parseRecording } from '../../src/demo/replay/parse-recording.ts';
import { type Replay, startReplay } from '../../src/demo/replay/start-replay.ts';
import { openReader } from '../../src/devices/open-reader.ts';
import { RULE_KINDS } from '../../src/rules/book.ts';
import { checkRules } from '../../src/rules/check.ts';
import { defaultRulesDir, loadRules } from '../../src/rules/load.ts';

/** The device that the example is about. */
const ACME = [
  '1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.99998.1.300',
  '1.3.6.1.2.1.43.10.2.1.3.1.1|2|7',
  '1.3.6.1.2.1.43.10.2.1.4.1.1|65|18423',
  '1.3.6.1.4.1.99998.2.1.0|2|53',
  '1.3.6.1.4.1.99998.2.8.0|4|Acme 300',
  '1.3.6.1.4.1.99998.2.9.0|4|MDL:300;SN:AC0001;',
  '1.3.6.1.4.1.99998.3.1.2.1|2|1',
  '1.3.6.1.4.1.99998.3.1.2.2|2|2',
  '1.3.6.1.4.1.99998.3.1.2.3|2|2',
  '1.3.6.1.4.1.99998.3.1.2.4|2|9',
  '1.3.6.1.4.1.99998.3.1.2.5|2|1',
  '1.3.6.1.4.1.99998.3.1.3.1|2|2',
  '1.3.6.1.4.1.99998.3.1.3.2|2|2',
  '1.3.6.1.4.1.99998.3.1.3.3|2|2',
  '1.3.6.1.4.1.99998.3.1.3.4|2|2',
  '1.3.6.1.4.1.99998.3.1.3.5|2|1',
  '1.3.6.1.4.1.99998.3.1.4.1|2|5',
  '1.3.6.1.4.1.99998.3.1.4.2|2|2',
  '1.3.6.1.4.1.99998.3.1.4.3|2|1',
  '1.3.6.1.4.1.99998.3.1.4.4|2|70',
  '1.3.6.1.4.1.99998.3.1.4.5|2|80',
  '1.3.6.1.4.1.99998.4.2.0|2|0',
  '1.3.6.1.4.1.99998.5.1.0|4x|8b0200078a021d4cff',
  '1.3.6.1.4.1.99998.5.2.0|2|300',
  '1.3.6.1.4.1.99998.5.3.0|2|1200',
];
const PAGE =
  '<?xml version="1.0"?><status><tray name="Tray 1"><media>plain</media></tray><tray name="Tray 2"><media>thick</media></tray></status>';

let dir = '';
let replay: Replay;
let pages: Server;
let read: ReadDevice;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'claimscope-readme-'));
  for (const kind of RULE_KINDS) await mkdir(join(dir, kind));
  const isRule = (path: string): boolean => !path.endsWith('.test.yml');
  await cp(join(defaultRulesDir(), 'items'), join(dir, 'items'), { recursive: true, filter: isRule });
  await cp(join(defaultRulesDir(), 'models/generic.yml'), join(dir, 'models/generic.yml'));
  const text = await readFile(join(defaultRulesDir(), 'README.md'), 'utf8');
  const profile = /```yaml\n([^`]*schema\/profile\.json[^`]*)```/.exec(text)?.[1] ?? '';
  // The test as the text beside the example says it.
  const said = text.slice(text.indexOf('Its test: `recognises'));
  const test = [...said.slice(0, said.indexOf('\n\n')).matchAll(/`([a-z]+: [^`]*)`/g)].map((match) => match[1]);
  await writeFile(join(dir, 'models/acme.yml'), profile);
  await writeFile(join(dir, 'models/acme.test.yml'), `${test.join('\n')}\n`);

  replay = await startReplay({
    recordings: [{ file: 'acme', objects: parseRecording('acme', ACME.join('\n')).objects }],
  });
  pages = createServer((request, response) => {
    response.writeHead(request.url === '/status.xml' ? 200 : 404, { 'content-type': 'text/xml' }).end(PAGE);
  });
  await new Promise<void>((resolve) => pages.listen(0, '127.0.0.1', resolve));
  const address = pages.address();
  const httpPort = typeof address === 'object' ? address?.port : undefined;
  const credentials = { default: { version: '2c' as const, community: new Secret('public') } };
  const reader = openReader({ credentials, services: {}, clock: Date.now });
  const at = { address: '127.0.0.1', port: replay.devices[0]?.port, httpPort, ippPort: 9, isPrintPortShut: true };
  const answer = await readOne(await loadRules(dir), reader, at, 10_000);
  await reader.close();
  if ('silent' in answer) throw new Error(answer.silent);
  read = answer;
});
afterAll(async () => {
  await replay.stop();
  pages.close();
  await rm(dir, { recursive: true, force: true });
});

function valuesOf(item: string): unknown[] {
  return read.rows
    .filter((row) => row.item === item)
    .map(({ part, value }) => [
      part,
      value.kind === 'number' ? `${value.number} ${value.unit}` : Object.values(value)[1],
    ]);
}

describe('the profile that the README teaches', () => {
  it('passes the check with the test that stands beside it', async () => {
    const { faults } = await checkRules(dir);
    expect(faults.filter((fault) => fault.includes('models/acme'))).toEqual([]);
  });

  it('recognises its device by what it says of itself', () => {
    expect(read).toMatchObject({ model: 'Acme 300', serial: 'AC0001', profile: 'acme' });
  });

  it('reads each kind of place as its comments say', () => {
    expect(valuesOf('copies.total')).toEqual([[undefined, '18423 impressions']]);
    expect(valuesOf('toner.coverage')).toEqual([[undefined, '5.3 percent']]);
    expect(valuesOf('jams.by-place')).toEqual([
      ['feed-tray-1', '5 count'],
      ['fuser', '3 count'],
    ]);
    expect(valuesOf('alerts.active')).toEqual([[undefined, 'none']]);
    expect(valuesOf('drum.life')).toEqual([
      ['black', '75 percent'],
      ['cyan', '25 percent'],
    ]);
    expect(valuesOf('tray.media')).toEqual([
      ['tray-1', 'plain'],
      ['tray-2', 'thick'],
    ]);
  });
});
