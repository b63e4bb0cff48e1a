import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { explain, explainedOf, TOLD_CAUSES } from '../../src/core/explain.ts';
import { validateView } from '../../src/demo/slack/validate-view.ts';
import { buildBook } from '../../src/rules/build-book.ts';
import { checkRules } from '../../src/rules/check.ts';
import { defaultRulesDir, loadRules, readRuleFiles } from '../../src/rules/load.ts';
import { explainView } from '../../src/slack/blocks/explain-view.ts';
import { onAction } from '../../src/slack/listeners/on-action.ts';
import { onLanguagePress } from '../../src/slack/listeners/on-explain.ts';
import { type Bot, startTestBot } from './bot.ts';
import { anyDossier, NOW, sampleClaim, sampleDossier, sampleFetch, sampleReading, sampleRow } from './dossiers.ts';
import { fakeRoom, LANGUAGES } from './fakes.ts';

const [CODES, english] = [LANGUAGES.map(({ id }) => id), LANGUAGES.find(({ id }) => id === 'en')];
const said = (dossier: Parameters<typeof explainedOf>[0], language = english): string =>
  language === undefined ? '' : explain(language, explainedOf(dossier));

/** What stands in the field of such a view. */
function fieldOf(view: unknown): string {
  return /"initial_value":("(?:[^"\\]|\\.)*")/.exec(JSON.stringify(view))?.[1] ?? '';
}

describe('what a customer is told', () => {
  it('is there in five languages, for every symptom, item and cause there is', async () => {
    const book = await loadRules();
    expect(CODES).toEqual(['de', 'en', 'es', 'fr', 'ja']);
    const families = new Set([...book.items.keys()].map((item) => item.split('.')[0] ?? ''));
    for (const words of LANGUAGES) {
      expect(Object.keys(words.symptoms).toSorted(), words.id).toEqual([...book.symptoms.keys()].toSorted());
      expect(Object.keys(words.items).toSorted(), words.id).toEqual([...families].toSorted());
      expect(Object.keys(words.cause).toSorted(), words.id).toEqual([...TOLD_CAUSES].toSorted());
    }
  });

  it('says what was reported, what was looked at, what stands out and what happens next', () => {
    const row = sampleRow('Drum', 2.1, 'off', { item: 'drum.life' });
    const fine = sampleRow('Toner', 60, 'normal', { item: 'supply.toner' });
    const fetch = sampleFetch({ comparisons: [row, fine] });
    const dossier = sampleDossier({
      fetches: [{ ...fetch, measures: fetch.measures.map((one) => ({ ...one, cause: 'worn-part' })) }],
    });
    expect(said(dossier).split('\n\n')).toEqual([
      'Your machine SIM-3500-0042: prints too light',
      'On November 24, 2026 we looked at your machine over the network: drum, toner and other supplies.',
      'What stands out: drum. This is not as it should be, or differs from machines of the same kind.',
      'Often a part that wears out with use is behind this.',
      'What happens next: one of our engineers looks at the machine, and we agree on a time with you.',
      'Thank you for telling us.',
    ]);
  });

  it('tells nothing out of the ordinary, too little to say, silence and an end apart', () => {
    const normal = sampleFetch({ comparisons: [sampleRow('Toner', 60, 'normal')], measures: [] });
    expect(said(sampleDossier({ fetches: [normal] }))).toContain('is as on machines of the same kind');
    expect(said(sampleDossier({ fetches: [normal] }))).toContain('we have a few questions');
    expect(said(sampleDossier({ fetches: [normal], questions: [] }))).toContain('our service desk sees to it');
    const unsure = sampleFetch({ comparisons: [sampleRow('Toner', 60, 'cannot-say')], measures: [] });
    expect(said(sampleDossier({ fetches: [unsure] }))).toContain('is not enough to tell');
    const absent = sampleReading('supply.toner', { kind: 'absent', reason: 'timeout' });
    const silent = sampleRow('Toner', 0, 'cannot-say', {
      reading: absent,
      figure: { kind: 'absent', why: 'no answer', from: [] },
    });
    for (const comparisons of [[], [silent]])
      expect(said(sampleDossier({ fetches: [sampleFetch({ comparisons, measures: [] })] }))).toContain(
        'it gave us no answer',
      );
    const refused = { kind: 'refused' as const, said: 'a login' };
    const early = sampleFetch({ phase: 'standing', comparisons: [], measures: [], outcome: refused });
    expect(said(sampleDossier({ fetches: [early] }))).toContain('it gave us no answer');
    const events = [
      {
        at: NOW,
        by: 'U1',
        what: 'resolved' as const,
        resolution: { cause: 'dirt' as const, measure: 'none', proposed: [] },
      },
    ];
    const resolved = said(sampleDossier({ claim: sampleClaim({ status: 'resolved', events }) }));
    expect(resolved).toContain('The matter is settled');
    expect(resolved).toContain('Often dirt inside');
  });

  it('dates it by the calendar of the reader', () => {
    const fetch = sampleFetch({ doneAt: Date.UTC(2026, 10, 23, 22, 30) });
    const told = explainedOf(sampleDossier({ fetches: [fetch] }));
    const dated = (zone: string): string => (english === undefined ? '' : explain(english, told, zone));
    expect(dated('UTC')).toContain('On November 23, 2026');
    expect(dated('Asia/Tokyo')).toContain('On November 24, 2026');
    expect(dated('America/New_York')).toContain('On November 23, 2026');
  });

  it('never says that a machine was silent, or was looked at, while it is still being asked', () => {
    const row = sampleRow('Drum', 2.1, 'off', { item: 'drum.life' });
    const asking = (phase: 'stored' | 'reading' | 'standing', kind: 'not-asked' | 'reading') =>
      sampleFetch({ n: 1, phase, outcome: { kind }, comparisons: phase === 'stored' ? [row] : [], measures: [] });
    for (const fetch of [asking('stored', 'not-asked'), asking('reading', 'reading'), asking('standing', 'reading')]) {
      for (const words of LANGUAGES) {
        expect(said(sampleDossier({ fetches: [fetch] }), words).split('\n\n')).toEqual([
          expect.stringContaining('SIM-3500-0042'),
          words.next.desk,
          words.closing,
        ]);
      }
      const before = sampleFetch({ comparisons: [sampleRow('Toner', 60, 'normal')], measures: [] });
      expect(said(sampleDossier({ fetches: [before, fetch] }))).toContain('is as on machines of the same kind');
    }
  });

  it('holds no figure and no text of any dossier but its own serial number, in any language', () => {
    fc.assert(
      fc.property(anyDossier, fc.constantFrom(...LANGUAGES), (dossier, words) => {
        const { symptoms } = dossier.claim;
        const told = { ...explainedOf(dossier), serial: 'S', at: 0 };
        const bare = {
          ...told,
          odd: told.odd.map(() => 'x'),
          looked: told.looked.map(() => 'x'),
          symptoms: symptoms.map(() => 'x'),
        };
        // Whatever the dossier says, the sentences are ours: with a fixed serial and day nothing of it is left.
        const ours = new Set([
          ...Object.values(words.items),
          ...Object.values(words.symptoms),
          words.other.item,
          words.other.symptom,
        ]);
        let text = explain(words, told);
        for (const phrase of [...ours].toSorted((a, b) => b.length - a.length)) text = text.replaceAll(phrase, '');
        let rest = explain(words, bare);
        for (const phrase of [...ours].toSorted((a, b) => b.length - a.length)) rest = rest.replaceAll(phrase, '');
        expect(text.replaceAll(words.join, '')).toBe(rest.replaceAll(words.join, ''));
      }),
      { numRuns: 100 },
    );
  });
});

describe('rules/explain', () => {
  it('passes its own tests', async () => {
    const { faults } = await checkRules();
    expect(faults.filter((fault) => fault.includes('explain'))).toEqual([]);
  });
});

describe('a language among the rules', () => {
  it('has no place for a figure, and no phrase for what does not exist', async () => {
    const { files } = await readRuleFiles(defaultRulesDir(), 'rules');
    const broken = files.map(({ kind, id, path, text }) => {
      const isEnglish = kind === 'explain' && id === 'en';
      const typo = text.replace('over the network: {items}', 'over the network: {items} {average}');
      return { kind, id, path, text: isEnglish ? typo.replace('  drum: drum', '  drumm: drum') : text };
    });
    expect(buildBook('rules', broken, '').faults).toEqual([
      expect.stringContaining('must have {date} and {items}, each once'),
    ]);
    const misnamed = files.map(({ kind, id, path, text }) => {
      const isEnglish = kind === 'explain' && id === 'en';
      return {
        kind,
        id,
        path,
        text: isEnglish ? text.replace('  drum: drum', '  drumm: drum').replace('  noise:', '  noisy:') : text,
      };
    });
    expect(buildBook('rules', misnamed, '').faults).toEqual([
      expect.stringContaining('no item that begins with "drumm"'),
      expect.stringContaining('no symptom "noisy"'),
    ]);
  });
});

describe('the view that explains', () => {
  it('passes the strict rules for any dossier and language', () => {
    fc.assert(
      fc.property(anyDossier, fc.constantFrom(...CODES, 'xx', undefined), (dossier, language) => {
        expect(validateView(explainView(dossier, LANGUAGES, { language, zone: 'Asia/Tokyo' }))).toEqual([]);
      }),
      { numRuns: 60 },
    );
    expect(explainView(sampleDossier(), [], { language: 'en', zone: 'UTC' })).toBeUndefined();
  });

  it('opens from the menu, and changes its language in a field of its own', async () => {
    const { room, store, calls } = fakeRoom();
    store.claims.set(12, sampleClaim());
    await store.claimSlot({ claimId: 12, slot: 'root', channel: 'C0SERVDESK1' });
    await store.fillSlot(12, 'root', { ts: '1.1', channel: 'C0SERVDESK1', digest: '' });
    const press = {
      actionTs: '2.2',
      user: 'U1',
      channel: 'C0SERVDESK1',
      messageTs: '1.2',
      threadTs: '1.1',
      isEphemeral: false,
    };
    const ack = async (): Promise<void> => undefined;
    await onAction(room, {
      press: { ...press, actionId: 'claim_more', value: '12 explain', triggerId: '9' },
      ack,
      respond: async () => undefined,
    });
    expect(fieldOf(calls.forms[0])).toContain('Your machine SIM-3500-0042: prints too light');
    expect(calls.forms[0]).toMatchObject({ private_metadata: '{"explain":12}' });
    const choose = (value: string, remembered = '{"explain":12}'): Promise<void> =>
      onLanguagePress(
        room,
        { viewId: 'V1', memory: remembered, actionId: 'claim_explain_language', value, user: 'U1' },
        ack,
      );
    await choose('ja');
    expect(fieldOf(calls.forms[1])).toContain('印刷が薄い');

    expect(JSON.stringify(calls.forms[1])).toContain('"block_id":"explain:ja"');
    for (const remembered of ['', '{}', '{"explain":"12"}']) await choose('de', remembered);
    expect(calls.forms).toHaveLength(2);

    // The sample was read at 01:00 UTC or so: there it was still the day before.
    const channel = sampleClaim().origin.channel ?? '';
    store.channels.set(channel, { timeZone: 'Pacific/Honolulu' });
    const dayOf = (form: unknown): string => /November \d+/.exec(fieldOf(form))?.[0] ?? '';
    await choose('en');
    expect([dayOf(calls.forms[0]), dayOf(calls.forms[2])]).toEqual(['November 24', 'November 23']);
  });
});

describe.each(['socket', 'http'] as const)('over %s', (mode) => {
  let bot: Bot | undefined;
  afterEach(async () => {
    await bot?.stop();
    bot = undefined;
  });

  it('the words for the customer are a menu away, in each language, and nobody else sees them', async () => {
    bot = await startTestBot({ mode });
    const { control } = bot.slack;
    await control.typeCommand('aiko', 'service-desk', '/claim SIM-3500-0042 too light');
    const menu = await control.waitFor(() =>
      control.messages('service-desk').find(({ blocks }) => JSON.stringify(blocks).includes('1 explain')),
    );
    await bot.side.idle();
    const posts = control.messages('service-desk').length;
    await control.chooseSelect('carla', 'service-desk', menu.ts, 'claim_more', '1 explain');
    const view = (): string => JSON.stringify(control.views('carla')[0]?.body ?? '');
    await control.waitFor(() => view().includes('prints too light'));
    for (const [language, words] of [
      ['de', 'zu helle Drucke'],
      ['fr', 'trop claires'],
      ['es', 'demasiado claras'],
      ['ja', '印刷が薄い'],
    ] as const) {
      expect(await control.pressInView('carla', 'claim_explain_language', language)).toEqual({ ok: true });
      await control.waitFor(() => view().includes(words));
    }
    expect(await control.submitView('carla', {})).toEqual({ kind: 'closed' });
    expect(control.messages('service-desk')).toHaveLength(posts);
    expect(control.ephemerals('aiko')).toEqual([]);
  });
});
