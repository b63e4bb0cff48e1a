import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, symlinkSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const run = promisify(execFile);
/** Dockerfile's lines as instruction and words, of the stage that builds and of the image itself. */
const [build = [], image = []] = readFileSync('Dockerfile', 'utf8')
  .split(/^FROM .*$/m)
  .slice(1)
  .map((stage) =>
    stage
      .split('\n')
      .filter((line) => /^[A-Z]+ /.test(line))
      .map((line) => line.split(/\s+/)),
  );
const compose: { services: Record<string, { command: string[]; healthcheck: { test: string } }> } = parse(
  readFileSync('compose.yml', 'utf8'),
);

/** Lays down what the COPY lines of a stage take, and nothing else; what npm brings is linked. */
function layDown(stage: readonly string[][]): string {
  const folder = mkdtempSync(join(tmpdir(), 'claimscope-image-'));
  for (const [instruction, ...words] of stage) {
    if (instruction !== 'COPY') continue;
    const from = words.filter((word) => !word.startsWith('--')).slice(0, -1);
    for (const source of from.map((word) => word.replace(/^\/app\//, ''))) {
      if (source === 'node_modules') continue;
      cpSync(source, join(folder, source), { recursive: true });
    }
  }
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  return folder;
}

describe('the Dockerfile', () => {
  it('takes all that the build compiles, and nothing that .dockerignore keeps back', async () => {
    const folder = layDown(build);
    await run(process.execPath, [resolve('node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json', '--noEmit'], {
      cwd: folder,
    });
    const ignored = readFileSync('.dockerignore', 'utf8').trim().split('\n');
    const taken = [...build, ...image].filter(([, from = '']) => !from.startsWith('--')).flat();
    expect(taken.filter((word) => ignored.includes(word.replace(/^\.\//, '')))).toEqual([]);
  }, 180_000);

  it('leaves in the image all that the program needs, wherever it is started', async () => {
    const folder = layDown(image);
    const entry = image.find(([instruction]) => instruction === 'ENTRYPOINT');
    const [node, ...options]: string[] = JSON.parse(entry?.slice(1).join(' ') ?? '[]');
    expect([node, options.at(-1)]).toEqual(['node', '/app/dist/cli/main.js']);
    const words = options.map((option) => option.replace('/app', folder));
    const data = mkdtempSync(join(tmpdir(), 'claimscope-data-'));
    async function said(...command: string[]): Promise<string> {
      const { stdout } = await run(process.execPath, [...words, ...command], { cwd: data });
      return stdout;
    }
    expect(await said('parse', '--json', 'serial=A1 prints too light')).toContain('light-print');
    for (const { command } of Object.values(compose.services)) {
      const [name = ''] = command;
      if (name !== 'redis-server') expect(await said(...command, '--help')).toContain(`claimscope ${name} [options]`);
    }
  }, 180_000);
});

describe('the health checks of compose.yml', () => {
  let server: Server | undefined;
  afterEach(() => server?.close());

  it.each(['bot', 'worker'])('tell a %s that is well from one that is not, or is away', async (name) => {
    let status = 200;
    server = createServer((request, response) => {
      response.writeHead(request.url === '/healthz' ? status : 404).end();
    }).listen(0, '127.0.0.1');
    await new Promise((listening) => server?.once('listening', listening));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const test = compose.services[name]?.healthcheck.test ?? '';
    expect(test).toMatch(/127\.0\.0\.1:\d+/);
    const probe = test.replace(/127\.0\.0\.1:\d+/, `127.0.0.1:${port}`);
    const isWell = (): Promise<boolean> =>
      run('sh', ['-c', probe]).then(
        () => true,
        () => false,
      );
    expect(await isWell()).toBe(true);
    status = 503;
    expect(await isWell()).toBe(false);
    server.close();
    server.closeAllConnections();
    expect(await isWell()).toBe(false);
  });
});
