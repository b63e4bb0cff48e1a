import type { Dossier } from '../../core/dossier.ts';
import { AppError } from '../../core/errors.ts';
import { type ChartDeps, openChartFiles } from './chart-files.ts';
import { type Courier, type CourierDeps, openCourier } from './courier.ts';

/** Brings dossiers to Slack: each claim's messages exist once and say the latest. */
export type Outbox = {
  /** Resolves when this state, or a newer one, stands in Slack. Fails: AppError `slack_failed` or `store_failed` when it could not. */
  show: (dossier: Dossier) => Promise<void>;
  /** Sends nothing more of this claim until it is shown again, and reads then from the store what stands. */
  forget: (claimId: number) => void;
  idle: () => Promise<void>;
  stop: () => Promise<void>;
};

export type OutboxDeps = Omit<CourierDeps, 'charts'> & ChartDeps;

/** Claims whose messages are remembered at most; one that is forgotten is read from the store again. */
const MOST_COURIERS = 500;

/** Opens the outbox; couriers are made as claims are shown. */
export function openOutbox(deps: OutboxDeps): Outbox {
  const couriers = new Map<number, Courier>();
  const showing = new Set<Promise<void>>();
  const charts = openChartFiles(deps);

  function courierOf(dossier: Dossier): Courier {
    const { claim } = dossier;
    const courier = couriers.get(claim.id) ?? openCourier({ ...deps, charts }, claim);
    // Taken out and put back, so that the first of the map is the one not used for longest.
    couriers.delete(claim.id);
    couriers.set(claim.id, courier);
    forgetIdle();
    return courier;
  }

  function forgetIdle(): void {
    for (const [id, courier] of couriers) {
      if (couriers.size <= MOST_COURIERS) return;
      if (!courier.isBusy()) couriers.delete(id);
    }
  }

  /** The words do not wait for the chart, which comes into them when it is there. */
  async function showAll(dossier: Dossier): Promise<void> {
    await charts.learn(dossier);
    await courierOf(dossier).show(dossier);
    if (await charts.bring(dossier)) await courierOf(dossier).again();
  }

  return {
    async show(dossier) {
      // A claim from the terminal has no channel, and whoever asked for it prints it.
      if (dossier.claim.origin.channel === undefined) return;
      const shown = showAll(dossier);
      showing.add(shown);
      try {
        await shown;
      } finally {
        showing.delete(shown);
      }
    },
    forget(claimId) {
      couriers
        .get(claimId)
        ?.stop(new AppError('slack_failed', 'Another state of the claim is shown by another process.'));
      couriers.delete(claimId);
      charts.forget(claimId);
    },
    async idle() {
      while (showing.size > 0) await Promise.allSettled(showing);
    },
    async stop() {
      const reason = new AppError('slack_failed', 'The Slack side was stopped before the state was shown.');
      charts.stop();
      for (const courier of couriers.values()) courier.stop(reason);
      await deps.lanes.stop();
    },
  };
}
