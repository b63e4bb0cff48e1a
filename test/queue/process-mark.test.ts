import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { isGone, processMark } from '../../src/queue/process-mark.ts';

describe('the mark of a process', () => {
  it('tells that it is there while it is, and that it is gone once it was killed', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    const mark = processMark().replace(/\d+\]$/, `${child.pid}]`);
    expect([isGone(processMark()), isGone(`${processMark()} more`), isGone(mark)]).toEqual([false, false, false]);
    const ended = new Promise((resolve) => {
      child.once('exit', resolve);
    });
    child.kill('SIGKILL');
    await ended;
    expect([isGone(mark), isGone(`${mark} more:7`)]).toEqual([true, true]);
  });

  it('says nothing of a process of another machine, of another namespace, or of what is no mark', () => {
    const gone = processMark().replace(/\d+\]$/, '4194303]');
    expect(isGone(gone)).toBe(true);
    for (const other of [gone.replace('["', '["other-'), gone.replace(/\[\d+\]/, '[1]'), 'an older mark:3', '']) {
      expect([other, isGone(other)]).toEqual([other, false]);
    }
  });
});
