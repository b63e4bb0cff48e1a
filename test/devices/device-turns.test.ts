import { expect, it } from 'vitest';
import { keyOfDevice, openDeviceTurns } from '../../src/devices/device-turns.ts';
import { startStop } from '../../src/devices/stop.ts';
import { requestOf } from './printer.ts';

const REQUEST = requestOf(161, []);
const KEY = keyOfDevice(REQUEST);
const GIVEN_UP = [AbortSignal.abort()];

it('a read that is over before its turn leaves nothing behind: the device is free', async () => {
  const turns = openDeviceTurns();
  const stop = startStop(60_000, GIVEN_UP);
  expect(await turns.enter(REQUEST, stop)).toEqual({ why: 'no time was left to ask', isTooSoon: false });
  expect(turns.isFree(KEY)).toBe(true);
  stop.end();
});

it('a read that gives up while another has the turn leaves the turn to that one', async () => {
  const turns = openDeviceTurns();
  const leave = turns.take(KEY);
  const stop = startStop(60_000, []);
  const waiting = turns.enter(REQUEST, stop);
  stop.end();
  expect(await waiting).toHaveProperty('why');
  expect(turns.isFree(KEY)).toBe(false);
  leave();
  expect(turns.isFree(KEY)).toBe(true);
});

it('a read that gives up just when the turn changes hands does not let two in', async () => {
  const turns = openDeviceTurns();
  const leave = turns.take(KEY);
  const [ended, stop] = [startStop(60_000, []), startStop(60_000, [])];
  const waiting = turns.enter(REQUEST, ended);
  ended.end();
  leave();
  const next = turns.enter(REQUEST, stop);
  expect(await waiting).toHaveProperty('why');
  expect(await next).toHaveProperty('leave');
  expect(turns.isFree(KEY)).toBe(false);
  stop.end();
});
