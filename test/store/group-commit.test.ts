import { describe, expect, it } from 'vitest';
import { groupCalls } from '../../src/store/group-commit.ts';

describe('calls that are committed together', () => {
  it('get each what became of it, from one commit a turn', async () => {
    const commits: number[][] = [];
    const calls = groupCalls<number, string>(async (values) => {
      commits.push(values);
      return values.map((value) => (value < 0 ? { error: new RangeError(`${value}`) } : { value: `got ${value}` }));
    });
    const first = await Promise.allSettled([calls.add(1), calls.add(-2), calls.add(3)]);
    expect(first).toMatchObject([{ value: 'got 1' }, { reason: { message: '-2' } }, { value: 'got 3' }]);
    expect(await calls.add(4)).toBe('got 4');
    expect(commits).toEqual([[1, -2, 3], [4]]);
  });

  it('fail together where the commit fails, and idle waits for them', async () => {
    const calls = groupCalls<number, string>(async () => {
      throw new Error('disk full');
    });
    const adds = Promise.allSettled([calls.add(1), calls.add(2)]);
    await calls.idle();
    expect(await adds).toMatchObject([{ reason: { message: 'disk full' } }, { reason: { message: 'disk full' } }]);
  });
});
