import { describe, expect, it } from 'vitest';
import { dossierText } from '../../src/cli/dossier-text.ts';
import type { Dossier } from '../../src/core/dossier.ts';
import { dossierHtml } from '../../src/core/export-html.ts';
import type { Roller } from '../../src/core/ruler.ts';
import { comparisonMessage } from '../../src/slack/blocks/comparison-message.ts';
import { rootCard } from '../../src/slack/blocks/root-card.ts';
import { sampleClaim, sampleDossier } from './dossiers.ts';

const RULER: Roller[] = [
  { id: 'drum', title: 'drum <b>', mm: 94, source: 's' },
  { id: 'developer-roller', title: 'developer roller', mm: 75, source: 's' },
];

function dossier(repeatMm: number | undefined, ruler: Roller[] | undefined): Dossier {
  const about = { parts: [], only: [], colours: [], codes: [], ...(repeatMm === undefined ? {} : { repeatMm }) };
  return sampleDossier({ claim: sampleClaim({ about }), ruler });
}

function everywhere(of: Dossier): string[] {
  const thread = comparisonMessage(of);
  return [thread.text, JSON.stringify(thread.blocks), JSON.stringify(rootCard(of).blocks), dossierHtml(of)];
}

describe('the distance between marks', () => {
  it('is held to the ruler of the model in thread, card, terminal and export, escaped', () => {
    const of = dossier(75, RULER);
    for (const text of everywhere(of))
      expect(text).toContain('Marks every 75 mm: developer roller 75 mm fits; drum &lt;b&gt; 94 mm no');
    expect(dossierText(of)).toContain('Marks every 75 mm: developer roller 75 mm fits; drum <b> 94 mm no\n');
  });

  it('says where no ruler is known, and nothing where no distance was said', () => {
    for (const text of [...everywhere(dossier(75, undefined)), dossierText(dossier(75, undefined))])
      expect(text).toContain('Marks every 75 mm: no ruler is known for this model');
    for (const text of [...everywhere(dossier(undefined, RULER)), dossierText(dossier(undefined, RULER))])
      expect(text).not.toContain('Marks every');
  });

  it('is that which was said last', () => {
    const about = { parts: [], only: [], colours: [], codes: [], repeatMm: 94 };
    const of = dossier(75, RULER);
    of.claim.events.push({ at: 1, by: 'U1', what: 'joined', about });
    expect(dossierText(of)).toContain('Marks every 94 mm: drum <b> 94 mm fits');
  });
});
