import { WebAPIPlatformError } from '@slack/web-api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Dossier } from '../../src/core/dossier.ts';
import { validateView } from '../../src/demo/slack/validate-view.ts';
import { rowsView } from '../../src/slack/blocks/rows-view.ts';
import { rowsOf } from '../../src/slack/blocks/rows.ts';
import { sourcesView } from '../../src/slack/blocks/sources-view.ts';
import { onAction } from '../../src/slack/listeners/on-action.ts';
import { onViewPress } from '../../src/slack/listeners/on-look.ts';
import { escapeMrkdwn, oneLine } from '../../src/slack/text/escape.ts';
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
import { fakeRoom } from './fakes.ts';

/** Every text of a view, page after page until the last. */
function textsOf(view: (dossier: Dossier, page: number) => ReturnType<typeof rowsView>, dossier: Dossier): string[] {
  const texts: string[] = [];
  for (let page = 0; page < 100; page += 1) {
    const { blocks } = view(dossier, page);
    for (const block of blocks) if (block.type === 'section' && 'text' in block) texts.push(block.text?.text ?? '');
    if (!JSON.stringify(blocks).includes('claim_page_next')) break;
  }
  return texts;
}

const fetchOf = (rows: number): ReturnType<typeof sampleFetch> =>
  sampleFetch({
    comparisons: Array.from({ length: rows }, (_, n) => sampleRow(`Item ${n}`, n, n === 7 ? 'off' : 'normal')),
  });

describe('a form or a view of a claim', () => {
  /** Presses in the thread of a claim, and what the one who pressed is told. */
  async function press(
    actionId: string,
    value: string,
    prepare: (made: ReturnType<typeof fakeRoom>) => void,
  ): Promise<{ told: string[]; levels: string[] }> {
    const made = fakeRoom();
    made.store.claims.set(1, sampleClaim({ id: 1 }));
    await made.store.claimSlot({ claimId: 1, slot: 'root', channel: 'C0SERVDESK1' });
    await made.store.fillSlot(1, 'root', { ts: '1.0', channel: 'C0SERVDESK1', digest: '' });
    prepare(made);
    const told: string[] = [];
    const pressed = { actionId, value, actionTs: '1', user: 'U1', channel: 'C0SERVDESK1', messageTs: '1.0' };
    await onAction(made.room, {
      press: { ...pressed, isEphemeral: false, triggerId: 't' },
      ack: async () => undefined,
      respond: async ({ text }) => void told.push(text),
    });
    return { told, levels: made.logged.map(({ level }) => level) };
  }
  const buttons = [
    { actionId: 'claim_open_form', value: '' },
    ...['claim_rows', 'claim_sources', 'claim_resolve'].map((actionId) => ({ actionId, value: '1' })),
    ...['assign', 'escalate', 'symptoms', 'export', 'explain'].map((form) => ({
      actionId: 'claim_more',
      value: `1 ${form}`,
    })),
  ];

  it.each(buttons)(
    'that comes too late says so and is no fault of ours: $actionId $value',
    async ({ actionId, value }) => {
      const gone = new WebAPIPlatformError({ ok: false, error: 'expired_trigger_id' });
      const { told, levels } = await press(actionId, value, ({ calls }) => calls.fail('form', gone));
      expect(told).toEqual([expect.stringContaining('once more')]);
      expect(levels).toEqual(['warn']);
    },
  );

  it('that cannot be made says why', async () => {
    const without = await press('claim_rows', '1', ({ room }) => {
      room.dossierOf = async () => undefined;
    });
    expect(without.told).toEqual([expect.stringContaining('not in the registry')]);
    const nothing = await press('claim_more', '1 symptoms', ({ room }) => {
      room.desk.symptoms = () => [];
    });
    expect(nothing.told).toEqual([expect.stringContaining('no symptoms')]);
  });
});

describe('all rows and sources', () => {
  it('pass the strict rules for any dossier and any page, and hold nothing of the outside as markup', () => {
    fc.assert(
      fc.property(anyDossier, fc.integer({ min: -3, max: 9 }), (dossier, page) => {
        for (const view of [rowsView(dossier, page), sourcesView(dossier, page)]) {
          expect(validateView(view)).toEqual([]);
          expect(JSON.stringify(view)).not.toMatch(/<@|<!(?!date)/);
        }
      }),
      { numRuns: 80 },
    );
  });

  it('say that a machine is being read, or that nothing was', () => {
    const none = (phase: 'standing' | 'complete') =>
      sampleDossier({ fetches: [sampleFetch({ phase, comparisons: [], readings: [] })] });
    for (const view of [rowsView, sourcesView]) {
      expect(JSON.stringify(view(none('standing'), 0).blocks)).toContain('are being read');
      expect(JSON.stringify(view(none('complete'), 0).blocks)).toMatch(/No value is known|Nothing was read/);
    }
  });

  it('show every row over the pages, the oddest first, each cell under its heading', () => {
    const dossier = sampleDossier({ fetches: [fetchOf(40)] });
    const texts = textsOf(rowsView, dossier);
    expect(texts).toHaveLength(rowsOf(dossier).rows.length);
    expect(texts[0]).toBe(
      '*Item 7* 🔴 off\nThis machine: 7 V\nAverage (n): 2.94 V (n 41)\nMedian (p10 to p90): 2.9 V (2.8 to 3.1 V)',
    );
  });

  it('leave out no row of any dossier', () => {
    fc.assert(
      fc.property(anyDossier, (dossier) => {
        const { rows } = rowsOf(dossier);
        fc.pre(rows.length > 0);
        const texts = textsOf(rowsView, dossier);
        expect(texts).toHaveLength(rows.length);
        const names = rows.map(({ cells: [, name = ''] }) => `*${escapeMrkdwn(oneLine(name), 100)}* `);
        expect(names.filter((name, n) => texts[n]?.startsWith(name) !== true)).toEqual([]);
      }),
      { numRuns: 120 },
    );
  });

  it('name item, value, place, raw answer and time of each figure, and tell live, stored and listed apart', () => {
    const number = { kind: 'number' as const, number: 2.1, unit: 'volt' as const };
    const day = 86_400_000;
    const listed = [{ protocol: 'report' as const, place: 'sp.csv, line 4', raw: '-640', at: NOW, tookMs: 0 }];
    const rows = [
      sampleRow('Live', 2.1, 'off', { reading: sampleReading('live', number) }),
      sampleRow('Stored', 2.1, 'watch', { reading: sampleReading('stored', number, { at: NOW - day }) }),
      sampleRow('Listed', 2.1, 'normal', {
        reading: sampleReading('listed', number, { evidence: listed, at: NOW - day }),
      }),
    ];
    rows.push(ratedRow('Copies a day', 300));
    const absent = sampleReading('toner', { kind: 'absent', reason: 'unsupported' }, { evidence: [] });
    const fetch = sampleFetch({ comparisons: rows, readings: [...rows.map(({ reading }) => reading), absent] });
    const items = [{ item: 'toner', title: 'Toner left', because: 'b', symptom: 's' }];
    const [live, stored, rated, list, unread] = textsOf(sourcesView, sampleDossier({ items, fetches: [fetch] }));
    expect(live).toMatch(
      /^\*Live\*: 2\.1 V \(live\)\nSNMP 1\.3\.6\.1\.2\.1\.43\.11\.1\.1\.9\.1\.1 → Integer 7, <!date\^\d+\^[^>]+>, 12 ms$/,
    );
    expect(stored).toMatch(/^\*Stored\*: 2\.1 V \(stored, true as of <!date/);
    expect(list).toMatch(
      /^\*Listed\*: 2\.1 V \(service-mode list, true as of <!date.*\nREPORT sp\.csv, line 4 → -640,/,
    );
    expect(rated).toMatch(
      /^\*Copies a day\*: 300 impressions a day \(worked out of what is stored, true as of <!date.*\nstored past of copies\.total → 16000 impressions at 2026-10-25T04:30Z, 25000 impressions at 2026-11-24T04:30Z$/,
    );
    expect(unread).toBe(
      '*Toner left*: this device does not offer it over the network (not read)\nno place of this model offers it',
    );
  });

  it('turn their pages in the view that is open, and do nothing for a view that is not one of them', async () => {
    const { room, calls } = fakeRoom(undefined, sampleDossier({ fetches: [fetchOf(40)] }));
    const press = { viewId: 'V1', actionId: 'claim_page_next', value: '1', user: 'U0CARLARUI1' };
    let acks = 0;
    const ack = async (): Promise<void> => void (acks += 1);
    await onViewPress(room, { ...press, memory: rowsView(sampleDossier(), 0).private_metadata ?? '' }, ack);
    expect(JSON.stringify(calls.forms)).toContain('Page 2 of 3');
    for (const memory of ['', '{}', '{"look":"rows"}', '{"look":"keys","claim":1}'])
      await onViewPress(room, { ...press, memory }, ack);
    expect(calls.forms).toHaveLength(1);
    expect(acks).toBe(5);
  });
});
