import { AppError } from '../core/errors.ts';
import { DEFAULT_HISTORY, type HistorySettings } from '../core/history.ts';
import type { Store } from '../core/ports.ts';
import { modelKey } from './keys.ts';
import {
  addClaim,
  changeClaim,
  findClaimBySource,
  getClaim,
  listCases,
  listClaims,
  listRung,
  listWatched,
} from './redis-claims.ts';
import { listRecords } from './redis-claim-entries.ts';
import { openLink } from './redis-connection.ts';
import type { LinkOptions } from './redis-connection.ts';
import {
  countDevices,
  countOfModel,
  getDevice,
  listDevicesOfModel,
  listDevicesOfSite,
  listSerials,
  pageDevices,
  putDevices,
} from './redis-devices.ts';
import { addNote, getChannel, listChannels, listNotes, setChannel } from './redis-desk.ts';
import { addFetch, listFetches, listUnfinished, markShown, sealFetch } from './redis-fetches.ts';
import { listPast } from './redis-history.ts';
import { addIncoming, doneIncoming, listIncoming } from './redis-incoming.ts';
import { migrateLayout } from './redis-layout.ts';
import { getInstallation, listInstallations, putInstallation, removeInstallation } from './redis-installations.ts';
import { learnDevices, listLearnt } from './redis-learnt.ts';
import { findByEnding, findByLooks } from './redis-names.ts';
import { latestReadings, latestValues, saveReadings } from './redis-readings.ts';
import { claimSlot, fillSlot, findClaimByMessage, listSlots } from './redis-slots.ts';
import { sampleOfModel, summaryOf, talliesOf } from './redis-sums.ts';
import { listDueModels, openTallyKeeper } from './redis-tallies.ts';
import { startSummary, sumUp } from './sum-up.ts';
import { openWords } from './words.ts';

/**
 * Opens the store that several machines share: one Redis, 6.2 or newer, or a Redis Cluster.
 * Its promise of "on disk" is that of the server: with `appendfsync always` it holds as it stands, with `everysec` a power cut may take the last second.
 * Shape: a patient one opens even while the server is away: until it is there every call is rejected.
 * Fails: AppError `bad_config` for a bad URL or prefix; `store_failed` when the server cannot be reached, keeps nothing on disk, may evict keys, or holds the
 * store of a newer program. Nothing else stands in for it.
 */
export async function openRedisStore(options: LinkOptions & { history?: HistorySettings | undefined }): Promise<Store> {
  const { history = DEFAULT_HISTORY } = options;
  let words = openWords();
  // A server that came back may have lost the last second, and with it the newest numbers of words.
  const onTrouble = (): void => {
    words = openWords();
  };
  const link = await openLink({ ...options, onTrouble }, migrateLayout);
  const keeper = openTallyKeeper(link, () => words);
  const running = new Set<Promise<unknown>>();
  let isOpen = true;
  async function attempt<T>(doing: string, work: () => Promise<T>): Promise<T> {
    if (!isOpen) throw new AppError('store_failed', 'the store is closed');
    const result = link.attempt(doing, work);
    running.add(result);
    try {
      return await result;
    } finally {
      running.delete(result);
    }
  }
  return {
    putDevices: (devices) => attempt('putDevices', () => putDevices(link, devices)),
    getDevice: (serial) => attempt('getDevice', () => getDevice(link, serial)),
    listSerials: () => attempt('listSerials', () => listSerials(link)),
    listDevicesOfModel: (model) => attempt('listDevicesOfModel', () => listDevicesOfModel(link, model)),
    listDevicesOfSite: (customer, site) => attempt('listDevicesOfSite', () => listDevicesOfSite(link, customer, site)),
    countDevices: () => attempt('countDevices', () => countDevices(link)),
    pageDevices: (page) => attempt('pageDevices', () => pageDevices(link, page)),
    findByLooks: (looks, limit) => attempt('findByLooks', () => findByLooks(link, looks, limit)),
    findByEnding: (look, limit) => attempt('findByEnding', () => findByEnding(link, look, limit)),
    learnDevices: (sightings) => attempt('learnDevices', () => learnDevices(link, sightings)),
    listLearnt: (serials) => attempt('listLearnt', () => listLearnt(link, serials)),

    addClaim: (claim, join) => attempt('addClaim', () => addClaim(link, claim, join)),
    findClaimBySource: (sourceKey) => attempt('findClaimBySource', () => findClaimBySource(link, sourceKey)),
    getClaim: (id) => attempt('getClaim', () => getClaim(link, id)),
    listClaims: (filter) => attempt('listClaims', () => listClaims(link, filter)),
    changeClaim: (id, change) => attempt('changeClaim', () => changeClaim(link, id, change)),

    listCases: (symptom, model, limit) => attempt('listCases', () => listCases(link, symptom, model, limit)),
    listRung: (limit) => attempt('listRung', () => listRung(link, limit)),
    listWatched: (page) => attempt('listWatched', () => listWatched(link, page)),
    listRecords: (model, measures) => attempt('listRecords', () => listRecords(link, model, measures)),

    addFetch: (claimId, fetch) => attempt('addFetch', () => addFetch(link, claimId, fetch)),
    listFetches: (claimId) => attempt('listFetches', () => listFetches(link, claimId)),
    sealFetch: (claimId, fetch) => attempt('sealFetch', () => sealFetch(link, claimId, fetch)),
    markShown: (claimId, revision) => attempt('markShown', () => markShown(link, claimId, revision)),
    listUnfinished: () => attempt('listUnfinished', () => listUnfinished(link)),

    saveReadings: (saved) => attempt('saveReadings', () => saveReadings(link, words, saved, history)),
    latestReadings: (serials, items, notBefore) =>
      attempt('latestReadings', () => latestReadings(link, words, serials, items, notBefore)),
    latestValues: (serials, items, notBefore) =>
      attempt('latestValues', () => latestValues(link, words, serials, items, notBefore)),
    listPast: (serials, items) => attempt('listPast', () => listPast(link, history, serials, items)),

    countOfModel: (model, most) => attempt('countOfModel', () => countOfModel(link, model, most)),
    startSummary: (model, rules) => attempt('startSummary', () => startSummary(keeper, modelKey({ model }), rules)),
    sumUp: (rules, limit) => attempt('sumUp', async () => sumUp(keeper, (await listDueModels(link))[0], rules, limit)),
    summaryOf: (model, wanted) => attempt('summaryOf', () => summaryOf(link, modelKey({ model }), wanted)),
    talliesOf: (model, whose) => attempt('talliesOf', () => talliesOf(link, modelKey({ model }), whose)),
    sampleOfModel: (model, sample) => attempt('sampleOfModel', () => sampleOfModel(link, modelKey({ model }), sample)),

    claimSlot: (slot) => attempt('claimSlot', () => claimSlot(link, slot)),
    fillSlot: (claimId, slot, sent) => attempt('fillSlot', () => fillSlot(link, claimId, slot, sent)),
    listSlots: (claimId) => attempt('listSlots', () => listSlots(link, claimId)),
    findClaimByMessage: (channel, ts) => attempt('findClaimByMessage', () => findClaimByMessage(link, channel, ts)),

    addIncoming: (key, body, at) => attempt('addIncoming', () => addIncoming(link, key, body, at)),
    doneIncoming: (key) => attempt('doneIncoming', () => doneIncoming(link, key)),
    listIncoming: () => attempt('listIncoming', () => listIncoming(link)),

    getChannel: (channel) => attempt('getChannel', () => getChannel(link, channel)),
    listChannels: () => attempt('listChannels', () => listChannels(link)),
    setChannel: (channel, settings, note) => attempt('setChannel', () => setChannel(link, channel, settings, note)),
    addNote: (note) => attempt('addNote', () => addNote(link, note)),
    listNotes: (since) => attempt('listNotes', () => listNotes(link, since)),
    putInstallation: (installation) => attempt('putInstallation', () => putInstallation(link, installation)),
    getInstallation: (team) => attempt('getInstallation', () => getInstallation(link, team)),
    listInstallations: () => attempt('listInstallations', () => listInstallations(link)),
    removeInstallation: (team, upTo) => attempt('removeInstallation', () => removeInstallation(link, team, upTo)),

    async close() {
      isOpen = false;
      await Promise.allSettled(running);
      link.close();
    },
  };
}
