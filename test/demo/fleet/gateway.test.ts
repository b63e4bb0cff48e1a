import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fleet } from '../../../src/demo/fleet/fleet.ts';
import type { ServiceMode } from '../../../src/demo/fleet/service-mode.ts';
import { startFleetHere } from '../../../src/demo/fleet/start-fleet-here.ts';

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleetHere();
});
afterAll(async () => fleet.stop());

async function ask(serial: string, init: RequestInit = {}): Promise<Response> {
  const url = fleet.gateway.urlTemplate.replace('{serial}', serial);
  return fetch(url, { headers: { authorization: `Bearer ${fleet.gateway.token}` }, ...init });
}

async function read(serial: string): Promise<ServiceMode> {
  const response = await ask(serial);
  expect(response.status).toBe(200);
  const report: ServiceMode = JSON.parse(await response.text());
  return report;
}

describe('the remote-maintenance service', () => {
  it('gives what service mode shows, read at this moment', async () => {
    const before = Date.now();
    const report = await read('SIM-3500-0042');
    expect(report).toMatchObject({
      serial: 'SIM-3500-0042',
      model: 'SIM-3500',
      autoDensity: { setting: 'on' },
      drumCharge: { setting: { black: -715 } },
    });
    expect(report.density.measured.black).toBeCloseTo(1.58, 1);
    expect(Object.keys(report.density.measured)).toEqual(['black', 'cyan', 'magenta', 'yellow']);
    expect(Number.isInteger(report.exposure.setting)).toBe(true);
    expect(Date.parse(report.readAt)).toBeGreaterThanOrEqual(before);
    expect(Date.parse(report.readAt)).toBeLessThanOrEqual(Date.now());
  });

  it('reads sensors anew every time, and settings as they are', async () => {
    const reports = await Promise.all(Array.from({ length: 12 }, async () => read('SIM-3500-0001')));
    expect(new Set(reports.map(({ density }) => density.measured.black)).size).toBeGreaterThan(1);
    expect(new Set(reports.map(({ environment }) => environment.humidity)).size).toBeGreaterThan(1);
    expect(new Set(reports.map(({ drumCharge }) => JSON.stringify(drumCharge))).size).toBe(1);
  });

  it('knows black only on a mono printer', async () => {
    const report = await read('SIM-1200-0001');
    expect(Object.keys(report.density.measured)).toEqual(['black']);
    expect(Object.keys(report.drumCharge.setting)).toEqual(['black']);
  });

  it('has an old report of a machine that was exchanged for another', async () => {
    const report = await read('SIM-3500-0051');
    expect(report.serial).toBe('SIM-3500-0051');
    expect(Date.now() - Date.parse(report.readAt)).toBeGreaterThan(24 * 3_600_000);
  });

  it('says that it cannot reach a silent machine', async () => {
    expect((await ask('SIM-3500-0029')).status).toBe(504);
  });

  it('gives nothing without the token', async () => {
    for (const headers of [{}, { authorization: 'Bearer wrong' }, { authorization: fleet.gateway.token }]) {
      const response = await ask('SIM-3500-0042', { headers });
      expect(response.status).toBe(401);
      expect(await response.text()).not.toContain('density');
    }
  });

  it('knows no other serial, path or method', async () => {
    expect((await ask('SIM-3500-9999')).status).toBe(404);
    expect((await ask('SIM-3500-0042%2F..')).status).toBe(404);
    expect(
      (await ask('SIM-3500-0042', { method: 'PUT', headers: { authorization: `Bearer ${fleet.gateway.token}` } }))
        .status,
    ).toBe(405);
    const elsewhere = new URL('/', fleet.gateway.urlTemplate);
    const response = await fetch(elsewhere, { headers: { authorization: `Bearer ${fleet.gateway.token}` } });
    expect(response.status).toBe(404);
  });
});
