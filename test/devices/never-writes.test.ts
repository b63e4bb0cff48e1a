import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../../src/devices');
const FILES = readdirSync(ROOT, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
const textOf = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

describe('the room that reads devices', () => {
  it('has the package that could write in one file only', () => {
    expect(FILES.length).toBeGreaterThan(20);
    expect(FILES.filter((file) => /['"]net-snmp['"]/.test(textOf(file)))).toEqual([join('snmp', 'codec.ts')]);
  });

  it('calls nothing of that package but get, getNext and getBulk', () => {
    const codec = textOf(join('snmp', 'codec.ts'));
    const calls = new Set([...codec.matchAll(/\bsession\s*(?:\?\.|\.)\s*(\w+)/g)].map((match) => match[1]));
    expect(calls).toEqual(new Set(['cancelRequests', 'get', 'getBulk', 'getNext', 'on']));
    expect(codec).not.toMatch(/\bsession\s*\[|\bset\b|simpleGet|createSession|createAgent|inform|trap/i);
    const members = new Set([...codec.matchAll(/\bsnmp\.(\w+)/g)].map((match) => match[1]));
    expect(members).toEqual(new Set(['RequestFailedError', 'Session', 'Version1', 'Version2c']));
  });

  it('never builds a request to write by itself', () => {
    for (const file of FILES) expect(textOf(file), file).not.toMatch(/SetRequest|\b0xa3\b|\bPduType\b/i);
  });
});
