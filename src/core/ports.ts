import type { AuditNote } from './audit.ts';
import type { Bulletin } from './bulletin.ts';
import type { ChannelSettings } from './channel-settings.ts';
import type { Claim, ClaimEvent, NewClaim } from './claim.ts';
import type { Device } from './device.ts';
import type { Dossier, Fetch, Outcome } from './dossier.ts';
import type { DevicePast } from './history.ts';
import type { Installation } from './installation.ts';
import type { JoinRule } from './join.ts';
import type { Learnt, Sighting } from './learnt.ts';
import type { Ask, IdentityPlaces, Manners } from './place.ts';
import type { Reading } from './reading.ts';
import type { TrackRecord } from './track-record.ts';
import type { ModelSummary, Tally, TallyRules } from './tally.ts';

/**
 * What one device is asked.
 * Units: `deadlineMs` milliseconds from now; what has arrived by then is what there is.
 */
export type ReadRequest = {
  device: Device;
  asks: Ask[];
  identity: IdentityPlaces;
  deadlineMs: number;
  manners?: Manners | undefined;
  signal?: AbortSignal | undefined;
  /** Called with what has arrived whenever one protocol is done, so that lines can turn live one by one. */
  onReadings?: ((readings: Reading[]) => void) | undefined;
};

/** What one device answered. Every ask has at least one reading, absent with a reason if need be. */
export type DeviceAnswer = {
  serial: string;
  outcome: Extract<Outcome, { kind: 'answered' | 'silent' | 'refused' | 'wrong-device' }>;
  /** Serial and model as the device says them, where it does. */
  saidSerial?: string | undefined;
  saidModel?: string | undefined;
  /** Its sysObjectID (RFC 3418), which tells the maker where the model's name does not. */
  saidObjectId?: string | undefined;
  readings: Reading[];
};

/** Reads devices. Expected trouble (silence, refusal, garbage) comes back as absent readings; it never throws for a device's sake. */
export interface Reader {
  read(request: ReadRequest): Promise<DeviceAnswer>;
  close(): Promise<void>;
}

/** The readings of one device, as they were saved. */
export type SavedReadings = { serial: string; readings: Reading[] };

/** Which claims are wanted, and how many at most. */
export type ClaimFilter = {
  status?: Claim['status'][];
  serial?: string;
  order?: 'newest' | 'oldest';
  /** Those with a higher number alone; with the oldest first, the next page. */
  after?: number | undefined;
  limit: number;
};

/** What became of a claim that was handed in. `joined` is the one that stood already. */
export type AddedClaim = { claim: Claim; isNew: boolean; joined?: true };

/** A message of ours: claimed before it is sent, known by its ts once it was. */
export type Slot = {
  claimId: number;
  slot: string;
  channel: string;
  ts?: string | undefined;
  threadTs?: string | undefined;
  digest?: string | undefined;
};

/**
 * Keeps everything that must outlive the process. Every promise that resolves means "on disk".
 * A store that is down rejects with AppError `store_failed`, an id that never existed with `not_found`; nothing else is thrown.
 */
export interface Store {
  putDevices(devices: Device[]): Promise<{ added: number; changed: number; same: number }>;
  getDevice(serial: string): Promise<Device | undefined>;
  listSerials(): Promise<string[]>;
  listDevicesOfModel(model: string): Promise<Device[]>;
  /** Devices of one customer at one of its sites, case and spaces of the site aside, in the order of their serials; none for a site without a name. */
  listDevicesOfSite(customer: string, site: string): Promise<Device[]>;
  countDevices(): Promise<number>;
  /** The next devices after a serial, in the order of their serials; from the first one where none is given. Others of the process have their turn before each page. */
  pageDevices(page: { after?: string | undefined; limit: number }): Promise<Device[]>;
  /** Devices with a name (serial, asset tag, alias) of one of these looks (see device-names.ts), at most `limit`, each once. */
  findByLooks(looks: string[], limit: number): Promise<Device[]>;
  /** Devices with a name whose look ends so, at most `limit`, each once. */
  findByEnding(look: string, limit: number): Promise<Device[]>;
  /** Takes in what was seen of devices, registered or not, each sighting once and in the order given (see learnt.ts). */
  learnDevices(sightings: Sighting[]): Promise<void>;
  /** What was learnt of each of these, in the order given. */
  listLearnt(serials: string[]): Promise<(Learnt | undefined)[]>;

  /**
   * Adds a claim with its fetch 0 pending, in one transaction; the same `sourceKey` again gives the first claim and `isNew: false`.
   * With `join` one that stands may take it in as an event instead (see join.ts), atomically: of two at once one is the claim and the other joins it.
   */
  addClaim(claim: NewClaim, join?: JoinRule): Promise<AddedClaim>;
  getClaim(id: number): Promise<Claim | undefined>;
  /** The claim that a delivery made, or joined while that claim is not resolved. */
  findClaimBySource(sourceKey: string): Promise<Claim | undefined>;
  /** The newest claims that fit, newest first; with `order: 'oldest'` the oldest, oldest first. */
  listClaims(filter: ClaimFilter): Promise<Claim[]>;
  /** Sets status and appends the event, atomically; undefined when there is no such claim. */
  changeClaim(id: number, change: { status?: Claim['status']; event: ClaimEvent }): Promise<Claim | undefined>;

  /** What became of each of these measures, in the order given, on a model and on all of them (see track-record.ts). */
  listRecords(model: string, measures: string[]): Promise<TrackRecord[]>;

  /** Resolved claims of a symptom on a model, newest first; those that ended before their evidence was kept with them are left out. */
  listCases(symptom: string, model: string, limit: number): Promise<Claim[]>;

  /** Resolved claims that are still to be looked at again (see follow-up.ts), oldest first, after a number; from the first one where none is given. */
  listWatched(page: { after?: number; limit: number }): Promise<Claim[]>;

  /** Claims that rang a bell (see bell-state.ts), newest first. */
  listRung(limit: number): Promise<Claim[]>;

  /** Adds the next fetch, pending; the same key again gives the first one and `isNew: false`. */
  addFetch(
    claimId: number,
    fetch: Pick<Fetch, 'key' | 'by' | 'askedAt' | 'options' | 'only'>,
  ): Promise<{ fetch: Fetch; isNew: boolean }>;
  listFetches(claimId: number): Promise<Fetch[]>;
  /** Seals a fetch. A fetch that is complete already is left as it is (`sealed: false`). */
  sealFetch(claimId: number, fetch: Fetch): Promise<{ sealed: boolean }>;
  /** Notes that the people have been shown the claim as it stood at this revision; a lower revision than noted already changes nothing. */
  markShown(claimId: number, revision: number): Promise<void>;
  /** Ids of claims with a fetch that is not complete, or with a revision that was not shown yet, oldest first. */
  listUnfinished(): Promise<number[]>;

  /**
   * Keeps the newest reading of each item and part. An absent one never replaces a value, and a value replaces an absent one whatever their times.
   * Numbers and states also enter the past of their device (see history.ts), in whatever order they come and once however often.
   */
  saveReadings(saved: SavedReadings[]): Promise<void>;
  /** Latest readings of these items, not older than `notBefore` (ms since 1970). Devices without any are left out. */
  latestReadings(serials: string[], items: string[], notBefore: number): Promise<SavedReadings[]>;
  /** The same without evidence, for statistics over many; of a reading from a list no more is told than that it is from one. */
  latestValues(serials: string[], items: string[], notBefore: number): Promise<SavedReadings[]>;
  /** The past of these items, of all where none are named, thinned and in the order of their times. Devices without any are left out. */
  listPast(serials: string[], items?: string[]): Promise<DevicePast[]>;

  /** How many devices a model has, counted up to `most`. */
  countOfModel(model: string, most: number): Promise<number>;
  /** Has a model counted, if it is not yet, or was by other rules: every device of it is due then. */
  startSummary(model: string, rules: TallyRules): Promise<void>;
  /** Counts up to so many devices that are due, of one model; `left` tells whether there may be more. */
  sumUp(rules: TallyRules, limit: number): Promise<{ left: boolean }>;
  /** What was counted of a model for these items; undefined where it was not by these rules, or not all of it yet. */
  summaryOf(model: string, wanted: { rules: string; items: string[] }): Promise<ModelSummary | undefined>;
  /** What devices of a customer, or of these serials, added to it; those that added nothing are left out. */
  talliesOf(model: string, whose: { customer: string } | { serials: string[] }): Promise<Tally[]>;
  /** Active devices of a model that is counted, in an order that has nothing to do with them, from a place in it (0 to 2^32 - 1) on. */
  sampleOfModel(model: string, sample: { from: number; limit: number }): Promise<Device[]>;

  /** Claims the right to send the message of a slot: `isNew` once only. A slot without ts was being sent when the process ended. */
  claimSlot(slot: {
    claimId: number;
    slot: string;
    channel: string;
    threadTs?: string | undefined;
  }): Promise<{ slot: Slot; isNew: boolean }>;
  fillSlot(claimId: number, slot: string, sent: { ts: string; channel: string; digest: string }): Promise<void>;
  listSlots(claimId: number): Promise<Slot[]>;
  /** The claim whose root message or thread this is. */
  findClaimByMessage(channel: string, ts: string): Promise<number | undefined>;

  /** Keeps a delivery until it was handled; `isNew` once per key. */
  addIncoming(key: string, body: unknown, at: number): Promise<{ isNew: boolean }>;
  doneIncoming(key: string): Promise<void>;
  listIncoming(): Promise<{ key: string; body: unknown; at: number }[]>;

  /** What is set for a channel; undefined where nothing ever was. */
  getChannel(channel: string): Promise<ChannelSettings | undefined>;
  /** Every channel for which something is set, by its id. */
  listChannels(): Promise<{ channel: string; settings: ChannelSettings }[]>;
  /** Sets a channel and notes who did, both or neither. */
  setChannel(channel: string, settings: ChannelSettings, note: AuditNote): Promise<void>;
  /** Notes what somebody did that is no event of a claim. */
  addNote(note: AuditNote): Promise<void>;
  /** Such notes from a moment on (ms since 1970), oldest first. */
  listNotes(since: number): Promise<AuditNote[]>;

  /** Keeps an install in the place of the one its workspace had. */
  putInstallation(installation: Installation): Promise<void>;
  getInstallation(team: string): Promise<Installation | undefined>;
  /** Every install, by its workspace. */
  listInstallations(): Promise<Installation[]>;
  /** Forgets an install that was made no later than this; false where there is none. Units: `upTo` milliseconds since 1970. */
  removeInstallation(team: string, upTo: number): Promise<boolean>;

  close(): Promise<void>;
}

/**
 * A piece of work that outlives the process, known by its kind and key.
 * Shape: `body` is JSON.
 * Units: `at` milliseconds since 1970, not before then; `rank` a whole number from 0, smaller first, 0 unless given.
 */
export type Job = {
  kind: string;
  key: string;
  body: unknown;
  at?: number | undefined;
  rank?: number | undefined;
};

/** Does one piece of work. The signal fires when it is somebody else's by now, or when this process is to stop; whoever leaves work undone then rejects. */
export type Handle = (job: Job, signal: AbortSignal) => Promise<void>;

/** Work of one kind that is being handed out. */
export type Working = {
  /** Hands out no more, fires the signals, and waits a bounded time for what is in hand; what was left undone is somebody else's at once. */
  stop: () => Promise<void>;
};

/**
 * Hands out work across processes, each piece at least once and to one process at a time.
 * A queue that is down rejects with AppError `store_failed`; work that cannot be written down is refused with `bad_input`.
 */
export interface Queue {
  /**
   * Puts work in; on disk once it resolves. Work of the same kind and key that waits stays one (earliest `at`, smallest `rank`, newest
   * `body`); what is being done is done once more afterwards, as the last `put` said.
   */
  put(jobs: Job[]): Promise<void>;
  /**
   * Hands out work of one kind, at most `atOnce` at a time, by rank, and of one rank about in the order in which it came due. A handler that rejects gets it again later, with
   * growing pauses that a `put` does not shorten. What a process had in hand when it was killed goes to another once its lease is over.
   */
  work(kind: string, options: { atOnce: number }, handle: Handle): Working;
  count(kind: string): Promise<{ waiting: number; running: number }>;
  /** Stops all work and lets go of the queue. */
  close(): Promise<void>;
}

/** Brings a dossier to people: Slack, or a terminal. Showing the same state twice changes nothing. */
export interface Notify {
  show(dossier: Dossier): Promise<void>;
  /** This process works on the claim no longer: what it remembers of what stands may be changed by another from here on. */
  forget(claimId: number): void;
}

/** Where what is for a whole channel is posted. */
export interface Board {
  /**
   * Posts what `make` gives, once for each key, however often and by however many processes it is asked for; where it gives nothing, nothing, once.
   * Units: `since` milliseconds since 1970, the earliest that it can have been posted.
   * Fails: when the store is down or Slack gives no answer; asked again, it is posted once.
   */
  post(
    place: { channel: string; key: string; since: number },
    make: () => Promise<Bulletin | undefined>,
  ): Promise<void>;
}

/** A picture of a comparison, and what it shows in words. */
export type Chart = { png: Uint8Array; alt: string };

/** Draws what a fetch found; undefined where there is no number with peers to stand among. `draw` rejects when it cannot. */
export interface Charts {
  /** What the picture would show, in words. */
  describe(dossier: Dossier, fetch: Fetch): string | undefined;
  draw(dossier: Dossier, fetch: Fetch): Promise<Chart | undefined>;
}

/** Where times come from; handed in, so that flow and tests decide. */
export type Clock = () => number;
