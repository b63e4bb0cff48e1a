import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { NODE_FLAGS } from '../src/demo/bench/bot-process.ts';

const read = (path: string): string => readFileSync(fileURLToPath(new URL(`../${path}`, import.meta.url)), 'utf8');

test('the bench runs the bot with the settings that npm start and the image have', () => {
  const { scripts }: { scripts: { start: string } } = JSON.parse(read('package.json'));
  expect(scripts.start).toBe(['node', ...NODE_FLAGS, 'dist/cli/main.js start'].join(' '));
  const entry: unknown = JSON.parse(/^ENTRYPOINT (.*)$/mu.exec(read('Dockerfile'))?.[1] ?? '');
  expect(entry).toEqual(['node', ...NODE_FLAGS, '/app/dist/cli/main.js']);
});

test('this Node knows each of them: it ends at the start with one that it does not', () => {
  for (const flag of NODE_FLAGS) expect(spawnSync(process.execPath, [flag, '-e', '0']).status, flag).toBe(0);
  expect(spawnSync(process.execPath, ['--no-such-setting-of-node', '-e', '0']).status).not.toBe(0);
});
