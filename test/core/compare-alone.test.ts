import { expect, it } from 'vitest';
import { compareFigures } from '../../src/core/compare.ts';
import type { ItemDef } from '../../src/core/item.ts';

const FIRMWARE: ItemDef = {
  id: 'firmware.version',
  title: 'Firmware',
  kind: 'text',
  compare: { as: 'state' },
  because: 'b',
  source: 's',
};

/** The verdict on a version that nobody else runs, where the peers share three others among them. */
function verdictAmong(peers: number): string {
  const mine = { kind: 'text', text: '4.3-beta', from: [] } as const;
  const said = Array.from({ length: peers }, (_, n) => ['4.2', '4.1', '3.9'][n % 3] ?? '');
  return compareFigures({ item: FIRMWARE, mine: { ...mine, from: [] }, peers: said, neededPeers: 5 }).verdict;
}

it('a version that none of many peers runs is worth watching, though they do not agree on one either', () => {
  expect(verdictAmong(21)).toBe('watch');
});

it('among few peers that do not agree it says nothing', () => {
  expect(verdictAmong(12)).toBe('normal');
});
