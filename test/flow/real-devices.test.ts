import { afterEach, describe, expect, it } from 'vitest';
import type { Device } from '../../src/core/device.ts';
import { openReader } from '../../src/devices/open-reader.ts';
import { openLearntDevices } from '../../src/flow/learnt-devices.ts';
import { openPlans } from '../../src/flow/plan-claim.ts';
import { readForClaim } from '../../src/flow/read-for-claim.ts';
import { loadRules } from '../../src/rules/load.ts';
import { type Agent, type AgentOptions, startAgent } from '../devices/agent.ts';
import { integer, oidValue } from '../devices/ber.ts';
import { optionsOf, printerObjects } from '../devices/printer.ts';

const SYS_OBJECT_ID = '1.3.6.1.2.1.1.2.0';
const ECO_LEVEL = '1.3.6.1.4.1.1347.43.10.1.1.3.1.1';
const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

type Fixture = { agent: Agent; read: () => ReturnType<typeof readForClaim> };

async function fixture(model: string, more: Omit<AgentOptions, 'objects'> = {}): Promise<Fixture> {
  const objects = {
    ...printerObjects('S-1'),
    [SYS_OBJECT_ID]: oidValue('1.3.6.1.4.1.1347.41'),
    [ECO_LEVEL]: integer(2),
  };
  const agent = await startAgent({ objects, ...more });
  const reader = openReader(optionsOf());
  open.push(reader, agent);
  const device: Device = { serial: 'S-1', model, customer: 'Kita', address: '127.0.0.1', snmpPort: agent.port };
  const reads = {
    planFor: openPlans(await loadRules(), ['light-print']),
    learnt: openLearntDevices(),
    signal: new AbortController().signal,
  };
  const peers = { deadlineMs: 1500 };
  return { agent, read: () => readForClaim({ reader, clock: Date.now, peers }, reads, device) };
}

describe('a device over real sockets', () => {
  it("that a dealer registered under a name of their own is read by its maker's profile, by what it says of its tree", async () => {
    const { agent, read } = await fixture('Office Machine');
    agent.objects.delete('1.3.6.1.2.1.25.3.2.1.3.1');
    const answer = await read();
    expect(answer).toMatchObject({ outcome: { kind: 'answered' }, saidObjectId: '1.3.6.1.4.1.1347.41' });
    const values = new Map(answer.readings.map(({ item, value }) => [item, value]));
    expect(values.get('toner-save.setting')).toEqual({ kind: 'state', state: 'on' });
    expect(values.get('copies.total')).toMatchObject({ kind: 'number', number: 184_233 });
    expect(answer.readings.filter(({ item }) => item === 'toner-save.setting')).toHaveLength(1);
    const asked = agent.requests.length;
    await read();
    expect(agent.requests.length - asked).toBeLessThan(asked);
  });

  it('that answers every question with a refusal is refused, in its words', async () => {
    for (const status of [6, 16]) {
      const { read } = await fixture('SIM-3500', { fault: () => ({ kind: 'error', status }) });
      const { outcome, readings } = await read();
      expect(outcome).toMatchObject({ kind: 'refused', said: expect.stringContaining('SNMP') });
      expect(readings.some(({ value }) => value.kind === 'absent' && value.reason === 'refused')).toBe(true);
    }
  });

  it('that does not know the community is silent, and said to look the same', async () => {
    const { read } = await fixture('SIM-3500', { community: 'another' });
    expect((await read()).outcome).toMatchObject({
      kind: 'silent',
      tried: expect.stringContaining('a wrong community looks the same'),
    });
  });
});
