import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../../src/devices');
const FILES = readdirSync(ROOT, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
const textOf = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

describe('the room that reads devices', () => {
  it('has the package that could write in three files only', () => {
    expect(FILES.length).toBeGreaterThan(20);
    const importers = FILES.filter((file) => /['"]net-snmp['"]/.test(textOf(file)));
    expect(importers.sort()).toEqual(['codec-v3.ts', 'codec.ts', 'usm-keys.ts'].map((file) => join('snmp', file)));
  });

  it('calls nothing of that package but get, getNext and getBulk', () => {
    const codecs = ['codec.ts', 'codec-v3.ts'].map((file) => textOf(join('snmp', file))).join('\n');
    const keys = textOf(join('snmp', 'usm-keys.ts'));
    expect(keys).not.toMatch(/session/i);
    const calls = new Set([...codecs.matchAll(/\bsession\s*(?:\?\.|\.)\s*(\w+)/g)].map((match) => match[1]));
    expect(calls).toEqual(
      new Set(['cancelRequests', 'get', 'getBulk', 'getNext', 'isInTimeWindow', 'msgSecurityParameters', 'on']),
    );
    expect(codecs).not.toMatch(/\bsession\s*\[|\bset\b(?!<)|simpleGet|createSession|createAgent|inform|trap/i);
    const members = new Set([...`${codecs}${keys}`.matchAll(/\bsnmp\.(\w+)/g)].map((match) => match[1]));
    const data = ['AuthProtocols', 'PrivProtocols', 'SecurityLevel', 'User', 'Version1', 'Version2c', 'Version3'];
    expect(members).toEqual(new Set([...data, 'Authentication', 'Encryption', 'RequestFailedError', 'Session']));
  });

  it('never builds a request to write by itself', () => {
    for (const file of FILES) expect(textOf(file), file).not.toMatch(/SetRequest|\b0xa3\b|\bPduType\b/i);
  });
});
