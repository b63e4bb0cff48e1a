import type { Claim } from '../../core/claim.ts';
import type { Dossier } from '../../core/dossier.ts';
import type { Desk, Incoming } from '../../core/intake.ts';
import { isFields } from '../fields.ts';
import type { SlackStore } from '../options.ts';

type Theirs = { desk: Desk; store: SlackStore; dossierOf: (claimId: number) => Promise<Dossier | undefined> };

/**
 * What one workspace sees of the desk: its claims are marked as its own, and those of the others do not exist for it.
 * Shape: what is kept of its deliveries is marked too, so that each is taken up with the token it came to.
 */
export function ofTeam(team: string, { desk, store, dossierOf }: Theirs): Theirs {
  const isOwn = (claim: Claim): boolean => claim.origin.team === team;
  const own = (incoming: Incoming): Incoming => ({ ...incoming, origin: { ...incoming.origin, team } });
  return {
    desk: {
      ...desk,
      intake: (incoming, mode) => desk.intake(own(incoming), mode),
      reword: (incoming) => desk.reword(own(incoming)),
    },
    store: {
      ...store,
      addIncoming: (key, body, at) => store.addIncoming(key, isFields(body) ? { ...body, team } : body, at),
      listIncoming: async () =>
        (await store.listIncoming()).filter(({ body }) => isFields(body) && body['team'] === team),
      async getClaim(id) {
        const claim = await store.getClaim(id);
        return claim !== undefined && isOwn(claim) ? claim : undefined;
      },
      async listClaims(filter) {
        // More are asked for until there are as many of its own as are wanted, or no more at all.
        for (let { limit } = filter; ; limit *= 4) {
          const all = await store.listClaims({ ...filter, limit });
          const its = all.filter(isOwn);
          if (its.length >= filter.limit || all.length < limit) return its.slice(0, filter.limit);
        }
      },
      setChannel: (channel, settings, note) => store.setChannel(channel, { ...settings, team }, note),
    },
    async dossierOf(claimId) {
      const dossier = await dossierOf(claimId);
      return dossier !== undefined && isOwn(dossier.claim) ? dossier : undefined;
    },
  };
}
