import { describe, expect, it } from 'vitest';
import { findClaimsChannels } from '../../src/slack/claims-channels.ts';
import { openExperts } from '../../src/slack/experts.ts';
import { sampleClaim, sampleDossier } from './dossiers.ts';

const channels = [
  { id: 'C0NAMEDLIKE', name: 'c0otherid01', isMember: true },
  { id: 'C0OTHERID01', name: 'claims', isMember: false },
];

/** What is found of these as claims channels and as experts' channels, and what the log says of each. */
async function found(wanted: string[]): Promise<{ claims: string[]; experts: string[]; logged: string[] }> {
  const logged: string[] = [];
  const log = (_level: string, event: string, { channel }: Record<string, unknown>): void =>
    void logged.push(`${event} ${String(channel)}`);
  const claims = [...findClaimsChannels(channels, wanted, log)];
  const routes = wanted.map((channel) => ({ channel }));
  const experts = await openExperts(channels, routes, { log: () => undefined, dossierOf: async () => sampleDossier() })(
    sampleClaim(),
  );
  return { claims, experts: experts.map(({ id }) => id), logged };
}

describe('a channel of the configuration', () => {
  it('is found by name in any case and with its sign, for claims and for experts alike', async () => {
    expect(await found([' #Claims '])).toEqual({
      claims: ['C0OTHERID01'],
      experts: ['C0OTHERID01'],
      logged: ['slack.not-in-channel Claims'],
    });
  });

  it('is the one of this id before the one that is called so', async () => {
    expect(await found(['C0OTHERID01'])).toMatchObject({ claims: ['C0OTHERID01'], experts: ['C0OTHERID01'] });
  });

  it('may be a private one that Slack does not list, if it is an id; anything else is found nowhere', async () => {
    expect(await found(['C0PRIVATE01', 'sales'])).toEqual({
      claims: ['C0PRIVATE01'],
      experts: ['C0PRIVATE01'],
      logged: ['slack.channel-not-found C0PRIVATE01', 'slack.channel-not-found sales'],
    });
  });
});
