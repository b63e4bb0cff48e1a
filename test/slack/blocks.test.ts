import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dossierText } from '../../src/cli/dossier-text.ts';
import type { Dossier } from '../../src/core/dossier.ts';
import type { Past } from '../../src/core/past.ts';
import { validateBlocks } from '../../src/demo/slack/validate-blocks.ts';
import { comparisonMessage } from '../../src/slack/blocks/comparison-message.ts';
import { escalationMessage } from '../../src/slack/blocks/escalation-message.ts';
import { handlerMessage, pointerMessage } from '../../src/slack/blocks/handler-message.ts';
import { itemsMessage } from '../../src/slack/blocks/items-message.ts';
import { sizeOf } from '../../src/slack/blocks/parts.ts';
import { rootCard } from '../../src/slack/blocks/root-card.ts';
import { rowsOf } from '../../src/slack/blocks/rows.ts';
import { NO_VIEW, type View } from '../../src/slack/blocks/view.ts';
import { type Content, LARGEST_BLOCKS } from '../../src/slack/content.ts';
import {
  anyDossier,
  NOW,
  ratedRow,
  sampleClaim,
  sampleDossier,
  sampleFetch,
  sampleReading,
  sampleRow,
} from './dossiers.ts';

const DAY = 86_400_000;
/** As many words as a chart may have, each sign of which takes two in JSON. */
const chart = { file: 'F0123456789', alt: '"'.repeat(800) };
const VIEW: View = {
  nameOf: () => 'Aiko <!here> *Mori*',
  chartOf: () => chart,
  said: 'https://x.test/said',
  card: 'https://x.test/card',
};

function everyMessage(dossier: Dossier): Content[] {
  return [
    rootCard(dossier, VIEW),
    comparisonMessage(dossier, VIEW),
    itemsMessage(dossier),
    handlerMessage(dossier, VIEW),
    pointerMessage(dossier, VIEW),
  ];
}

/** Every text of a content that Slack reads as mrkdwn. */
function mrkdwnOf(content: Content): string[] {
  const texts = [content.text];
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) for (const one of value) walk(one);
    else if (typeof value === 'object' && value !== null) {
      if ('type' in value && value.type === 'mrkdwn' && 'text' in value) texts.push(String(value.text));
      for (const one of Object.values(value)) walk(one);
    }
  };
  walk(content.blocks);
  return texts;
}

function tableCells(content: Content): string[][] {
  const table = content.blocks.find((block) => block.type === 'table');
  if (table === undefined) return [];
  return table.rows.map((row) => row.map((cell) => ('text' in cell ? cell.text : 'not a raw cell')));
}

/** What may stand between < and >: dates, links of Slack's own, and the one mention. */
const OURS =
  /^(!date\^\d+\^\{date_short_pretty\} \{time\}\|[^<>|]*|https:\/\/x\.test\/\w+(\|[\w ]+)?|@U0BENOKAFO1|!subteam\^S0TONERDESK|#C0EXPERTS01)$/;

function expectValid(content: Content): void {
  expect(validateBlocks(content.blocks)).toEqual([]);
  // Under the size at which Slack refuses, and always with a text for notifications.
  expect(sizeOf(content.blocks)).toBeLessThanOrEqual(LARGEST_BLOCKS);
  expect(content.text.trim()).not.toBe('');
  expect(content.text.length).toBeLessThanOrEqual(12_000);
}

function expectNoMarkupFromOutside(content: Content): void {
  expect(content.text).not.toMatch(/<@|<!(subteam|channel|here|everyone)/);
  for (const text of mrkdwnOf(content)) {
    for (const [, inner] of text.matchAll(/<([^<>]*)>/g)) expect(inner).toMatch(OURS);
    // Nothing is left open either, but for the quotation marks at a line's start.
    expect(text.replace(/<[^<>]*>/g, '').replace(/^>/gm, '')).not.toMatch(/[<>]/);
    // oxlint-disable-next-line no-control-regex -- they are what must not be there
    expect(text).not.toMatch(/[\u202a-\u202e\u2066-\u2069\0-\x08]/);
  }
}

describe('messages for any dossier', () => {
  it('tells under the table what changed in the past of the device, rows of which the same is told together', () => {
    const change = {
      after: NOW - 13 * DAY,
      at: NOW - 12 * DAY,
      before: 2.4,
      level: 2,
      readings: { before: 9, since: 5 },
    };
    const past: Past = {
      n: 14,
      from: 0,
      to: NOW,
      unit: 'volt',
      trend: { kind: 'changed', n: 14, changes: [change] },
    };
    const state = { before: 'on', state: '<!here> *off*', after: NOW - 2 * DAY, at: NOW - DAY, readings: 1 };
    const comparisons = [
      sampleRow('Drum charge', 2.1, 'off', { part: 'black', past }),
      sampleRow('Drum charge', 2.1, 'off', { part: 'cyan', past }),
      sampleRow('Save', 1, 'normal', { past: { n: 3, from: 0, to: NOW, state } }),
      sampleRow('Steady', 1, 'normal', { past: { n: 3, from: 0, to: NOW } }),
    ];
    const content = comparisonMessage(sampleDossier({ fetches: [sampleFetch({ comparisons })] }));
    const lines = [
      '*Its own past*',
      '• *Drum charge, black; Drum charge, cyan*: fell by 0.4 V since 12 Nov (2.4 V to 2 V; 9 readings before, 5 since)',
      '• *Save*: went from on to &lt;!here&gt; ∗off∗ since 23 Nov (1 reading since)',
    ];
    expect(mrkdwnOf(content)).toContain(lines.join('\n'));
    expect(content.text).toContain('fell by 0.4 V');
    expect(validateBlocks(content.blocks)).toEqual([]);
  });

  it('pass the strict rules, hold nothing of the outside as markup, mention the handler once, and show the first rows beside the chart', () => {
    fc.assert(
      fc.property(anyDossier, (dossier) => {
        const contents = everyMessage(dossier);
        for (const content of contents) {
          expectValid(content);
          expectNoMarkupFromOutside(content);
        }
        const mentions = contents.map((content) => JSON.stringify(mrkdwnOf(content)).split(/<@|<!subteam/).length - 1);
        // A person is told directly, and would be rung twice.
        const expected = dossier.claim.handler.id.startsWith('S0') ? 1 : 0;
        expect(mentions.reduce((sum, n) => sum + n, 0)).toBe(expected);
        expect(mentions[0]).toBe(0);
        expect(contents[1]?.blocks.filter(({ type }) => type === 'image')).toHaveLength(1);
        const { rows } = rowsOf(dossier);
        const shown = contents.slice(1).flatMap((content) => tableCells(content).slice(1));
        // The first rows stand in the thread whatever else must find room there; all of them stand in the views.
        expect(shown.length).toBeLessThanOrEqual(9);
        if (rows.length > 0) expect(shown.length).toBeGreaterThan(0);
      }),
      { numRuns: 120 },
    );
  });

  it('are the same for the same state, however much later they are built', () => {
    const dossier = sampleDossier();
    const later = { ...dossier, now: NOW + 86_400_000 };
    expect(everyMessage(later)).toEqual(everyMessage(dossier));
  });
});

describe('the card', () => {
  it('says what, where, who, the worst findings and the measure', () => {
    const text = mrkdwnOf(rootCard(sampleDossier(), VIEW)).join('\n');
    expect(text).toContain('*SIM-3500-0042* (SIM-3500) at Nordlicht Apotheke');
    expect(text).toContain('>prints are pale since Monday');
    expect(text).toContain('In charge: *');
    expect(text).not.toContain('<@');
    expect(text).toContain('🔴 off: Drum charge, black: 2.1 V, average 2.94 V (n 41)');
    expect(text).toContain('*Proposed:* Replace the black drum (field engineer)');
    expect(text).toContain('Complete: compared with 41 peers, 4 missing');
    expect(text).toContain(`Data as of <!date^${NOW / 1000}^{date_short_pretty} {time}|2026-11-24 09:30 UTC>`);
    expect(text).toContain('<https://x.test/said|the message that said it>');
  });

  it('says in one line what a machine said of itself, escaped and cut, and when; in the messages to its handler and to an expert too', () => {
    const claim = sampleClaim({
      origin: { via: 'trap', channel: 'C1' },
      words: `code: 3101\n<!channel> *jam* ${'x'.repeat(300)}`,
    });
    const dossier = sampleDossier({ claim });
    const asked = { at: NOW, by: 'UBEN', what: 'escalated' as const };
    for (const message of [
      rootCard(dossier, VIEW),
      handlerMessage(dossier, VIEW),
      escalationMessage(dossier, VIEW, asked),
    ]) {
      const line = mrkdwnOf(message).find((text) => text.startsWith('The machine said, <!date'));
      const [head, said = '', ...more] = line?.split('\n') ?? [];
      expect(head).toContain(`<!date^${Math.floor(claim.at / 1000)}^`);
      expect(said).toMatch(/^>code: 3101 &lt;!channel&gt; \u2217jam\u2217 x+…$/);
      expect(said.length).toBeLessThanOrEqual(121);
      expect(more).toEqual([]);
    }
    const silent = sampleDossier({ claim: sampleClaim({ origin: { via: 'trap' }, words: '' }) });
    expect(mrkdwnOf(rootCard(silent, VIEW)).join('\n')).not.toContain('The machine said');
  });

  it('quotes no words that are nothing but the fields of a command', () => {
    for (const words of ['serial=SIM-3500-0042 symptom=light-print', 'symptom="too light" serial: X', ' ']) {
      expect(mrkdwnOf(rootCard(sampleDossier({ claim: sampleClaim({ words }) }))).join('\n')).not.toMatch(/^>/m);
    }
    const said = sampleClaim({ words: 'serial=X pale since Monday' });
    expect(mrkdwnOf(rootCard(sampleDossier({ claim: said }))).join('\n')).toContain('>serial=X pale since Monday');
  });

  it('shows what is stored with its age before anything was read', () => {
    const old = sampleReading(
      'drum-charge',
      { kind: 'number', number: 2.1, unit: 'volt' },
      { at: NOW - 3 * 3_600_000 },
    );
    const row = sampleRow('Drum charge', 2.1, 'off', { reading: old });
    const fetch = sampleFetch({
      phase: 'stored',
      doneAt: undefined,
      comparisons: [row],
      measures: [],
      outcome: { kind: 'not-asked' },
    });
    const text = mrkdwnOf(rootCard(sampleDossier({ fetches: [fetch] }))).join('\n');
    expect(text).toContain('Stored values, with their age');
    expect(text).toContain('2.1 V (3 hours ago)');
  });

  it('counts the peers that answered while it reads, and says who is missing while it stands', () => {
    const peers = { eligible: 58, customers: 12, asked: 45, live: 20, stored: 5, pending: 20, missing: 0 };
    const reading = sampleDossier({ fetches: [sampleFetch({ phase: 'reading', doneAt: undefined, peers })] });
    expect(rootCard(reading).text).toContain('25 of 45 peers answered');
    const standing = sampleDossier({ fetches: [sampleFetch({ phase: 'standing', doneAt: undefined, peers })] });
    expect(rootCard(standing).text).toContain('20 peers still missing, late answers are taken in');
  });

  it('names who took and who resolved a claim without ringing their bell', () => {
    const taken = sampleClaim({ status: 'taken', events: [{ at: NOW, by: 'U0CARLARUI1', what: 'taken' }] });
    const byName = mrkdwnOf(rootCard(sampleDossier({ claim: taken }), { nameOf: () => 'Carla Ruiz' })).join('\n');
    expect(byName).toContain('*Taken* by Carla Ruiz');
    expect(byName).not.toContain('U0CARLARUI1');
    expect(mrkdwnOf(rootCard(sampleDossier({ claim: taken }))).join('\n')).toContain('*Taken* by a colleague');
    const resolved = sampleClaim({
      status: 'resolved',
      events: [{ at: NOW, by: 'U0CARLARUI1', what: 'resolved', note: 'new *drum*' }],
    });
    expect(mrkdwnOf(rootCard(sampleDossier({ claim: resolved }))).join('\n')).toContain('>new ∗drum∗');
  });

  it('says what lets nothing be read, and does not call it silence', () => {
    const outcome = { kind: 'refused', said: 'SNMP: no credential "site-9" is configured' } as const;
    const fetch = sampleFetch({ outcome, comparisons: [], measures: [] });
    const { text } = rootCard(sampleDossier({ fetches: [fetch] }));
    expect(text).toContain('Nothing can be read from the device (SNMP: no credential "site-9" is configured)');
    expect(text).not.toContain('does not answer');
  });

  it('warns of a device that is not the one claimed', () => {
    const fetch = sampleFetch({
      outcome: { kind: 'wrong-device', said: 'SIM-3500-0007' },
      comparisons: [],
      measures: [],
    });
    expect(rootCard(sampleDossier({ fetches: [fetch] })).text).toContain(
      'it says it is SIM-3500-0007. Its values are not used',
    );
  });
});

describe('the comparison', () => {
  it('stands oddest first, with units, the average over n and the usual range', () => {
    const rows = tableCells(comparisonMessage(sampleDossier()));
    expect(rows).toEqual([
      ['Verdict', 'Item', 'This machine', 'Average (n)', 'Median (p10 to p90)', 'Among peers'],
      ['🔴 off', 'Drum charge, black', '2.1 V', '2.94 V (n 41)', '2.9 V (2.8 to 3.1 V)', '–'],
      ['🟢 normal', 'Density measured', '2.9 V', '2.94 V (n 41)', '2.9 V (2.8 to 3.1 V)', '–'],
    ]);
  });

  it('never shows a value of a service-mode list as live, nor an average with old values as new', () => {
    const row = sampleRow('Drum charge', -640, 'watch', { part: 'black' });
    const listed = {
      ...row,
      reading: {
        ...row.reading,
        at: NOW - 3 * 86_400_000,
        evidence: [{ protocol: 'report' as const, place: 'sp.csv, line 4', raw: 'SP2-001,-640 V', at: NOW, tookMs: 0 }],
      },
      baseline: row.baseline.kind === 'number' ? { ...row.baseline, oldest: NOW - 9 * 86_400_000 } : row.baseline,
    };
    const [, cells = []] = tableCells(
      comparisonMessage(sampleDossier({ fetches: [sampleFetch({ comparisons: [listed] })] })),
    );
    expect(cells[2]).toBe('-640 V (service-mode list, 3 days ago)');
    expect(cells[3]).toMatch(/\(n 41\), oldest 9 days ago$/);
  });

  it('never shows a rate of the stored past as live: it says over which days it is and how old', () => {
    const fetch = sampleFetch({ comparisons: [ratedRow('Copies a day', 300)] });
    const [, cells = []] = tableCells(comparisonMessage(sampleDossier({ fetches: [fetch] })));
    expect(cells[0]).toContain('cannot say');
    expect(cells[2]).toBe('300 impressions a day (over 30 days, to 5 hours ago)');
  });

  it('says why there is no rate, and offers no button to ask for it again', () => {
    const evidence = [
      { protocol: 'past' as const, place: 'copies.total', raw: 'it was never read', at: NOW, tookMs: 0 },
    ];
    const reading = sampleReading('copies.a-day', { kind: 'absent', reason: 'no_rate' }, { evidence });
    const items = [{ item: 'copies.a-day', title: 'Copies a day', because: 'b', symptom: 's' }];
    const message = comparisonMessage(sampleDossier({ items, fetches: [sampleFetch({ readings: [reading] })] }));
    expect(mrkdwnOf(message).join('\n')).toContain(
      'Copies a day: too little of its past is stored to tell a rate; tried copies.total as it is stored (it was never read)',
    );
    expect(JSON.stringify(message.blocks)).not.toContain('Refetch the absent');
  });

  it('puts what was read at the claim beside what is read now after a refetch, and overwrites nothing', () => {
    const first = sampleFetch();
    const second = sampleFetch({
      n: 1,
      key: 'act:1',
      comparisons: [
        sampleRow('Drum charge', 2.85, 'normal', { part: 'black', reading: first.comparisons[0]!.reading }),
        sampleRow('Density measured', 2.9, 'normal'),
      ],
    });
    const before = first.comparisons[0]!;
    second.comparisons[0] = { ...second.comparisons[0]!, reading: before.reading, item: before.item };
    const rows = tableCells(comparisonMessage(sampleDossier({ fetches: [first, second] })));
    expect(rows[0]).toEqual([
      'Verdict',
      'Item',
      'At claim',
      'Now',
      'Change',
      'Average (n)',
      'Median (p10 to p90)',
      'Among peers',
    ]);
    expect(rows).toContainEqual([
      '🟢 normal',
      'Drum charge, black',
      '2.1 V',
      '2.85 V',
      '+0.75 V',
      '2.94 V (n 41)',
      '2.9 V (2.8 to 3.1 V)',
      '–',
    ]);
    expect(rows).toContainEqual([
      '🟢 normal',
      'Density measured',
      '2.9 V',
      '2.9 V',
      'none',
      '2.94 V (n 41)',
      '2.9 V (2.8 to 3.1 V)',
      '–',
    ]);
  });

  it('goes on showing the values of the claim while a refetch has none yet', () => {
    const empty = sampleFetch({
      n: 1,
      phase: 'reading',
      doneAt: undefined,
      comparisons: [],
      readings: [],
      measures: [],
    });
    const content = comparisonMessage(sampleDossier({ fetches: [sampleFetch(), empty] }));
    expect(tableCells(content)).toHaveLength(3);
    expect(content.text).toContain('Fetch 2: Reading the device');
  });

  it('shows settings as shares of states and says why a figure is absent, with what was known last', () => {
    const states = {
      kind: 'states' as const,
      shares: [
        { state: 'on', n: 38, share: 0.92 },
        { state: 'off', n: 3, share: 0.08 },
      ],
      n: 41,
      oldest: NOW,
    };
    const setting = sampleRow('Automatic density', 0, 'watch', {
      figure: { kind: 'state', state: 'off', from: [] },
      baseline: states,
    });
    const absent = sampleRow('Toner left', 0, 'cannot-say', {
      figure: { kind: 'absent', why: 'no answer in time', from: [] },
      lastKnown: sampleReading('toner', { kind: 'number', number: 45, unit: 'percent' }, { at: NOW - 7_200_000 }),
    });
    const rows = tableCells(
      comparisonMessage(sampleDossier({ fetches: [sampleFetch({ comparisons: [setting, absent] })] })),
    );
    expect(rows[1]).toEqual(['🟡 watch', 'Automatic density', 'off', 'on 92 %, off 8 % (n 41)', '–', '–']);
    expect(rows[2]?.[2]).toBe('no answer in time; last known 45 % (2 hours ago)');
  });

  it('counts peers live, stored with age, missing and pending, and names what could not be read and what was tried', () => {
    const evidence = [
      {
        protocol: 'http' as const,
        place: 'remote-maintenance /density',
        raw: 'no answer after 3 tries',
        at: NOW,
        tookMs: 900,
      },
      { protocol: 'snmp' as const, place: '1.3.6.1.4.1.99999.2.1', raw: 'noSuchObject', at: NOW, tookMs: 9 },
    ];
    const reading = sampleReading('density-measured', { kind: 'absent', reason: 'timeout' }, { evidence });
    const text = mrkdwnOf(comparisonMessage(sampleDossier({ fetches: [sampleFetch({ readings: [reading] })] }))).join(
      '\n',
    );
    expect(text).toContain(
      'Peers: 30 live, 11 stored (oldest 2 hours ago), 4 missing; 45 asked of 58 devices of this model at 12 other customers',
    );
    expect(text).toContain(
      'Density measured: no answer in time; tried HTTP remote-maintenance /density (no answer after 3 tries), then SNMP 1.3.6.1.4.1.99999.2.1 (noSuchObject)',
    );
  });

  it('names where an engineer finds what the model does not offer, and only that', () => {
    const items = [
      {
        item: 'a',
        title: 'Drum charge',
        because: 'b',
        symptom: 'light-print',
        serviceMode: 'service mode > V-CONT <b>',
      },
      { item: 'c', title: 'Toner', because: 'b', symptom: 'light-print', serviceMode: 'the panel' },
    ];
    const readings = [
      sampleReading('a', { kind: 'absent', reason: 'unsupported' }, { evidence: [] }),
      sampleReading('c', { kind: 'absent', reason: 'timeout' }, { evidence: [] }),
    ];
    const message = comparisonMessage(sampleDossier({ items, fetches: [sampleFetch({ readings })] }));
    const text = mrkdwnOf(message).join('\n');
    expect(text).toContain(
      'Drum charge: this device does not offer it over the network; an engineer finds it at: service mode &gt; V-CONT &lt;b&gt;',
    );
    expect(text).toContain('Toner: no answer in time');
    expect(text).not.toContain('the panel');
    expect(text).toContain(
      'A list from service mode is brought in by dropping it as a file (CSV or text) in this thread',
    );
  });

  it('names each measure with who can do it, its reason, its source and its evidence', () => {
    const text = mrkdwnOf(comparisonMessage(sampleDossier())).join('\n');
    for (const part of [
      '*Proposed measure: Replace the black drum*',
      'Who: field engineer',
      'Why: A worn drum takes less charge.',
      'Source: service handbook, chapter 4',
      '• Drum charge, black is off (low)',
    ]) {
      expect(text).toContain(part);
    }
  });

  it('asks the customer when no measure follows', () => {
    const text = mrkdwnOf(comparisonMessage(sampleDossier({ fetches: [sampleFetch({ measures: [] })] }))).join('\n');
    expect(text).toContain('No measure follows');
    expect(text).toContain('• Is it pale in copies too?');
  });

  it('offers Refetch, Take and Resolve with the claim id and nothing else', () => {
    const values = comparisonMessage(sampleDossier()).blocks.flatMap((block) =>
      block.type === 'actions'
        ? block.elements.flatMap((one) => ('value' in one ? [[one.action_id, one.value]] : []))
        : [],
    );
    expect(values.slice(3)).toEqual([
      ['claim_refetch', '12'],
      ['claim_take', '12'],
      ['claim_resolve', '12'],
      ['claim_import_list', '12'],
    ]);
  });

  it('shows the odd rows, five to nine of them, and says how many more there are and whether they are odd', () => {
    const shown = (odd: number, all: number): { rows: string[][]; text: string } => {
      const comparisons = Array.from({ length: all }, (_, index) =>
        sampleRow(`Item ${index}`, 2 + index / 100, index < odd ? 'off' : 'normal'),
      );
      const content = comparisonMessage(sampleDossier({ fetches: [sampleFetch({ comparisons })] }));
      return { rows: tableCells(content).slice(1), text: mrkdwnOf(content).join('\n') };
    };
    expect(shown(3, 45).rows).toHaveLength(5);
    expect(shown(3, 45).rows.map(([verdict]) => verdict)).toEqual([
      '🔴 off',
      '🔴 off',
      '🔴 off',
      '🟢 normal',
      '🟢 normal',
    ]);
    expect(shown(3, 45).text).toContain('40 more rows, none of them out of the ordinary');
    expect(shown(7, 45).rows).toHaveLength(7);
    expect(shown(12, 45).rows).toHaveLength(9);
    expect(shown(12, 45).text).toContain('36 more rows, 3 of them out of the ordinary');
    expect(shown(0, 2).rows).toHaveLength(2);
    expect(shown(0, 2).text).not.toContain('more row');
  });

  it('asks what a person can say of what could not be read, and what the symptom asks only where no measure follows', () => {
    const ask = 'How full is it, <!here>?';
    const items = [
      { item: 'a', title: 'Toner', because: 'b', symptom: 'light-print', ask },
      { item: 'drum-charge', title: 'Drum', because: 'b', symptom: 'light-print', ask: 'never asked, it was read' },
    ];
    const readings = [
      sampleReading('a', { kind: 'absent', reason: 'timeout' }),
      sampleReading('drum-charge', { kind: 'number', number: 2, unit: 'volt' }),
    ];
    const said = (over: Parameters<typeof sampleFetch>[0]): string =>
      mrkdwnOf(comparisonMessage(sampleDossier({ items, fetches: [sampleFetch({ readings, ...over })] }))).join('\n');
    expect(said({})).toContain('*Ask the customer*\n• How full is it, &lt;!here&gt;?');
    expect(said({})).not.toContain('Is it pale in copies too?');
    expect(said({ measures: [] })).toContain('• How full is it, &lt;!here&gt;?\n• Is it pale in copies too?');
    expect(said({ phase: 'standing' })).not.toContain('Ask the customer');
    expect(said({})).not.toContain('never asked');
  });
});

describe('the items', () => {
  it('are listed with the reason for each and no place; the person in charge is named, a group mentioned', () => {
    const dossier = sampleDossier();
    const nameOf = (id: string): string | undefined => (id === 'U0BENOKAFO1' ? 'Ben <!here>' : undefined);
    const text = mrkdwnOf(itemsMessage(dossier, { ...NO_VIEW, nameOf })).join('\n');
    expect(text).toContain('Ben &lt;!here&gt;, this claim is yours. *2 items for this claim, and why*');
    expect(text).toContain('• *Drum charge*: a low charge prints pale');
    expect(text).not.toContain('SNMP');
    expect(JSON.stringify(itemsMessage(dossier))).not.toContain('<@');
    const group = sampleDossier({ claim: sampleClaim({ handler: { kind: 'group', id: 'S0TONERDESK' } }) });
    expect(JSON.stringify(itemsMessage(group))).toContain('<!subteam^S0TONERDESK>');
  });

  it('name whoever was in charge first, also when somebody else is now', () => {
    const [before, now] = [
      { kind: 'user' as const, id: 'U0BENOKAFO1' },
      { kind: 'user' as const, id: 'U0CARLARUI1' },
    ];
    const event = { at: NOW, by: 'U0BENOKAFO1', what: 'assigned' as const, handler: { before, now } };
    const claim = sampleClaim({ handler: now, events: [...sampleClaim().events, event] });
    const view = { ...NO_VIEW, nameOf: (id: string) => `Person ${id}` };
    const text = JSON.stringify(itemsMessage(sampleDossier({ claim }), view));
    expect(text).toContain('Person U0BENOKAFO1, this claim is yours');
    expect(text).not.toContain('U0CARLARUI1');
  });
});

describe('measures in the thread', () => {
  const [measure] = sampleFetch().measures;
  if (measure === undefined) throw new Error('the sample has a measure');

  it('are told whole where they may be it, and in one line where they are a weak hint beside a better one', () => {
    const hint = {
      ...measure,
      id: 'hint',
      title: 'Look at the toner',
      confidence: 0.01,
      action: 'Look.',
      against: ['no'],
    };
    const measures = [{ ...measure, confidence: 0.9 }, hint];
    const said = JSON.stringify(comparisonMessage(sampleDossier({ fetches: [sampleFetch({ measures })] })).blocks);
    expect(said).toContain(measure.action);
    expect(said).toContain('*Or: Look at the toner* (field engineer · a weak hint, 1 %)');
    expect(said).not.toContain('Look.');
    // Alone it is all there is, and is told with what speaks against it.
    const alone = JSON.stringify(
      comparisonMessage(sampleDossier({ fetches: [sampleFetch({ measures: [hint] })] })).blocks,
    );
    expect(alone).toContain('Against it:\\n• no');
  });

  it('leave no heading without a line under it where there is no room for all', () => {
    const long = Array.from({ length: 9 }, (_, index) => `${index} ${'x'.repeat(150)}`);
    for (let lines = 0; lines <= 9; lines += 1) {
      const full = {
        ...measure,
        confidence: 0.9,
        evidence: long.slice(0, lines),
        against: long,
        thin: long,
        change: long,
      };
      const blocks = comparisonMessage(sampleDossier({ fetches: [sampleFetch({ measures: [full, full] })] })).blocks;
      expect(JSON.stringify(blocks)).not.toMatch(
        /(Evidence|Against it|Less sure, because|What would change it):\\n[^•]/,
      );
    }
  });

  it('stand on the card with how sure they are', () => {
    const measures = [{ ...measure, confidence: 0.62 }];
    const card = rootCard(sampleDossier({ fetches: [sampleFetch({ measures })] }), VIEW);
    expect(JSON.stringify(card.blocks)).toContain('Replace the black drum (field engineer, likely, 62 %)');
  });
});

describe('a device named <!channel> *boom*', () => {
  it('pings no one and is still readable', () => {
    const name = '<!channel> *boom*';
    const dossier = sampleDossier({
      claim: sampleClaim({ serial: name, words: name }),
      device: { serial: name, model: name, customer: name, address: '127.0.0.1' },
    });
    for (const content of everyMessage(dossier)) expectNoMarkupFromOutside(content);
    expect(mrkdwnOf(rootCard(dossier)).join('\n')).toContain('&lt;!channel&gt; ∗boom∗');
  });
});

describe('the record of a measure', () => {
  const tries = { tried: 21, worked: 17, first: 21, firstWorked: 17 };
  const record = { model: tries, all: tries };
  const learnt = { byRule: 0.64, worked: 17, tried: 21, where: 'model' as const };

  it('stands with the confidence that it moved, in the thread, on the card and in the terminal', () => {
    const [measure] = sampleFetch().measures;
    const known = { ...measure!, confidence: 0.72, record, learnt };
    const dossier = sampleDossier({ fetches: [sampleFetch({ measures: [known] })] });
    const thread = JSON.stringify(comparisonMessage(dossier).blocks);
    expect(thread).toContain('likely, 72 % · worked in 17 of 21 on this model');
    expect(thread).toContain('Ranked up because it worked in 17 of 21 here where it was proposed first (64 % by');
    const { text, blocks } = rootCard(dossier);
    expect(validateBlocks(blocks)).toEqual([]);
    expect(text).toContain('field engineer, likely, 72 %, worked in 17 of 21 on this model)');
    expect(dossierText(dossier)).toContain('   worked in 17 of 21 on this model');
  });

  it('says that there is none yet where there is none', () => {
    const [measure] = sampleFetch().measures;
    const dossier = sampleDossier({ fetches: [sampleFetch({ measures: [{ ...measure!, confidence: 0.72 }] })] });
    expect(JSON.stringify(comparisonMessage(dossier).blocks)).toContain('likely, 72 % · no record yet');
    expect(rootCard(dossier).text).not.toContain('record');
    expect(dossierText(dossier)).toContain('   no record yet');
  });
});

describe('the site of a claimed device', () => {
  it('is one line in the thread and in the terminal, escaped, with the age of what it rests on', () => {
    const item = { item: 'h', title: 'Humidity <b>', side: 'high' as const, usual: 0.1 };
    const counts = { all: { judged: 4, same: 3 }, ofModel: { judged: 2, same: 2 } };
    const site = { devices: 5, ofModel: 2, read: 4, oldest: NOW - 7_200_000, items: [{ ...item, ...counts }] };
    const dossier = sampleDossier({ fetches: [sampleFetch({ site: { ...site, says: 'site' } })] });
    const said =
      'on the high side at 3 of 4 other devices here, 2 of 2 of this model: look at the site first (stored readings, not live; the oldest 2 hours ago)';
    const content = comparisonMessage(dossier);
    expect(validateBlocks(content.blocks)).toEqual([]);
    for (const shown of [JSON.stringify(content.blocks), content.text]) {
      expect(shown).toContain(`🏢 Site: Humidity &lt;b&gt; ${said}`);
    }
    expect(dossierText(dossier)).toContain(`\nSite: Humidity <b> ${said}\n`);
    const none = comparisonMessage(sampleDossier({ fetches: [sampleFetch()] }));
    expect(JSON.stringify(none)).not.toContain('Site:');
  });

  it('is small print where it settles nothing', () => {
    const typeOf = (says: 'machine' | 'unread'): string | undefined => {
      const item = { item: 'h', title: 'Humidity', side: 'high' as const, usual: 0.1 };
      const counts = { all: { judged: 4, same: 0 }, ofModel: { judged: 2, same: 0 } };
      const site = { devices: 5, ofModel: 2, read: 4, oldest: NOW, items: [{ ...item, ...counts }], says };
      const { blocks } = comparisonMessage(sampleDossier({ fetches: [sampleFetch({ site })] }));
      return blocks.find((block) => JSON.stringify(block).includes('Site:'))?.type;
    };
    expect([typeOf('machine'), typeOf('unread')]).toEqual(['section', 'context']);
  });
});

describe('what was before a claim', () => {
  const claim = {
    id: 7,
    at: NOW - 20 * 86_400_000,
    symptoms: ['Prints too light'],
    status: 'resolved' as const,
    endedAt: NOW - 12 * 86_400_000,
    by: 'Replace the drum',
    parts: '<drum>',
  };
  const change = { item: 'f', title: 'Firmware', was: claim.at, at: NOW };
  const text = (said: string) => ({ kind: 'text' as const, text: said });
  const before = {
    callback: { claim, days: 12, pages: { kind: 'unknown' as const } },
    claims: [claim],
    changes: [{ ...change, before: text('1.0'), now: text('*2.0*') }],
    similar: { own: [{ id: 3, by: 'Clean' }], needed: 3 },
  };

  it('flags a callback on the card, in the thread, to the handler and in the terminal, escaped', () => {
    const dossier = sampleDossier({ fetches: [sampleFetch({ before })] });
    const flag = '🔁 *Callback.* It has come back: claim 7 was resolved 12 days ago (pages since unknown)';
    for (const content of [rootCard(dossier), comparisonMessage(dossier), handlerMessage(dossier)]) {
      expect(validateBlocks(content.blocks)).toEqual([]);
      expect(JSON.stringify(content.blocks)).toContain(flag);
      expect(JSON.stringify(content.blocks)).toContain('&lt;drum&gt;');
      expect(content.text).toContain(flag);
    }
    expect(dossierText(dossier)).toContain('Callback. It has come back: claim 7');
  });

  it('tells in the thread and in the terminal of the last claims, of what changed, and of claims like it', () => {
    const dossier = sampleDossier({ fetches: [sampleFetch({ before })] });
    const thread = JSON.stringify(comparisonMessage(dossier).blocks);
    expect(thread).toContain('*Last claims of this machine*\\n• Claim 7, 20 days ago: Prints too light; resolved');
    expect(thread).toContain('*Not as it was*\\n• Firmware: 1.0 20 days ago, now ∗2.0∗');
    expect(thread).toContain('*Claims with the same signs*\\n• At this customer: claim 3 (ended by: Clean)');
    expect(dossierText(dossier)).toContain('Not as it was\n  Firmware: 1.0 20 days ago, now *2.0*\n');
    const none = sampleDossier({ fetches: [sampleFetch({ before: { claims: [], changes: [] } })] });
    expect(JSON.stringify(comparisonMessage(none).blocks)).toBe(
      JSON.stringify(comparisonMessage(sampleDossier({ fetches: [sampleFetch()] })).blocks),
    );
  });
});
