import { afterEach, describe, expect, it } from 'vitest';
import { openReader } from '../../src/devices/open-reader.ts';
import { loadRules } from '../../src/rules/load.ts';
import { planAsks } from '../../src/rules/plan-asks.ts';
import { type Agent, startAgent } from './agent.ts';
import { TAGS } from './ber.ts';
import { optionsOf, printerObjects, requestOf } from './printer.ts';

const book = await loadRules();
let agent: Agent;

afterEach(() => agent.close());

/** How often each kind of request came to a device that is read in full by a profile. */
async function countTags(id: string): Promise<Map<number, number>> {
  const profile = id === 'generic' ? book.generic : book.profiles.find((each) => each.id === id);
  if (profile === undefined) throw new Error(`no profile ${id}`);
  agent = await startAgent({ objects: printerObjects() });
  const reader = openReader({ ...optionsOf(), timing: { firstTimeoutMs: 1500, leastTimeoutMs: 1500 } });
  const { asks, identity, manners } = planAsks(book, profile, [...book.symptoms.keys()]);
  const places = asks.map((ask) => ({ ...ask, places: ask.places.filter(({ kind }) => kind.startsWith('snmp')) }));
  const answer = await reader.read(requestOf(agent.port, places, { identity, manners, deadlineMs: 8000 }));
  await reader.close();
  expect(answer.outcome.kind).toBe('answered');
  const counts = new Map<number, number>();
  for (const { tag } of agent.requests) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return counts;
}

describe('GETBULK', () => {
  it.each(['generic', 'hp', 'brother'])(
    'never leaves for a device of profile %s, whose tables are walked',
    async (id) => {
      const counts = await countTags(id);
      expect(counts.get(TAGS.bulk)).toBeUndefined();
      expect(counts.get(TAGS.next)).toBeGreaterThan(0);
    },
  );

  it('is used where a profile says that the model takes it', async () => {
    const counts = await countTags('kyocera');
    expect(counts.get(TAGS.bulk)).toBeGreaterThan(0);
    expect(counts.get(TAGS.next)).toBeUndefined();
  });
});
