import { setImmediate as nextTurn } from 'node:timers/promises';
import { DEFAULT_HISTORY, type HistorySettings } from '../core/history.ts';
import type { AddedClaim, Clock, SavedReadings, Store } from '../core/ports.ts';
import { guard } from './failures.ts';
import { modelKey } from './keys.ts';
import { groupCalls, groupCommits } from './group-commit.ts';
import {
  addClaims,
  changeClaim,
  type ClaimToAdd,
  findClaimBySource,
  getClaim,
  listCases,
  listClaims,
  listRung,
  listWatched,
} from './sqlite-claims.ts';
import { listRecords } from './sqlite-claim-entries.ts';
import { openConnection } from './sqlite-connection.ts';
import {
  countDevices,
  getDevice,
  listDevicesOfModel,
  listDevicesOfSite,
  listSerials,
  pageDevices,
  putDevices,
} from './sqlite-devices.ts';
import { addNote, getChannel, listChannels, listNotes, setChannel } from './sqlite-desk.ts';
import { addFetch, listFetches, sealFetch } from './sqlite-fetches.ts';
import { listPast } from './sqlite-history.ts';
import {
  changeIncoming,
  type IncomingChange,
  incomingToAdd,
  incomingToEnd,
  listIncoming,
  pruneIncoming,
} from './sqlite-incoming.ts';
import { getInstallation, listInstallations, putInstallation, removeInstallation } from './sqlite-installations.ts';
import { learnDevices, listLearnt } from './sqlite-learnt.ts';
import { findByEnding, findByLooks } from './sqlite-names.ts';
import { latestReadings, latestValues, saveReadings } from './sqlite-readings.ts';
import { listUnfinished, markShown } from './sqlite-revisions.ts';
import { claimSlot, fillSlot, findClaimByMessage, listSlots } from './sqlite-slots.ts';
import { countOfModel, listDueModels, openTallyKeeper, sampleOfModel, summaryOf, talliesOf } from './sqlite-tallies.ts';
import { startSummary, sumUp } from './sum-up.ts';
import { openWords } from './words.ts';

/**
 * Opens the embedded store: one SQLite file, created with its folder where there is none. Several processes may have it open.
 * Shape: `now` dates handled deliveries, the system's clock unless given; `history` says how much of the past is kept.
 * Fails: AppError `store_failed` when the file cannot be opened, is no such store, or was written by a newer program.
 */
export async function openSqliteStore(options: {
  path: string;
  now?: Clock | undefined;
  history?: HistorySettings | undefined;
}): Promise<Store> {
  const { path, now = Date.now, history = DEFAULT_HISTORY } = options;
  const db = await guard('open', path, () => openConnection(path));
  const attempt = <T>(doing: string, work: () => T | Promise<T>): Promise<T> => guard(doing, path, work);
  const words = openWords();
  const keeper = openTallyKeeper(db, words);
  const saves = groupCommits<SavedReadings[]>((group) =>
    attempt('saveReadings', () => saveReadings(db, words, group.flat(), history)),
  );
  // A morning brings many claims at once; each waits for the disk before it is acknowledged.
  const adds = groupCalls<ClaimToAdd, AddedClaim>(async (list) => addClaims(db, list));
  const deliveries = groupCalls<IncomingChange, boolean>(async (list) => changeIncoming(db, list));
  await attempt('open', () => pruneIncoming(db, now()));
  return {
    putDevices: (devices) => attempt('putDevices', () => putDevices(db, devices)),
    getDevice: (serial) => attempt('getDevice', () => getDevice(db, serial)),
    listSerials: () => attempt('listSerials', () => listSerials(db)),
    listDevicesOfModel: (model) => attempt('listDevicesOfModel', () => listDevicesOfModel(db, model)),
    listDevicesOfSite: (customer, site) => attempt('listDevicesOfSite', () => listDevicesOfSite(db, customer, site)),
    countDevices: () => attempt('countDevices', () => countDevices(db)),
    // Who goes through the registry page by page would hold up everybody else of the process: a promise alone lets nobody in.
    pageDevices: (page) =>
      attempt('pageDevices', async () => {
        await nextTurn();
        return pageDevices(db, page);
      }),
    findByLooks: (looks, limit) => attempt('findByLooks', () => findByLooks(db, looks, limit)),
    findByEnding: (look, limit) => attempt('findByEnding', () => findByEnding(db, look, limit)),
    learnDevices: (sightings) => attempt('learnDevices', () => learnDevices(db, sightings)),
    listLearnt: (serials) => attempt('listLearnt', () => listLearnt(db, serials)),

    addClaim: (claim, join) => attempt('addClaim', () => adds.add({ claim, join })),
    findClaimBySource: (sourceKey) => attempt('findClaimBySource', () => findClaimBySource(db, sourceKey)),
    getClaim: (id) => attempt('getClaim', () => getClaim(db, id)),
    listClaims: (filter) => attempt('listClaims', () => listClaims(db, filter)),
    changeClaim: (id, change) => attempt('changeClaim', () => changeClaim(db, id, change)),

    listCases: (symptom, model, limit) => attempt('listCases', () => listCases(db, symptom, model, limit)),
    listRung: (limit) => attempt('listRung', () => listRung(db, limit)),
    listWatched: (page) => attempt('listWatched', () => listWatched(db, page)),
    listRecords: (model, measures) => attempt('listRecords', () => listRecords(db, model, measures)),

    addFetch: (claimId, fetch) => attempt('addFetch', () => addFetch(db, claimId, fetch)),
    listFetches: (claimId) => attempt('listFetches', () => listFetches(db, claimId)),
    sealFetch: (claimId, fetch) => attempt('sealFetch', () => sealFetch(db, claimId, fetch)),
    markShown: (claimId, revision) => attempt('markShown', () => markShown(db, claimId, revision)),
    listUnfinished: () => attempt('listUnfinished', () => listUnfinished(db)),

    saveReadings: (saved) => saves.add(saved),
    latestReadings: (serials, items, notBefore) =>
      attempt('latestReadings', () => latestReadings(db, words, serials, items, notBefore)),
    latestValues: (serials, items, notBefore) =>
      attempt('latestValues', () => latestValues(db, words, serials, items, notBefore)),
    listPast: (serials, items) => attempt('listPast', () => listPast(db, history, serials, items)),

    countOfModel: (model, most) => attempt('countOfModel', () => countOfModel(db, modelKey({ model }), most)),
    startSummary: (model, rules) => attempt('startSummary', () => startSummary(keeper, modelKey({ model }), rules)),
    sumUp: (rules, limit) => attempt('sumUp', () => sumUp(keeper, listDueModels(db)[0], rules, limit)),
    summaryOf: (model, wanted) => attempt('summaryOf', () => summaryOf(db, modelKey({ model }), wanted)),
    talliesOf: (model, whose) => attempt('talliesOf', () => talliesOf(db, modelKey({ model }), whose)),
    sampleOfModel: (model, sample) => attempt('sampleOfModel', () => sampleOfModel(db, modelKey({ model }), sample)),

    claimSlot: (slot) => attempt('claimSlot', () => claimSlot(db, slot)),
    fillSlot: (claimId, slot, sent) => attempt('fillSlot', () => fillSlot(db, claimId, slot, sent)),
    listSlots: (claimId) => attempt('listSlots', () => listSlots(db, claimId)),
    findClaimByMessage: (channel, ts) => attempt('findClaimByMessage', () => findClaimByMessage(db, channel, ts)),

    addIncoming: (key, body, at) =>
      attempt('addIncoming', async () => ({ isNew: await deliveries.add(incomingToAdd(key, body, at)) })),
    doneIncoming: (key) => attempt('doneIncoming', async () => void (await deliveries.add(incomingToEnd(key, now())))),
    listIncoming: () => attempt('listIncoming', () => listIncoming(db)),

    getChannel: (channel) => attempt('getChannel', () => getChannel(db, channel)),
    listChannels: () => attempt('listChannels', () => listChannels(db)),
    setChannel: (channel, settings, note) => attempt('setChannel', () => setChannel(db, channel, settings, note)),
    addNote: (note) => attempt('addNote', () => addNote(db, note)),
    listNotes: (since) => attempt('listNotes', () => listNotes(db, since)),
    putInstallation: (installation) => attempt('putInstallation', () => putInstallation(db, installation)),
    getInstallation: (team) => attempt('getInstallation', () => getInstallation(db, team)),
    listInstallations: () => attempt('listInstallations', () => listInstallations(db)),
    removeInstallation: (team, upTo) => attempt('removeInstallation', () => removeInstallation(db, team, upTo)),

    async close() {
      await Promise.all([saves.idle(), adds.idle(), deliveries.idle()]);
      await attempt('close', () => db.close());
    },
  };
}
