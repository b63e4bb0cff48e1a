import { describe, expect, it } from 'vitest';
import type { DeviceAnswer, Reader, ReadRequest } from '../../src/core/ports.ts';
import { openTracing } from '../../src/trace/open-tracing.ts';
import { tracedReader } from '../../src/trace/traced-ports.ts';
import { startCollector } from './collector.ts';

const request: ReadRequest = {
  device: { serial: 'S-1', model: 'M', customer: 'Acme', address: '192.0.2.7' },
  asks: [],
  identity: { serial: [], model: [] },
  deadlineMs: 1500,
};
const evidence = { place: '1.3.6.1', raw: 'Counter32 1', at: 0, tookMs: 1 };

describe('tracedReader', () => {
  it('tells how a device answered and not which it was, one span a read; reads of no trace make none', async () => {
    const collector = await startCollector();
    const tracing = openTracing({ url: `${collector.url}/v1/traces`, service: 's', sampled: 1 }, () => undefined);
    const answers: DeviceAnswer[] = [
      {
        serial: 'S-1',
        outcome: { kind: 'answered' },
        readings: [
          { item: 'a', value: { kind: 'text', text: 'lab' }, evidence: [{ protocol: 'snmp', ...evidence }], at: 0 },
          {
            item: 'b',
            value: { kind: 'absent', reason: 'timeout' },
            evidence: [{ protocol: 'pjl', ...evidence }],
            at: 0,
          },
        ],
      },
      { serial: 'S-1', outcome: { kind: 'silent', tried: 'SNMP at 192.0.2.7' }, readings: [] },
    ];
    const reader: Reader = tracedReader(
      { read: async () => answers.shift() ?? expect.fail('asked too often'), close: async () => undefined },
      tracing,
    );
    await tracing.span('claim', {}, async () => {
      await reader.read(request);
      await reader.read(request);
    });
    answers.push({ serial: 'S-1', outcome: { kind: 'answered' }, readings: [] });
    await reader.read(request);
    await tracing.close();
    await collector.stop();
    const reads = collector.spans.filter(({ name }) => name === 'device read');
    expect(reads.map(({ facts }) => Object.fromEntries(facts))).toEqual([
      {
        'device.asks': '0',
        'device.deadline_ms': '1500',
        'device.outcome': 'answered',
        'device.protocols': expect.stringMatching(/pjl.*snmp/),
        'device.readings': '2',
        'device.absent': '1',
      },
      expect.objectContaining({ 'device.outcome': 'silent', 'error.type': 'silent' }),
    ]);
    expect(collector.raw.join()).not.toMatch(/S-1|Acme|192\.0\.2|lab/);
  });
});
