import { describe, expect, it } from 'vitest';
import { hostOf } from '../../src/cli/device-options.ts';

describe('the device that was typed', () => {
  it.each([
    ['copier.example', 161],
    ['192.0.2.7', 161],
    ['2001:db8::7', 161],
    ['::1', 161],
    ['fe80::1%eth0', 161],
  ])('is a host: %s', (typed, port) => {
    expect(hostOf(typed)).toEqual({ host: typed, port });
    expect(hostOf(typed, 1161)).toEqual({ host: typed, port: 1161 });
  });

  it.each([
    ['copier.example:1161', 'copier.example'],
    ['127.0.0.1:1161', '127.0.0.1'],
    ['[2001:db8::7]:1161', '2001:db8::7'],
  ])('brings its port: %s', (typed, host) => {
    expect(hostOf(typed)).toEqual({ host, port: 1161 });
    expect(hostOf(typed, 1161)).toEqual({ host, port: 1161 });
    expect(() => hostOf(typed, 1162)).toThrow(`${typed} names another port than --port 1162.`);
  });

  it('may stand in brackets without one', () => {
    expect(hostOf('[::1]')).toEqual({ host: '::1', port: 161 });
  });

  it.each(['http://copier', 'user@copier', 'a b', ''])('is no host: "%s"', (typed) => {
    expect(() => hostOf(typed)).toThrow('is no host name or address.');
  });

  it.each(['copier:', 'copier:0', 'copier:65536', 'copier:snmp', '[::1]:x'])('has no such port: %s', (typed) => {
    expect(() => hostOf(typed)).toThrow('has no port from 1 to 65535 behind the colon.');
  });
});
