import { mkdtempSync, statfsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MEMORY = '/dev/shm';
const LEAST_ROOM = 2 ** 31;

/**
 * Gives a run of the tests a temporary folder of its own, which goes with it.
 * It lies in memory where there is room: stores and servers wait for the disk at every commit, and what a test wrote need not outlive the machine.
 */
export function setup(): () => Promise<void> {
  const folder = mkdtempSync(join(hasRoom() ? MEMORY : tmpdir(), 'claimscope-test-'));
  process.env['TMPDIR'] = folder;
  return () => rm(folder, { recursive: true, force: true });
}

function hasRoom(): boolean {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize >= LEAST_ROOM;
  } catch {
    return false;
  }
}
