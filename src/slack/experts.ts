import type { Claim } from '../core/claim.ts';
import type { Dossier } from '../core/dossier.ts';
import { type ExpertRoute, findExperts } from '../core/handlers.ts';
import type { ExpertChannel } from './blocks/claim-forms.ts';
import { type Channel, channelName, findChannelOrId } from './find-channel.ts';
import type { Log } from './options.ts';

/** The experts' channels of a claim, the one that fits first before the others. */
export type ExpertsFor = (claim: Claim) => Promise<ExpertChannel[]>;

/** Finds the channels that are configured by name or id; one that is not found is named in the log and offered to nobody. */
export function openExperts(
  channels: readonly Channel[],
  routes: readonly ExpertRoute[],
  deps: { log: Log; dossierOf: (claimId: number) => Promise<Dossier | undefined> },
): ExpertsFor {
  const byName = new Map<string, ExpertChannel>();
  for (const { channel } of routes) {
    const found = findChannelOrId(channels, channel);
    if (found !== undefined) byName.set(channel, { id: found.id, name: found.name });
    else deps.log('warn', 'slack.channel-not-found', { channel: channelName(channel) });
  }
  return async (claim) => {
    const dossier = await deps.dossierOf(claim.id);
    const { model = '', customer = '' } = dossier?.device ?? {};
    const found = findExperts(routes, { model, customer, symptoms: claim.symptoms });
    return [...new Set(found)].flatMap((channel) => byName.get(channel) ?? []);
  };
}
