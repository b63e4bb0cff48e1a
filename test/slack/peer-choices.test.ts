import { describe, expect, it } from 'vitest';
import type { Fetch } from '../../src/core/dossier.ts';
import { comparisonMessage } from '../../src/slack/blocks/comparison-message.ts';
import { peerChoices } from '../../src/slack/blocks/peer-choices.ts';
import { rootCard } from '../../src/slack/blocks/root-card.ts';
import { sampleDossier, sampleFetch } from './dossiers.ts';

const first = sampleFetch();
const withPeers = (peers: Partial<Fetch['peers']>, over: Partial<Fetch> = {}): Fetch =>
  sampleFetch({ peers: { ...first.peers, ...peers }, ...over });

describe('the choices of peers', () => {
  it('are those that are offered, each with what it comes to, and say what the next fetch would be', () => {
    const offered = [
      { by: 'firmware' as const, devices: 23 },
      { by: 'region' as const, devices: 12 },
      { by: 'family' as const, devices: 40 },
      { by: 'own' as const, devices: 2 },
    ];
    const [block] = peerChoices(sampleDossier({ fetches: [withPeers({ offered })] }));
    const id = sampleDossier().claim.id;
    expect(block?.elements).toMatchObject([
      {
        type: 'static_select',
        action_id: 'claim_tighten',
        options: [
          { text: { text: 'Same firmware (23 devices)' }, value: `${id} tighten=firmware` },
          { text: { text: 'Same region (12 devices)' }, value: `${id} tighten=region` },
        ],
      },
      { action_id: 'claim_widen', text: { text: 'Widen: engine family (+40)' }, value: `${id} widen=yes` },
      { action_id: 'claim_own', text: { text: "This customer's too (+2)" }, value: `${id} own=yes` },
    ]);
  });

  it('lead back to all peers and to other customers only, and add to what was chosen', () => {
    const options = { tighten: ['firmware' as const], widen: true, own: true };
    const fetch = withPeers({ offered: [{ by: 'volume', devices: 9 }] }, { n: 1, options });
    const [block] = peerChoices(sampleDossier({ fetches: [first, fetch] }));
    const id = sampleDossier().claim.id;
    expect(block?.elements).toMatchObject([
      { options: [{ value: `${id} tighten=firmware,volume widen=yes own=yes` }] },
      { text: { text: 'Other customers only' }, value: `${id} tighten=firmware widen=yes` },
      { text: { text: 'All peers' }, value: `${id} own=yes` },
    ]);
  });

  it('lead back from nothing that was asked for and could not be done', () => {
    const options = { tighten: ['firmware' as const], widen: true, own: true };
    const none = withPeers({ cohort: 'all of the model', own: 0 }, { n: 1, options });
    expect(peerChoices(sampleDossier({ fetches: [first, none] }))).toEqual([]);
    const own = withPeers({ cohort: 'own devices too', own: 2 }, { n: 1, options });
    expect(peerChoices(sampleDossier({ fetches: [first, own] }))[0]?.elements).toMatchObject([
      { text: { text: 'Other customers only' } },
    ]);
  });

  it('are not there where nothing is offered, nor while a fetch is going on', () => {
    expect(peerChoices(sampleDossier())).toEqual([]);
    const offered = [{ by: 'family' as const, devices: 40 }];
    expect(peerChoices(sampleDossier({ fetches: [withPeers({ offered }, { phase: 'reading' })] }))).toEqual([]);
  });
});

describe('a fetch over other peers', () => {
  const row = first.comparisons[0]!;
  const second = withPeers(
    { cohort: 'engine family, same firmware', kept: 1, late: 2 },
    {
      n: 1,
      key: 'act:1',
      comparisons: [
        {
          ...row,
          baseline:
            row.baseline.kind === 'number'
              ? { ...row.baseline, average: 2.5, n: 12, own: 3, percentile: 4, same: 0 }
              : row.baseline,
        },
      ],
    },
  );
  const dossier = sampleDossier({ fetches: [first, second] });

  it('has a column of its own beside the average of before, whose head says which peers', () => {
    const table = comparisonMessage(dossier).blocks.find(({ type }) => type === 'table');
    const rows = JSON.parse(JSON.stringify(table)).rows.map((cells: { text: string }[]) =>
      cells.map(({ text }) => text),
    );
    expect(rows[0].slice(5)).toEqual([
      'Average, engine family, same firmware (n)',
      'Average (n)',
      'Median (p10 to p90)',
      'Among peers',
    ]);
    expect(rows[1].slice(5)).toEqual([
      '2.5 V (n 12, 3 of this customer)',
      '2.94 V (n 41)',
      '2.9 V (2.8 to 3.1 V)',
      'lower than all 12 peers',
    ]);
  });

  it('says which step it stands on in the thread and on the card, and who stays in or out', () => {
    const thread = JSON.stringify(comparisonMessage(dossier).blocks);
    expect(thread).toContain('beside peers: engine family, same firmware');
    expect(thread).toContain(
      '1 that would be left out now stays in as last known; 2 that came after the first fetch stay out',
    );
    expect(JSON.stringify(rootCard(dossier).blocks)).toContain('Fetch 2 (engine family, same firmware): Complete');
  });
});
