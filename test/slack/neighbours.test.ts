import { describe, expect, it } from 'vitest';
import { validateBlocks } from '../../src/demo/slack/validate-blocks.ts';
import { neighboursMessage } from '../../src/slack/blocks/neighbours-message.ts';
import type { Content } from '../../src/slack/content.ts';
import { onAction } from '../../src/slack/listeners/on-action.ts';
import { onCommand } from '../../src/slack/listeners/on-command.ts';
import { readVerb } from '../../src/slack/listeners/verb.ts';
import { NOW, sampleClaim } from './dossiers.ts';
import { fakeRoom } from './fakes.ts';

const DESK = 'C0DESKONLY1';
const SHARED = 'C0SERVDESK1';
const BEN = 'U0BENOKAFO1';

async function open(): Promise<{
  made: ReturnType<typeof fakeRoom>;
  heard: { content: Content; replaces: boolean }[];
  command: (text: string, channel: string) => Promise<void>;
  press: (actionId: string, value: string, channel: string) => Promise<void>;
}> {
  const made = fakeRoom();
  made.store.claims.set(1, sampleClaim({ id: 1 }));
  for (const channel of [SHARED, DESK]) {
    await made.store.claimSlot({ claimId: 1, slot: `root ${channel}`, channel });
    await made.store.fillSlot(1, `root ${channel}`, { ts: '17.1', channel, digest: '' });
  }
  const heard: { content: Content; replaces: boolean }[] = [];
  const ack = async (): Promise<void> => undefined;
  const respond = async (content: Content, how?: { replaces: boolean }): Promise<void> => {
    heard.push({ content, replaces: how?.replaces === true });
  };
  return {
    made,
    heard,
    command: (text, channel) =>
      onCommand(made.room, { command: { text, user_id: BEN, channel_id: channel, trigger_id: '1.2.a' }, ack, respond }),
    press: (actionId, value, channel) =>
      onAction(made.room, {
        press: {
          actionId,
          value,
          actionTs: '1.1',
          user: BEN,
          channel,
          messageTs: '17.1',
          isEphemeral: false,
          triggerId: '1.a',
        },
        ack,
        respond,
      }),
  };
}

describe('the silent neighbours of a claim', () => {
  it('are asked for by a verb and by a button, of all customers where only the desk reads, and else of the claim’s own', async () => {
    const { made, heard, command, press } = await open();
    await command('neighbours 1', DESK);
    await command('neighbours of claim #1', SHARED);
    await press('claim_neighbours', '1', SHARED);
    const own = (await made.store.getDevice(sampleClaim().serial))?.customer;
    expect(own).toBeTypeOf('string');
    const one = `neighbours 1 ${JSON.stringify({ customer: own })}`;
    expect(made.desk.done).toEqual(['neighbours 1 {"muted":[]}', one, one]);
    const [desk, shared] = heard.map(({ content }) => JSON.stringify(content.blocks));
    for (const { content } of heard) expect(validateBlocks(content.blocks)).toEqual([]);
    expect(desk).toContain('SIM-3500-0007 (Kestrel &lt;b&gt;): 2.1 V, odd already; read');
    expect(desk).toContain('claim_neighbours_mute:0');
    expect(shared).not.toContain('claim_neighbours_mute');
    expect(shared).toContain('Devices of this customer alone');
  });

  it('are told of no claim in a channel one is not in, and of none that is not there', async () => {
    const { made, heard, command } = await open();
    made.calls.inChannel.set(SHARED, ['U0CARLARUI1']);
    await command('neighbours 1', SHARED);
    await command('neighbours 99', DESK);
    await command('neighbours', DESK);
    expect(made.desk.done).toEqual([]);
    expect(heard[0]?.content.text).toContain('There is no claim 1 in the channels you are in');
    expect(heard[1]?.content.text).toContain('There is no claim 99');
    expect(heard[2]?.content.text).toContain('Of which claim?');
  });

  it('are muted for a customer by a button, and listed again by another, which is kept and noted', async () => {
    const { made, heard, press } = await open();
    await made.store.setChannel(DESK, { language: 'de' }, { at: 1, by: BEN, what: 'channel-set' });
    await press('claim_neighbours_mute:0', '1 mute Kestrel <b>', DESK);
    expect(made.store.channels.get(DESK)).toEqual({ language: 'de', mutedNeighbours: ['Kestrel <b>'] });
    expect(made.store.notes.at(-1)).toMatchObject({ by: BEN, note: 'neighbours of Kestrel <b> are not listed' });
    expect(heard.at(-1)?.replaces).toBe(true);
    expect(JSON.stringify(heard.at(-1)?.content.blocks)).toContain('List Kestrel');
    expect(heard.at(-1)?.content.text).not.toContain('SIM-3500-0007');
    await press('claim_neighbours_mute:0', '1 unmute Kestrel <b>', DESK);
    expect(made.store.channels.get(DESK)?.mutedNeighbours).toEqual([]);
    await press('claim_neighbours_mute:0', '1 mute Kestrel <b>', SHARED);
    await press('claim_neighbours_mute:0', 'nonsense', DESK);
    expect(made.store.channels.get(SHARED)).toBeUndefined();
    expect(made.store.channels.get(DESK)?.mutedNeighbours).toEqual([]);
  });

  it('are muted for each of two customers by two who press at once', async () => {
    const { made, press } = await open();
    await Promise.all(
      ['Kestrel', 'Quarry', 'Lindqvist'].map((one) => press('claim_neighbours_mute:0', `1 mute ${one}`, DESK)),
    );
    expect(new Set(made.store.channels.get(DESK)?.mutedNeighbours)).toEqual(
      new Set(['Kestrel', 'Quarry', 'Lindqvist']),
    );
    await Promise.all([
      press('claim_neighbours_mute:0', '1 unmute Quarry', DESK),
      press('claim_neighbours_mute:0', '1 mute Redstone', DESK),
    ]);
    expect(new Set(made.store.channels.get(DESK)?.mutedNeighbours)).toEqual(
      new Set(['Kestrel', 'Lindqvist', 'Redstone']),
    );
  });

  it('have buttons to mute and to list again, whichever there are more of, and the rest is told', () => {
    const found = Array.from({ length: 14 }, (_, n) => ({
      serial: `S-${n}`,
      customer: `Customer ${n}`,
      isOdd: true,
      figure: '2 V',
      at: NOW,
    }));
    const counts = { devices: 14, looked: 14, claimed: 0, muted: 12 };
    const neighbours = { claim: 1, model: 'm', sign: 'a', ...counts, found };
    const muted = Array.from({ length: 12 }, (_, n) => `Muted ${n}`);
    const { blocks } = neighboursMessage(neighbours, { muted, isDesk: true, now: NOW });
    expect(validateBlocks(blocks)).toEqual([]);
    const said = JSON.stringify(blocks);
    expect([said.match(/"1 mute /g)?.length, said.match(/"1 unmute /g)?.length]).toEqual([10, 10]);
    expect(said).toContain('4 more customers to mute have');
    expect(said).toContain('2 more customers to list again have');
    expect(new Set(said.match(/claim_neighbours_mute:\d+/g)).size).toBe(20);
    const few = neighboursMessage({ ...neighbours, found: [] }, { muted: ['M'], isDesk: true, now: NOW });
    expect(JSON.stringify(few.blocks)).not.toContain('more customers');
  });

  it('are valid blocks however many they are and whatever they are called', () => {
    const found = Array.from({ length: 300 }, (_, n) => ({
      serial: `<!channel>${n}`,
      customer: n % 2 === 0 ? 'x'.repeat(1_600) : `*c* ${n}`,
      isOdd: false,
      figure: '2 V',
      at: NOW,
      moves: { movement: 'falling' as const, since: NOW },
    }));
    const counts = { devices: 900, looked: 300, claimed: 2, muted: 4 };
    const neighbours = { claim: 1, model: '<m>', sign: 'a&b', ...counts, found };
    const content = neighboursMessage(neighbours, { muted: ['m'], isDesk: true, now: NOW });
    expect(validateBlocks(content.blocks)).toEqual([]);
    expect(content.text).not.toContain('<!');
  });

  it('is a verb that needs no more than its name', () => {
    expect(readVerb('neighbours 12')).toEqual({ kind: 'neighbours', claim: 12 });
    expect(readVerb('Neighbors')).toEqual({ kind: 'neighbours' });
    expect(readVerb('neighbours of SIM-3500-0042 print light').kind).toBe('words');
  });
});
