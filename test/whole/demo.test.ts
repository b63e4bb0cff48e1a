import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const cli = join(dirname(fileURLToPath(import.meta.url)), '../../dist/cli/main.js');

describe('the demo', () => {
  it('plays the whole story, sees every step in the local Slack, and leaks no secret', async () => {
    const { code, out, err } = await new Promise<{ code: number; out: string; err: string }>((resolve) => {
      execFile(
        process.execPath,
        [cli, 'demo', '--once', '--json'],
        { env: { PATH: process.env['PATH'] }, timeout: 90_000, maxBuffer: 1e8 },
        (error, stdout, stderr) => {
          resolve({ code: error === null ? 0 : 1, out: stdout, err: stderr });
        },
      );
    });
    expect(err.split('\n').filter((line) => line.includes('"level":50'))).toEqual([]);
    const story: unknown = JSON.parse(out);
    expect(story).not.toHaveProperty('failed');
    expect(code).toBe(0);
    expect(story).toMatchObject({ steps: { length: 7 }, threads: { length: 2 }, told: { length: 2 } });
    // Which of its lines comes first is by how odd the row is, and so by the peers that answered in time.
    expect(out).toMatch(/Its own past.{1,160}Image density, measured, black.{1,4}: fell by 0\.7\d V since \d+ \w+ /);
    expect(out + err).not.toMatch(/xox[bp]-|xapp-/);
  });
});
