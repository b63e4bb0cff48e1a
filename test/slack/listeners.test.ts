import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { WebAPIPlatformError } from '@slack/web-api';
import { describe, expect, it } from 'vitest';
import type { IntakeResult } from '../../src/core/intake.ts';
import { validateBlocks } from '../../src/demo/slack/validate-blocks.ts';
import { validateView } from '../../src/demo/slack/validate-view.ts';
import { claimForm } from '../../src/slack/blocks/forms.ts';
import { readPick } from '../../src/slack/blocks/pick.ts';
import { helpMessage } from '../../src/slack/blocks/help.ts';
import { questionMessage } from '../../src/slack/blocks/question.ts';
import type { Content } from '../../src/slack/content.ts';
import { takeUpKept } from '../../src/slack/keep-events.ts';
import { onAction, type Press } from '../../src/slack/listeners/on-action.ts';
import { onCommand } from '../../src/slack/listeners/on-command.ts';
import { onMessage } from '../../src/slack/listeners/on-message.ts';
import { onClaimForm } from '../../src/slack/listeners/on-view.ts';
import { readSaid } from '../../src/slack/listeners/said.ts';
import { openOutsiders } from '../../src/slack/outsiders.ts';
import { hostileText, sampleClaim } from './dossiers.ts';
import { fakeRoom } from './fakes.ts';

const WHICH: IntakeResult = {
  kind: 'which-device',
  said: 'SIM-3500-0402',
  candidates: ['0042', '0420', '0401', '0403'].map((end) => ({
    serial: `SIM-3500-${end}`,
    model: 'SIM-3500',
    customer: 'Café <!here>',
  })),
  symptoms: ['light-print'],
};

/** The ear of the person: what they were told, and the order of everything around it. */
function ear(order: string[] = []): {
  heard: { content: Content; replaces: boolean }[];
  order: string[];
  ack: (content?: Content) => Promise<void>;
  respond: (content: Content, how?: { replaces: boolean }) => Promise<void>;
} {
  const heard: { content: Content; replaces: boolean }[] = [];
  return {
    heard,
    order,
    ack: async (content) => {
      order.push('ack');
      if (content !== undefined) heard.push({ content, replaces: false });
    },
    respond: async (content, how) => {
      order.push('respond');
      heard.push({ content, replaces: how?.replaces === true });
    },
  };
}

const commandOf = (text: string): { text: string; user_id: string; channel_id: string; trigger_id: string } => ({
  text,
  user_id: 'U0AIKOMORI1',
  channel_id: 'C0SERVDESK1',
  trigger_id: '1.2.abc',
});

const pressOf = (over: Partial<Press>): Press => ({
  actionId: 'claim_take',
  value: '1',
  actionTs: '1700000001.000001',
  user: 'U0CARLARUI1',
  channel: 'C0SERVDESK1',
  messageTs: '1700000000.000002',
  threadTs: '1700000000.000001',
  isEphemeral: false,
  triggerId: '9.9.xyz',
  ...over,
});

const picks = (content: Content | undefined): string[] =>
  (content?.blocks ?? []).flatMap((block) =>
    block.type === 'actions'
      ? block.elements.flatMap((one) => ('value' in one && typeof one.value === 'string' ? [one.value] : []))
      : [],
  );

describe('the slash command', () => {
  it('has the words on disk before it acknowledges, the claim after it, and leaves the rest to the card', async () => {
    const { room, desk, store, idle } = fakeRoom();
    const { ack, respond, heard } = ear(store.log);
    await onCommand(room, {
      command: commandOf('SIM-3500-0042 too light &amp; grey, <@U0BENOKAFO1|ben> said'),
      ack,
      respond,
    });
    expect(store.log).toEqual(['keep cmd:1.2.abc', 'ack']);
    await idle();
    expect(store.log).toEqual(['keep cmd:1.2.abc', 'ack', 'claim on disk', 'done cmd:1.2.abc']);
    expect(heard).toEqual([]);
    expect(desk.heard[0]).toMatchObject({
      sourceKey: 'cmd:1.2.abc',
      text: 'SIM-3500-0042 too light & grey, @ben said',
      by: 'U0AIKOMORI1',
      origin: { via: 'command', channel: 'C0SERVDESK1' },
    });
  });

  it('opens the form for an empty text, and says so when Slack takes it too late', async () => {
    const { room, desk, calls } = fakeRoom();
    const { ack, respond, heard } = ear();
    await onCommand(room, { command: commandOf(' '), ack, respond });
    expect(JSON.stringify(calls.forms[0])).toContain('C0SERVDESK1');
    calls.fail('form', new WebAPIPlatformError({ ok: false, error: 'expired_trigger_id' }));
    await onCommand(room, { command: commandOf(''), ack, respond });
    expect(heard.map(({ content }) => content.text)).toEqual([expect.stringContaining('once more')]);
    expect(desk.heard).toEqual([]);
  });

  it('answers help with the way to claim and a button to the form', async () => {
    for (const text of ['help', 'HELP']) {
      const { room, desk } = fakeRoom();
      const { ack, respond, heard } = ear();
      await onCommand(room, { command: commandOf(text), ack, respond });
      expect(desk.heard).toEqual([]);
      expect(heard[0]?.content.text).toContain('`light-print` Prints too light');
      expect(picks(heard[0]?.content)).toEqual(['form']);
    }
  });

  it('says why each candidate may be meant, and pings nobody with it', async () => {
    const why = 'O read as 0 <!channel>';
    const { room, idle } = fakeRoom(() => ({
      ...WHICH,
      candidates: [{ serial: 'A-10', model: 'M', customer: 'C', why }],
    }));
    const told = ear();
    await onCommand(room, { ...told, command: commandOf('serial=A-1O light-print') });
    await idle();
    const { text = '', blocks } = told.heard[0]?.content ?? {};
    expect(JSON.stringify(blocks)).toContain('• A-10: O read as 0 &lt;!channel&gt;');
    // Where blocks are not shown each candidate stands once.
    expect(text.split('\n').slice(1)).toEqual(['A-10 (M, C): O read as 0 &lt;!channel&gt;']);
  });

  it('asks which device with at most three candidates, whose buttons carry the words', async () => {
    const { room, idle } = fakeRoom(() => WHICH);
    const { ack, respond, heard, order } = ear();
    await onCommand(room, { command: commandOf('serial=SIM-3500-0402 light'), ack, respond });
    await idle();
    expect(order).toEqual(['ack', 'respond']);
    const values = picks(heard[0]?.content).map(readPick);
    expect(values.map((value) => value?.serial)).toEqual(['SIM-3500-0042', 'SIM-3500-0420', 'SIM-3500-0401']);
    expect(values[0]).toMatchObject({
      key: 'cmd:1.2.abc',
      text: 'serial=SIM-3500-0402 light',
      symptoms: ['light-print'],
    });
  });

  it('acknowledges a delivery that comes again, and nothing more', async () => {
    const { room, store, desk, idle } = fakeRoom();
    const one = ear();
    const same = { ...one, command: commandOf('SIM-3500-0042 light') };
    await Promise.all([onCommand(room, same), onCommand(room, same)]);
    await idle();
    await onCommand(room, same);
    await idle();
    expect(one.order).toEqual(['ack', 'ack', 'ack']);
    expect(one.heard).toEqual([]);
    expect(desk.heard).toHaveLength(1);
    expect(store.claims.size).toBe(1);
  });

  it('apologises in the acknowledgement itself when the words cannot be kept, with one log line and no secret in it', async () => {
    const { room, logged, store, desk, idle } = fakeRoom();
    store.addIncoming = () => Promise.reject(new Error('cannot reach xoxb-1-secret'));
    room.redact = (text) => text.replace('xoxb-1-secret', '[secret]');
    const { ack, respond, heard, order } = ear();
    await onCommand(room, { command: commandOf('SIM-3500-0042 light'), ack, respond });
    await idle();
    expect(desk.heard).toEqual([]);
    expect(order).toEqual(['ack']);
    expect(heard[0]?.content.text).toMatch(/did not work/);
    expect(logged).toEqual([
      {
        level: 'error',
        event: 'slack.listener-failed',
        facts: { listener: 'command', name: 'Error', message: 'cannot reach [secret]' },
      },
    ]);
  });

  it('tells that the words are kept when they cannot be worked with yet, and wants them taken up', async () => {
    let isDown = true;
    const { room, store, logged, calls, idle } = fakeRoom(() => {
      if (isDown) throw new Error('down');
      return WHICH;
    });
    const { ack, respond, heard, order } = ear();
    await onCommand(room, { command: commandOf('SIM-3500-0402 light'), ack, respond });
    await idle();
    expect(order).toEqual(['ack', 'respond']);
    expect(heard[0]?.content.text).toMatch(/did not work yet.*It is kept/);
    expect(logged.map(({ event }) => event)).toEqual(['slack.listener-failed', 'taken-up-later']);
    expect((await store.listIncoming()).map(({ key }) => key)).toEqual(['cmd:1.2.abc']);
    isDown = false;
    await takeUpKept(room);
    // Taken up, it is answered in the channel, to the one who typed it.
    expect(calls.whispers.map(({ channel, userId }) => `${channel} ${userId}`)).toEqual(['C0SERVDESK1 U0AIKOMORI1']);
    expect(picks(calls.whispers[0]?.content)).toHaveLength(3);
    expect(await store.listIncoming()).toEqual([]);
  });

  it('says nothing of failure when the words are kept and Slack does not take the acknowledgement', async () => {
    const { room, store, logged, idle } = fakeRoom();
    const { respond, heard } = ear();
    const ack = (): Promise<void> => Promise.reject(new Error('socket closed'));
    await onCommand(room, { command: commandOf('SIM-3500-0042 light'), ack, respond });
    await idle();
    expect(heard).toEqual([]);
    expect(store.claims.size).toBe(1);
    expect(logged.map(({ event }) => event)).toEqual(['slack.listener-failed']);
  });

  it('never throws, whatever is typed', async () => {
    await fc.assert(
      fc.asyncProperty(hostileText, async (text) => {
        const { room, calls, idle } = fakeRoom(() => ({ ...WHICH, said: text }));
        const { ack, respond, order, heard } = ear();
        await onCommand(room, { command: commandOf(text), ack, respond });
        await idle();
        if (calls.forms.length === 1) return;
        expect(order).toEqual(['ack', 'respond']);
        expect(validateBlocks(heard[0]?.content.blocks)).toEqual([]);
        expect(heard[0]?.content.text).not.toMatch(/[<>]/);
      }),
      { numRuns: 60 },
    );
  });
});

describe('which messages may be claims', () => {
  const channels = { claimsChannels: new Set(['C0CLAIMS001']), me: { userId: 'U0CLAIMBOT1', botId: 'B0CLAIMBOT1' } };
  const message = { type: 'message', channel: 'C0CLAIMS001', user: 'U0AIKOMORI1', text: 'too light', ts: '1.1' };
  it('are people’s own new ones in a claims channel, with or without a photo', () => {
    expect(readSaid(message, channels)).toEqual({
      channel: 'C0CLAIMS001',
      ts: '1.1',
      user: 'U0AIKOMORI1',
      text: 'too light',
    });
    expect(readSaid({ ...message, subtype: 'file_share', files: [{}] }, channels)).toBeDefined();
  });

  it('are not edits, joins, bots’, replies, other channels’, empty ones or other events', () => {
    const others: unknown[] = [
      { ...message, subtype: 'message_changed' },
      { ...message, subtype: 'channel_join' },
      { ...message, subtype: 'bot_message', bot_id: 'B0CLAIMBOT1' },
      { ...message, bot_id: 'B1' },
      { ...message, thread_ts: '0.9' },
      { ...message, subtype: 'thread_broadcast', thread_ts: '0.9' },
      { ...message, channel: 'C0RANDOM001' },
      { ...message, text: ' ' },
      { ...message, type: 'reaction_added' },
      { ...message, user: undefined },
      null,
      'text',
      [],
    ];
    for (const other of others) expect(readSaid(other, channels)).toBeUndefined();
  });
});

describe('a plain message', () => {
  const said = {
    channel: 'C0CLAIMS001',
    ts: '1700000000.000100',
    user: 'U0AIKOMORI1',
    text: 'SIM-3500-0042 too light &lt; 5',
  };

  it('becomes a claim, and its delivery is noted as handled after that', async () => {
    const { room, desk, store } = fakeRoom();
    await onMessage(room, 'event:Ev1', said);
    expect(store.log).toEqual(['claim on disk', 'done event:Ev1']);
    expect(desk.heard[0]).toMatchObject({
      sourceKey: 'msg:C0CLAIMS001:1700000000.000100',
      text: 'SIM-3500-0042 too light < 5',
      origin: { via: 'message', channel: 'C0CLAIMS001', messageTs: '1700000000.000100' },
    });
  });

  it('is left alone when it is no claim', async () => {
    const { room, calls } = fakeRoom(() => ({ kind: 'nothing' }));
    await onMessage(room, 'event:Ev1', said);
    expect(calls.posts).toEqual([]);
  });

  it('gets its question under it, once, however often and under however many events it is delivered', async () => {
    const { room, calls } = fakeRoom(() => WHICH);
    await Promise.all(['event:Ev1', 'event:Ev2', 'event:Ev1'].map((key) => onMessage(room, key, said)));
    expect(calls.posts).toHaveLength(1);
    expect(calls.posts[0]).toMatchObject({ channel: 'C0CLAIMS001', threadTs: said.ts });
    expect(readPick(picks(calls.posts[0]?.content)[0] ?? '')).toMatchObject({ messageTs: said.ts });
  });

  it('stays kept when the desk fails, so that the next start takes it up', async () => {
    const { room, store } = fakeRoom(() => {
      throw new Error('disk full');
    });
    await store.addIncoming('event:Ev1', said, 1);
    await onMessage(room, 'event:Ev1', said);
    expect((await store.listIncoming()).map(({ key }) => key)).toEqual(['event:Ev1']);
  });
});

describe('buttons of a claim', () => {
  async function openClaim(room: ReturnType<typeof fakeRoom>): Promise<void> {
    room.store.claims.set(1, sampleClaim({ id: 1 }));
    await room.store.claimSlot({ claimId: 1, slot: 'root', channel: 'C0SERVDESK1' });
    await room.store.fillSlot(1, 'root', { ts: '1700000000.000001', channel: 'C0SERVDESK1', digest: '' });
  }

  it('have their effect on disk before the acknowledgement', async () => {
    const made = fakeRoom();
    await openClaim(made);
    const { ack, respond } = ear(made.desk.done);
    await onAction(made.room, { press: pressOf({}), ack, respond });
    await onAction(made.room, { press: pressOf({ actionId: 'claim_refetch' }), ack, respond });
    expect(made.desk.done).toEqual([
      'taken 1 U0CARLARUI1',
      'ack',
      'refetched 1 U0CARLARUI1 act:1700000001.000001:1700000000.000002:U0CARLARUI1',
      'ack',
    ]);
  });

  it('ask for the peers that were chosen, in a menu or by a button, and for nothing that they do not offer', async () => {
    const made = fakeRoom();
    await openClaim(made);
    const { ack, respond, heard } = ear(made.desk.done);
    for (const [actionId, value] of [
      ['claim_tighten', '1 tighten=firmware,region widen=yes'],
      ['claim_all_peers', '1'],
      ['claim_widen', '1 tighten=shoes'],
      ['claim_widen', '2 widen=yes'],
    ] as const) {
      await onAction(made.room, { press: pressOf({ actionId, value }), ack, respond });
    }
    const key = 'act:1700000001.000001:1700000000.000002:U0CARLARUI1';
    expect(made.desk.done).toEqual([
      `refetched 1 U0CARLARUI1 ${key} {"tighten":["firmware","region"],"widen":true}`,
      'ack',
      `refetched 1 U0CARLARUI1 ${key} {}`,
      'ack',
      'ack',
      'respond',
      'ack',
      'respond',
    ]);
    expect(heard.map(({ content }) => content.text)).toEqual([
      'This button is too old; the newest comparison has others.',
      'This button does not belong to a claim any more.',
    ]);
  });

  it('tell the second who takes that somebody was first', async () => {
    const made = fakeRoom();
    await openClaim(made);
    const { ack, respond, heard } = ear();
    for (const user of ['U0CARLARUI1', 'U0CARLARUI1', 'U0BENOKAFO1']) {
      await onAction(made.room, { press: pressOf({ user }), ack, respond });
    }
    expect(made.desk.done).toEqual(['taken 1 U0CARLARUI1']);
    expect(heard.map(({ content }) => content.text)).toEqual(['Claim 1 was taken by Person CAR already.']);
  });

  it('do nothing for a value that is not the claim of that thread', async () => {
    const made = fakeRoom();
    await openClaim(made);
    made.store.claims.set(2, sampleClaim({ id: 2 }));
    for (const value of ['2', '', '-1', '1e0', '../1', '99999999999999999999']) {
      const { ack, respond, order } = ear();
      await onAction(made.room, { press: pressOf({ value }), ack, respond });
      expect(order).toEqual(['ack', 'respond']);
    }
    expect(made.desk.done).toEqual([]);
  });

  it('apologise when Slack refuses the form, and log its reason', async () => {
    const made = fakeRoom();
    await openClaim(made);
    made.calls.fail('form', new WebAPIPlatformError({ ok: false, error: 'expired_trigger_id' }));
    const { ack, respond, heard } = ear();
    await onAction(made.room, { press: pressOf({ actionId: 'claim_resolve' }), ack, respond });
    expect(heard).toHaveLength(1);
    expect(made.logged[0]?.facts).toMatchObject({ code: 'expired_trigger_id' });
  });
});

describe('buttons of a question', () => {
  const value = JSON.stringify({
    key: 'msg:C0CLAIMS001:1.1',
    serial: 'SIM-3500-0042',
    symptoms: [],
    text: 'too light',
    messageTs: '1.1',
  });

  it('open the claim with the words that raised the question, once however many press', async () => {
    const { room, desk, store, calls } = fakeRoom();
    await calls.post(
      { channel: 'C0CLAIMS001', threadTs: '1.1' },
      { text: 'Which?', blocks: [] },
      { question: 'C0CLAIMS001:1.1' },
    );
    const press = pressOf({
      actionId: 'claim_pick:0',
      value,
      channel: 'C0CLAIMS001',
      messageTs: calls.posts[0]!.ts,
      threadTs: '1.1',
    });
    const { ack, respond } = ear();
    await onAction(room, { press, ack, respond });
    await onAction(room, { press: { ...press, user: 'U0BENOKAFO1' }, ack, respond });
    expect(store.claims.size).toBe(1);
    expect(desk.heard[0]).toMatchObject({
      text: 'too light',
      given: { serial: 'SIM-3500-0042', symptoms: undefined },
      origin: { via: 'button', channel: 'C0CLAIMS001', messageTs: '1.1' },
    });
    expect(calls.posts[0]?.content.text).toBe('Claim 1 is open for SIM-3500-0042.');
  });

  it('give way to the answer where only one person saw them', async () => {
    const { room } = fakeRoom();
    const { ack, respond, heard } = ear();
    await onAction(room, { press: pressOf({ actionId: 'claim_pick:1', value, isEphemeral: true }), ack, respond });
    expect(heard).toMatchObject([{ replaces: true, content: { text: 'Claim 1 is open for SIM-3500-0042.' } }]);
  });

  it('ask on when something is still missing', async () => {
    const { room } = fakeRoom(() => ({
      kind: 'which-symptom',
      serial: 'SIM-3500-0042',
      candidates: [{ id: 'jam-feed', title: 'Jams' }],
    }));
    const { ack, respond, heard } = ear();
    await onAction(room, { press: pressOf({ actionId: 'claim_pick:0', value }), ack, respond });
    expect(readPick(picks(heard[0]?.content)[0] ?? '')).toMatchObject({
      serial: 'SIM-3500-0042',
      symptoms: ['jam-feed'],
      key: 'msg:C0CLAIMS001:1.1',
    });
  });

  it('lead to the form, with what was said, where none of them fits', async () => {
    const { room, calls } = fakeRoom();
    const question = {
      kind: 'which-symptom' as const,
      serial: 'SIM-3500-0042',
      candidates: [{ id: 'jam-feed', title: 'Jams' }],
    };
    const content = questionMessage(question, { sourceKey: 'k', text: 'it acts up', messageTs: '1.1' }, '/claim');
    const buttons = content.blocks?.flatMap((block) => (block.type === 'actions' ? block.elements : [])) ?? [];
    const none = buttons.at(-1);
    if (none?.type !== 'button') throw new Error('no button');
    expect([none.text.text, none.action_id]).toEqual(['None of these?', 'claim_open_form']);
    const { ack, respond } = ear();
    await onAction(room, { press: pressOf({ actionId: none.action_id ?? '', value: none.value ?? '' }), ack, respond });
    expect(JSON.stringify(calls.forms)).toContain('"initial_value":"SIM-3500-0042"');
    expect(JSON.stringify(calls.forms)).toContain('"initial_value":"it acts up"');
    expect(calls.forms).toMatchObject([{ private_metadata: expect.stringContaining('"messageTs":"1.1"') }]);
  });

  it('refuse a value that is not ours', async () => {
    const { room, desk } = fakeRoom();
    const { ack, respond, heard } = ear();
    await onAction(room, { press: pressOf({ actionId: 'claim_pick:0', value: '{"serial":1}' }), ack, respond });
    expect(desk.heard).toEqual([]);
    expect(heard[0]?.content.text).toContain('too old');
  });
});

describe('the form', () => {
  const submission = {
    viewId: 'V7',
    memory: 'C0SERVDESK1',
    user: 'U0AIKOMORI1',
    answers: { serial: ' SIM-3500-0042 ', symptom: 'jam-feed', words: 'tray 2' },
  };

  it('opens the claim with what was chosen, and closes', async () => {
    const { room, desk, store } = fakeRoom();
    await onClaimForm(
      room,
      submission,
      async (errors) => void store.log.push(errors === undefined ? 'closed' : 'open'),
    );
    expect(store.log).toEqual(['claim on disk', 'closed']);
    expect(desk.heard[0]).toMatchObject({
      sourceKey: 'view:V7',
      given: { serial: 'SIM-3500-0042', symptoms: ['jam-feed'] },
      origin: { via: 'form', channel: 'C0SERVDESK1' },
    });
  });

  it('stays open with what is missing, at the field where it is', async () => {
    const cases: [IntakeResult, string][] = [
      [WHICH, 'serial'],
      [{ kind: 'which-symptom', serial: 'S', candidates: [] }, 'symptom'],
      [{ kind: 'help', problem: 'no', symptoms: [] }, 'symptom'],
      [{ kind: 'nothing' }, 'serial'],
    ];
    for (const [result, field] of cases) {
      const { room } = fakeRoom(() => result);
      const acks: (Record<string, string> | undefined)[] = [];
      await onClaimForm(room, submission, async (errors) => void acks.push(errors));
      expect(acks.map((errors) => Object.keys(errors ?? {}))).toEqual([[field]]);
    }
  });

  it('stays open with an apology when the desk fails', async () => {
    const { room } = fakeRoom(() => {
      throw new Error('disk full');
    });
    const acks: unknown[] = [];
    await onClaimForm(room, submission, async (errors) => void acks.push(errors));
    expect(acks).toMatchObject([{ serial: expect.stringContaining('did not work') }]);
  });

  it('passes Slack’s rules for forms with any symptoms', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ id: fc.stringMatching(/^[a-z-]{1,30}$/), title: hostileText }), { maxLength: 120 }),
        hostileText,
        (symptoms, text) => {
          const unique = [...new Map(symptoms.map((one) => [one.id, one])).values()];
          expect(
            validateView(
              claimForm(unique, { channel: 'C0SERVDESK1' }, { serial: text, symptoms: [text], words: text }),
            ),
          ).toEqual([]);
          expect(validateBlocks(helpMessage('/claim', unique, { problem: text }).blocks)).toEqual([]);
          const asked = { sourceKey: 'k', text, messageTs: '1.1' };
          const question = { kind: 'which-symptom' as const, serial: text, candidates: unique };
          expect(validateBlocks(questionMessage(question, asked, '/claim').blocks)).toEqual([]);
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('a channel that does not let us in', () => {
  it('is told by direct message to whoever used the form there', async () => {
    const { room, calls } = fakeRoom();
    const outsiders = openOutsiders({ botName: () => 'claimscope', log: () => undefined });
    room.expectCard = outsiders.expectCard;
    calls.fail('whisper', new WebAPIPlatformError({ ok: false, error: 'not_in_channel' }));
    const submission = {
      viewId: 'V8',
      memory: 'C0RANDOM001',
      user: 'U0AIKOMORI1',
      answers: { serial: 'SIM-3500-0042' },
    };
    await onClaimForm(room, submission, async () => undefined);
    outsiders.onOutside(sampleClaim({ id: 1 }));
    await sleep(5);
    expect(calls.posts).toMatchObject([
      { channel: 'DU0AIKOMORI1', content: { text: expect.stringContaining('/invite') } },
    ]);
  });

  it('is told to whoever claimed, whichever becomes known first', async () => {
    for (const order of ['respond first', 'refusal first']) {
      const told: string[] = [];
      const outsiders = openOutsiders({ botName: () => 'claimscope', log: () => undefined });
      const claim = sampleClaim();
      const respond = async (content: Content): Promise<void> => void told.push(content.text);
      if (order === 'respond first') outsiders.expectCard(claim, respond);
      outsiders.onOutside(claim);
      if (order === 'refusal first') outsiders.expectCard(claim, respond);
      await sleep(0);
      expect(told).toEqual([expect.stringContaining('`/invite @claimscope`')]);
    }
  });
});
