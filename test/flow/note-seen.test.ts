import { afterEach, describe, expect, it } from 'vitest';
import { noteSeen } from '../../src/flow/note-seen.ts';
import { fleet, openScene, said, type Scene } from './scene.ts';

const scenes: Scene[] = [];
async function claimed(fakes: Parameters<Scene['fakes']['set']>[], devices = fleet(3)): Promise<Scene> {
  const open = await openScene({ devices });
  scenes.push(open);
  for (const [serial, fake] of fakes) open.fakes.set(serial, fake);
  await open.desk.intake(said('serial=C-0 symptom=light-print', 'cmd:1'), 'command');
  await open.settle();
  return open;
}
afterEach(async () => {
  for (const opened of scenes.splice(0)) await opened.close();
});

describe('what a claim teaches of devices', () => {
  it('is kept: who answered, with its model, and who was silent', async () => {
    const open = await claimed([['C-0', { values: { 'copies.total': 9 }, saidModel: 'SIM-3500' }]]);
    const [own, peer] = await open.store.listLearnt(['C-0', 'P-2']);
    expect(own).toEqual({ silences: 0, answeredAt: open.now.ms, address: '127.0.0.1', model: 'SIM-3500' });
    expect(peer).toEqual({ silences: 1, silentAt: open.now.ms });
  });

  it('names the serial that answered at the address of another, with both of them, and reads nothing of it', async () => {
    const devices = fleet(3).map((device) => ({ ...device, ...(device.serial === 'C-0' ? { snmpPort: 1161 } : {}) }));
    const open = await claimed([['C-0', { outcome: { kind: 'wrong-device', said: 'p 1' } }]], devices);
    const [own, moved] = await open.store.listLearnt(['C-0', 'P-1']);
    expect(own?.otherAt).toEqual({ serial: 'p 1', address: '127.0.0.1:1161', at: open.now.ms });
    expect(own?.answeredAt).toBeUndefined();
    expect(moved?.seenAt).toEqual({ address: '127.0.0.1:1161', at: open.now.ms });
    const [kept] = await open.store.latestReadings(['C-0'], ['copies.total'], 0);
    expect(kept).toBeUndefined();
  });

  it('has the firmware where it was read, and of a refusal when it was and nothing else', async () => {
    const open = await claimed([]);
    const [device] = fleet(0);
    if (device === undefined) throw new Error('the fleet is empty');
    const value = { kind: 'text' as const, text: ' 2.04 ' };
    const readings = [{ item: 'firmware.version', value, evidence: [], at: 1 }];
    const at = open.now.ms + 1;
    await noteSeen(open.deps, [
      { device, at, answer: { serial: 'C-0', outcome: { kind: 'answered' }, readings } },
      { device, at: at + 1, answer: { serial: 'C-0', outcome: { kind: 'refused', said: 'no' }, readings: [] } },
    ]);
    expect(await open.store.listLearnt(['C-0'])).toMatchObject([
      { firmware: '2.04', answeredAt: at, refusedAt: at + 1, silences: 0 },
    ]);
  });

  it('counts no silence of a device that was sent nothing', async () => {
    const open = await claimed([]);
    const [device] = fleet(0);
    if (device === undefined) throw new Error('the fleet is empty');
    const [before] = await open.store.listLearnt(['C-0']);
    const outcome = { kind: 'silent' as const, tried: 'nothing: asked 3 s ago', isUnasked: true as const };
    await noteSeen(open.deps, [{ device, at: open.now.ms + 1, answer: { serial: 'C-0', outcome, readings: [] } }]);
    expect(await open.store.listLearnt(['C-0'])).toEqual([before]);
  });

  it('does not stop a claim when it cannot be kept', async () => {
    const logged: string[] = [];
    const open = await claimed([]);
    const store = { ...open.store, learnDevices: () => Promise.reject(new Error('down')) };
    const log = (_level: string, event: string): void => void logged.push(event);
    await noteSeen({ store, log }, []);
    expect(logged).toEqual(['device.sighting-not-kept']);
  });
});
