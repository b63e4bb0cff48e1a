import type { ItemDef } from '../../core/item.ts';
import type { RuleBook } from '../../rules/book.ts';
import { ASKS, IDENTITY } from './devices-questions.ts';

/** What one request holds, as for the bench of devices. */
const OBJECTS = 40;

/** Rules by which a sweep reads what the bench of devices does: thirty objects, one symptom that calls for all of them, one profile. */
export function sweepBook(): RuleBook {
  const items = ASKS.map(({ item, kind, unit }): ItemDef => {
    const compare = { as: 'none' as const, why: 'it is read only' };
    return { id: item, title: item, kind, unit, compare, because: 'it is read', source: 'the bench' };
  });
  return {
    items: new Map(items.map((item) => [item.id, item])),
    symptoms: new Map([
      [
        'everything',
        {
          id: 'everything',
          title: 'Everything',
          because: 'all of it is read',
          source: 'the bench',
          phrases: {},
          items: items.map(({ id }) => ({ item: id, because: 'it is read' })),
          questions: ['None'],
        },
      ],
    ]),
    profiles: [],
    generic: {
      id: 'generic',
      title: 'Bench',
      source: 'the bench',
      identity: IDENTITY,
      manners: { objects: OBJECTS },
      places: Object.fromEntries(ASKS.map(({ item, places }) => [item, places])),
    },
    measures: [],
    reports: [],
    explain: [],
    version: 'bench',
  };
}
