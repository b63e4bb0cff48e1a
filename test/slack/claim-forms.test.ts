import fc from 'fast-check';
import type { KnownBlock, View } from '@slack/types';
import { describe, expect, it } from 'vitest';
import { validateBlocks } from '../../src/demo/slack/validate-blocks.ts';
import { validateView } from '../../src/demo/slack/validate-view.ts';
import { assignForm, escalateForm, resolveForm, symptomsForm } from '../../src/slack/blocks/claim-forms.ts';
import { comparisonMessage } from '../../src/slack/blocks/comparison-message.ts';
import { escalationMessage } from '../../src/slack/blocks/escalation-message.ts';
import { rootCard } from '../../src/slack/blocks/root-card.ts';
import { onExportForm } from '../../src/slack/listeners/on-export-form.ts';
import { onAction, type Press } from '../../src/slack/listeners/on-action.ts';
import {
  onAssignForm,
  onEscalateForm,
  onResolveForm,
  onSymptomsForm,
} from '../../src/slack/listeners/on-claim-form.ts';
import { anyDossier, hostileText, NOW, sampleClaim, sampleDossier, sampleFetch, sampleReading } from './dossiers.ts';
import { fakeRoom } from './fakes.ts';

const MEMORY = { claim: 1, channel: 'C0SERVDESK1' };
const said = (blocks: readonly KnownBlock[]): string => JSON.stringify(blocks);
const elementsOf = (blocks: readonly KnownBlock[]): string[] =>
  blocks.flatMap((block) =>
    block.type === 'actions' ? block.elements.map((one) => ('action_id' in one ? one.action_id : '')) : [],
  );

/** A room with one claim in it, and what a person heard there. */
async function open(): Promise<{
  made: ReturnType<typeof fakeRoom>;
  press: (actionId: string, value?: string, user?: string) => Promise<void>;
  heard: string[];
}> {
  const made = fakeRoom();
  made.store.claims.set(1, sampleClaim({ id: 1 }));
  await made.store.claimSlot({ claimId: 1, slot: 'root', channel: 'C0SERVDESK1' });
  await made.store.fillSlot(1, 'root', { ts: '1700000000.000001', channel: 'C0SERVDESK1', digest: '' });
  const heard: string[] = [];
  const press = async (actionId: string, value = '1', user = 'U0CARLARUI1'): Promise<void> => {
    const one: Press = {
      actionId,
      value,
      actionTs: '1700000001.000001',
      user,
      channel: 'C0SERVDESK1',
      messageTs: '1700000000.000002',
      threadTs: '1700000000.000001',
      isEphemeral: false,
      triggerId: '9.9.xyz',
    };
    await onAction(made.room, {
      press: one,
      ack: async () => undefined,
      respond: async ({ text }) => void heard.push(text),
    });
  };
  return { made, press, heard };
}

const submission = (answers: Record<string, string>, user = 'U0CARLARUI1', memory = JSON.stringify(MEMORY)) => ({
  viewId: 'V1',
  memory,
  user,
  answers,
});

/** Submits a form and says what was acknowledged. */
async function submit(
  listener: typeof onResolveForm,
  made: ReturnType<typeof fakeRoom>,
  what: ReturnType<typeof submission>,
): Promise<unknown[]> {
  const acks: unknown[] = [];
  await listener(made.room, what, async (errors) => void acks.push(errors));
  return acks;
}

describe('the forms of a claim', () => {
  it('pass the strict rules for any dossier, and so does the message to the experts', () => {
    const event = { at: NOW, by: 'U0AIKOMORI1', what: 'escalated' as const, to: 'C0EXPERTS01' };
    fc.assert(
      fc.property(anyDossier, hostileText, (dossier, text) => {
        const symptoms = ['light-print', 'jam-feed'].map((id) => ({ id, title: text }));
        const views: (View | undefined)[] = [
          resolveForm(MEMORY, dossier),
          symptomsForm(MEMORY, dossier, symptoms),
          assignForm(MEMORY, dossier),
          escalateForm(MEMORY, dossier, [{ id: 'C0EXPERTS01', name: text }]),
        ];
        for (const view of views) expect(validateView(view)).toEqual([]);
        const message = escalationMessage(dossier, { nameOf: () => text }, { ...event, note: text });
        expect(validateBlocks(message.blocks)).toEqual([]);
        expect(said(message.blocks)).not.toMatch(/<@|<!(?!date)/);
      }),
      { numRuns: 60 },
    );
    expect(symptomsForm(MEMORY, sampleDossier(), [])).toBeUndefined();
  });

  it('resolve in two taps: the measure, its cause and its part are filled in, and are kept as data', async () => {
    const { made, press } = await open();
    const dossier = sampleDossier();
    const [fetch] = dossier.fetches;
    fetch?.measures.forEach((measure) => Object.assign(measure, { cause: 'worn-part', parts: ['drum unit'] }));
    made.room.dossierOf = async () => dossier;
    await press('claim_resolve');
    const form = JSON.stringify(made.calls.forms[0]);
    expect(form).toContain(
      '"initial_option":{"text":{"type":"plain_text","text":"Replace the black drum"},"value":"replace-drum"}',
    );
    expect(form).toContain('"initial_option":{"text":{"type":"plain_text","text":"a worn part"},"value":"worn-part"}');
    expect(form).toContain('"initial_value":"drum unit"');
    const answers = { cause: 'worn-part', measure: 'replace-drum', parts: 'drum unit', note: ' was dark again ' };
    expect(await submit(onResolveForm, made, submission(answers))).toEqual([undefined]);
    // The same submission delivered twice ends it once.
    expect(await submit(onResolveForm, made, submission(answers))).toEqual([undefined]);
    expect(made.desk.done).toEqual(['resolved 1 U0CARLARUI1 was dark again']);
    expect(made.store.claims.get(1)?.events.at(-1)?.resolution).toEqual({
      cause: 'worn-part',
      measure: 'replace-drum',
      parts: 'drum unit',
      proposed: ['replace-drum'],
    });
    expect(await submit(onResolveForm, made, submission(answers, 'U0BENOKAFO1'))).toMatchObject([
      { note: expect.stringContaining('Somebody else has resolved this claim meanwhile') },
    ]);
    await press('claim_reopen');
    await press('claim_reopen');
    expect(made.desk.done.slice(1)).toEqual(['reopened 1 U0CARLARUI1']);
  });

  it('keep why the measure proposed first was not it, and with the note what was typed beside one that was', async () => {
    const typed = { cause: 'setting', rejected: ' was <replaced> in May ', note: 'see ticket' };
    const first = await open();
    first.made.room.dossierOf = async () => sampleDossier();
    await submit(onResolveForm, first.made, submission({ ...typed, measure: 'other' }));
    const resolution = first.made.store.claims.get(1)?.events.at(-1)?.resolution;
    expect(resolution).toMatchObject({ measure: 'other', rejected: 'was <replaced> in May' });
    const events = [{ at: NOW, by: 'U0CARLARUI1', what: 'resolved' as const, resolution }];
    const card = rootCard(sampleDossier({ claim: sampleClaim({ status: 'resolved', events }) }));
    expect(said(card.blocks)).toContain('\\nNot Replace the black drum: was &lt;replaced&gt; in May');
    const second = await open();
    second.made.room.dossierOf = async () => sampleDossier();
    await submit(onResolveForm, second.made, submission({ ...typed, measure: 'replace-drum' }));
    expect(second.made.store.claims.get(1)?.events.at(-1)?.resolution).not.toHaveProperty('rejected');
    expect(second.made.desk.done).toEqual(['resolved 1 U0CARLARUI1 see ticket\nwas <replaced> in May']);
    const none = resolveForm(MEMORY, sampleDossier({ fetches: [sampleFetch({ measures: [] })] }));
    expect(JSON.stringify(none)).not.toContain('why not?');
  });

  it('change the symptom, assign and escalate from the menu, each once', async () => {
    const { made, press } = await open();
    for (const what of ['symptoms', 'assign', 'escalate']) await press('claim_more', `1 ${what}`);
    expect(made.calls.forms.map((form) => JSON.stringify(form))).toEqual([
      expect.stringContaining('"initial_options":[{"text":{"type":"plain_text","text":"Prints too light"}'),
      expect.stringContaining('"initial_user":"U0BENOKAFO1"'),
      expect.stringContaining('#experts'),
    ]);
    await submit(onSymptomsForm, made, submission({ symptoms: 'jam-feed light-print' }));
    await submit(onAssignForm, made, submission({ person: 'U0AIKOMORI1' }));
    await submit(onAssignForm, made, submission({ person: 'U0AIKOMORI1' }));
    made.room.clock = () => NOW + 1000;
    for (let time = 0; time < 2; time += 1)
      await submit(onEscalateForm, made, submission({ channel: 'C0EXPERTS01', note: 'the drum?' }));
    expect(made.desk.done).toEqual([
      'symptoms-changed 1 U0CARLARUI1 jam-feed light-print',
      'assigned 1 U0CARLARUI1 U0AIKOMORI1',
      'escalated 1 U0CARLARUI1 C0EXPERTS01 the drum?',
    ]);
  });

  it('stay open and say what is wrong: no symptom, no person, a channel that is not the experts’, a claim that is gone', async () => {
    const { made, press, heard } = await open();
    expect(await submit(onSymptomsForm, made, submission({ symptoms: '' }))).toEqual([
      { symptoms: 'Please choose what is wrong with the device.' },
    ]);
    for (const person of ['', '<!channel>', 'U0CLAIMBOT1'])
      expect(await submit(onAssignForm, made, submission({ person }))).toEqual([{ person: 'Please choose a person.' }]);
    expect(await submit(onEscalateForm, made, submission({ channel: 'C0RANDOM001' }))).toMatchObject([
      { channel: expect.stringContaining('not one of the experts') },
    ]);
    expect(await submit(onAssignForm, made, submission({ person: 'U0AIKOMORI1' }, 'U0CARLARUI1', '{}'))).toEqual([
      { person: 'This claim is not known any more.' },
    ]);
    made.room.expertsFor = async () => [];
    await press('claim_more', '1 escalate');
    expect(heard).toEqual([expect.stringContaining('No expert’s channel is configured')]);
    await press('claim_more', '1 constructor');
    expect(made.calls.forms).toEqual([]);
    expect(made.desk.done).toEqual([]);
  });

  it('apologise when the store is away, and keep what was typed', async () => {
    const { made } = await open();
    made.store.getClaim = async () => {
      throw new Error('away');
    };
    expect(await submit(onAssignForm, made, submission({ person: 'U0AIKOMORI1' }))).toMatchObject([
      { person: expect.stringContaining('did not work') },
    ]);
  });
});

describe('an export', () => {
  it('is sent to the one who asked and to nobody else, once for each submission, and noted with who did it', async () => {
    const { made, press } = await open();
    made.room.dossierOf = async () => sampleDossier({ claim: sampleClaim({ id: 1 }) });
    await press('claim_more', '1 export');
    expect(validateView(made.calls.forms[0])).toEqual([]);
    expect(JSON.stringify(made.calls.forms[0])).toContain('to you alone');
    for (let time = 0; time < 2; time += 1)
      expect(await submit(onExportForm, made, submission({ format: 'csv html' }))).toEqual([undefined]);
    expect(made.calls.log.filter((line) => line.startsWith('share'))).toEqual([
      'share DU0CARLARUI1 undefined claim-1.csv claim-1.html',
    ]);
    expect(made.desk.done).toEqual(['exported 1 U0CARLARUI1 claim-1.csv, claim-1.html']);
  });

  it('that Slack does not take is told to the one who asked, and noted nowhere', async () => {
    const { made } = await open();
    made.room.dossierOf = async () => sampleDossier({ claim: sampleClaim({ id: 1 }) });
    made.calls.fail('share', new Error('no answer'));
    expect(await submit(onExportForm, made, submission({ format: 'csv' }))).toEqual([undefined]);
    expect(made.desk.done).toEqual([]);
    expect(made.calls.whispers.at(-1)).toMatchObject({ userId: 'U0CARLARUI1', channel: 'C0SERVDESK1' });
    expect(await submit(onExportForm, made, submission({}, 'U0CARLARUI1', '{}'))).toMatchObject([
      { format: 'This claim is not known any more.' },
    ]);
  });
});

describe('the buttons', () => {
  it('offer what was absent once the reading is complete and something could not be read that the model offers', async () => {
    const buttons = (reason: 'timeout' | 'unsupported', phase: 'complete' | 'reading' = 'complete'): string[] => {
      const readings = [sampleReading('drum-charge', { kind: 'absent', reason })];
      return elementsOf(
        comparisonMessage(sampleDossier({ items, fetches: [sampleFetch({ readings, phase })] })).blocks,
      );
    };
    const items = sampleDossier().items.filter(({ item }) => item === 'drum-charge');
    expect(items).toHaveLength(1);
    expect(buttons('timeout')).toContain('claim_refetch_absent');
    expect(buttons('unsupported')).not.toContain('claim_refetch_absent');
    expect(buttons('timeout', 'reading')).not.toContain('claim_refetch_absent');
    const { made, press } = await open();
    await press('claim_refetch_absent');
    expect(made.desk.done[0]).toMatch(/^refetched 1 U0CARLARUI1 act:.* absent$/);
  });

  it('of a resolved claim are Refetch and Reopen, and not Take or Resolve', () => {
    const claim = sampleClaim({ status: 'resolved' });
    const ids = elementsOf(comparisonMessage(sampleDossier({ claim })).blocks);
    expect(ids).toEqual([
      'claim_rows',
      'claim_sources',
      'claim_neighbours',
      'claim_refetch',
      'claim_reopen',
      'claim_import_list',
      'claim_more',
    ]);
  });
});

describe('the card', () => {
  it('shows who did what when, the last first, and how the claim ended', () => {
    const by = 'U0CARLARUI1';
    const handler = {
      before: { kind: 'user' as const, id: 'U0BENOKAFO1' },
      now: { kind: 'user' as const, id: 'U0AIKOMORI1' },
    };
    const resolution = {
      cause: 'worn-part' as const,
      measure: 'replace-drum',
      parts: '<drum>',
      proposed: ['replace-drum'],
    };
    const events = [
      { at: NOW, by, what: 'opened' as const },
      { at: NOW, by, what: 'symptoms-changed' as const, symptoms: { before: ['ghosting'], now: ['light-print'] } },
      { at: NOW, by, what: 'assigned' as const, handler },
      { at: NOW, by, what: 'escalated' as const, to: 'C0EXPERTS01', note: 'why *dark*?' },
      { at: NOW, by, what: 'escalated' as const, to: '<!here>' },
      { at: NOW, by, what: 'resolved' as const, resolution },
    ];
    const claim = sampleClaim({ status: 'resolved', events });
    const content = rootCard(sampleDossier({ claim }), { nameOf: (id) => id.slice(2, 6) });
    expect(validateBlocks(content.blocks)).toEqual([]);
    const text = said(content.blocks).replaceAll(/<!date[^>]*>/g, 'then');
    expect(text).toContain('Cause: a worn part; solved by: Replace the black drum; parts: &lt;drum&gt;');
    expect(text).toContain(
      [
        'Resolved by CARL, then',
        'Taken to the experts by CARL, then',
        'Taken to <#C0EXPERTS01> (why ∗dark∗?) by CARL, then',
        'Given to AIKO by CARL, then',
        'Symptom changed from ghosting to light-print by CARL, then',
      ].join('\\n'),
    );
  });
});
