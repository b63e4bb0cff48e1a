import type { Fetch } from '../../core/dossier.ts';
import type { Slot } from '../../core/ports.ts';
import type { Address } from '../calls/calls.ts';
import type { PlannedMessage } from './plan-messages.ts';

/** A message of a claim as this process knows it. Units: `touchedAt` milliseconds of the process's own clock. */
export type MessageState = {
  plan: PlannedMessage;
  address: Address | undefined;
  ts: string | undefined;
  digest: string | undefined;
  /** The store knows that it is being sent. */
  isClaimed: boolean;
  /** It may stand in Slack although its ts is not known. */
  isUncertain: boolean;
  /** Slack will never take it (the channel is gone, the message was deleted). */
  isGivenUp: boolean;
  isRunning: boolean;
  touchedAt: number;
  /** The version of the dossier that it shows. */
  shownVersion: number;
  /** Which fetch it shows, and how far that had come then; undefined where this process has not sent it. */
  shown: Pick<Fetch, 'n' | 'phase'> | undefined;
  /** Resolves when it stands, or never will. */
  placed: Promise<void>;
  place: () => void;
};

/** A planned message, with what the store knows of it. */
export function newMessageState(plan: PlannedMessage, slot: Slot | undefined): MessageState {
  let place = (): void => undefined;
  const placed = new Promise<void>((resolve) => {
    place = resolve;
  });
  const state: MessageState = {
    plan,
    address: slot === undefined ? undefined : { channel: slot.channel, threadTs: slot.threadTs },
    ts: slot?.ts,
    digest: slot?.digest,
    isClaimed: slot !== undefined,
    isUncertain: slot !== undefined && slot.ts === undefined,
    isGivenUp: false,
    isRunning: false,
    touchedAt: Number.NEGATIVE_INFINITY,
    shownVersion: 0,
    shown: undefined,
    placed,
    place,
  };
  if (state.ts !== undefined) place();
  return state;
}
