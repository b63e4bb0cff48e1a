import type { HomeView } from '@slack/types';
import PQueue from 'p-queue';
import { type Claim, withChanges } from '../../src/core/claim.ts';
import type { Dossier } from '../../src/core/dossier.ts';
import type { AuditNote } from '../../src/core/audit.ts';
import type { ChannelSettings } from '../../src/core/channel-settings.ts';
import type { Desk, Incoming, IntakeResult } from '../../src/core/intake.ts';
import type { Installation } from '../../src/core/installation.ts';
import type { Slot } from '../../src/core/ports.ts';
import type { InstallStore } from '../../src/slack/installs/installs.ts';
import { loadRules } from '../../src/rules/load.ts';
import type { Calls, FileFacts, Identity, StepEnd } from '../../src/slack/calls/calls.ts';
import { FileRefused } from '../../src/slack/calls/fetch-file.ts';
import type { Content } from '../../src/slack/content.ts';
import type { SlackStore } from '../../src/slack/options.ts';
import { openAdmins } from '../../src/slack/admins.ts';
import { openHomes } from '../../src/slack/home/homes.ts';
import { openLinks } from '../../src/slack/links.ts';
import { openMembers } from '../../src/slack/members.ts';
import { openLanes } from '../../src/slack/outbox/lanes.ts';
import { openPeople } from '../../src/slack/outbox/people.ts';
import type { Room } from '../../src/slack/room.ts';
import { openTracker } from '../../src/slack/tracker.ts';
import { NOW, sampleClaim, sampleDossier } from './dossiers.ts';

/** The words for customers as they are shipped. */
export const LANGUAGES = (await loadRules()).explain;

/** Everybody of the tests. */
const PEOPLE = ['U0AIKOMORI1', 'U0BENOKAFO1', 'U0CARLARUI1'];

/** A store in memory, with the list of what it was asked to write. It outlives a bot that is stopped, as a disk does. */
export function memoryStore(): SlackStore & {
  log: string[];
  slots: Map<string, Slot>;
  claims: Map<number, Claim>;
  channels: Map<string, ChannelSettings>;
  notes: AuditNote[];
} {
  const slots = new Map<string, Slot>();
  const claims = new Map<number, Claim>();
  const incoming = new Map<string, { body: unknown; at: number; isDone: boolean }>();
  const channels = new Map<string, ChannelSettings>();
  const notes: AuditNote[] = [];
  const log: string[] = [];
  return {
    log,
    slots,
    claims,
    channels,
    notes,
    async claimSlot({ claimId, slot, channel, threadTs }) {
      const key = `${claimId} ${slot}`;
      const known = slots.get(key);
      if (known !== undefined) return { slot: known, isNew: false };
      const made: Slot = { claimId, slot, channel, ...(threadTs === undefined ? {} : { threadTs }) };
      slots.set(key, made);
      log.push(`claim ${slot}`);
      return { slot: made, isNew: true };
    },
    async fillSlot(claimId, slot, sent) {
      const known = slots.get(`${claimId} ${slot}`);
      if (known === undefined) throw new Error(`slot ${slot} was never claimed`);
      slots.set(`${claimId} ${slot}`, { ...known, ...sent });
      log.push(`fill ${slot}`);
    },
    async listSlots(claimId) {
      return [...slots.values()].filter((slot) => slot.claimId === claimId);
    },
    async findClaimByMessage(channel, ts) {
      return [...slots.values()].find((slot) => slot.channel === channel && (slot.ts === ts || slot.threadTs === ts))
        ?.claimId;
    },
    async getClaim(id) {
      return claims.get(id);
    },
    async getChannel(channel) {
      return channels.get(channel);
    },
    async setChannel(channel, settings, note) {
      channels.set(channel, settings);
      notes.push(note);
    },
    async listClaims({ status, serial, order, limit }) {
      const found = [...claims.values()]
        .filter((claim) => status?.includes(claim.status) ?? true)
        .filter((claim) => serial === undefined || claim.serial === serial)
        .sort((a, b) => (order === 'oldest' ? a.id - b.id : b.id - a.id));
      return found.slice(0, limit);
    },
    async listRung(limit) {
      const rung = [...claims.values()].filter(({ events }) => events.some(({ what }) => what === 'rang'));
      return rung.sort((a, b) => b.id - a.id).slice(0, limit);
    },
    async getDevice(serial) {
      return { ...sampleDossier().device, serial };
    },
    async addIncoming(key, body, at) {
      if (incoming.has(key)) return { isNew: false };
      incoming.set(key, { body, at, isDone: false });
      log.push(`keep ${key}`);
      return { isNew: true };
    },
    async doneIncoming(key) {
      const kept = incoming.get(key);
      if (kept !== undefined) kept.isDone = true;
      log.push(`done ${key}`);
    },
    async listIncoming() {
      return [...incoming].filter(([, { isDone }]) => !isDone).map(([key, { body, at }]) => ({ key, body, at }));
    },
  };
}

/** Installs in memory. */
export function memoryInstalls(): InstallStore {
  const kept = new Map<string, Installation>();
  return {
    putInstallation: async (one) => void kept.set(one.team, one),
    getInstallation: async (team) => kept.get(team),
    listInstallations: async () => [...kept.values()].sort((a, b) => (a.team < b.team ? -1 : 1)),
    removeInstallation: async (team, upTo) => (kept.get(team)?.at ?? Infinity) <= upTo && kept.delete(team),
  };
}

/** A desk that takes every claim for the sample device, asks about any other, and remembers what it was told. */
export function fakeDesk(
  store: { claims: Map<number, Claim>; log: string[] },
  understand: (incoming: Incoming, mode: 'command' | 'plain') => IntakeResult | 'claim' = () => 'claim',
): Desk & { heard: Incoming[]; done: string[] } {
  const heard: Incoming[] = [];
  const done: string[] = [];
  async function change(
    id: number,
    said: string,
    event: Omit<Claim['events'][number], 'at'>,
  ): Promise<Claim | undefined> {
    const claim = store.claims.get(id);
    if (claim === undefined) return undefined;
    done.push(`${event.what} ${id} ${event.by}${said === '' ? '' : ` ${said}`}`);
    const { what } = event;
    const status = what === 'taken' || what === 'resolved' ? what : what === 'reopened' ? 'open' : claim.status;
    const changed = withChanges({ ...claim, status, events: [...claim.events, { at: NOW, ...event }] });
    store.claims.set(id, changed);
    return changed;
  }
  return {
    heard,
    done,
    async intake(incoming, mode) {
      heard.push(incoming);
      const result = understand(incoming, mode);
      if (result !== 'claim') return result;
      const known = [...store.claims.values()].find(({ sourceKey }) => sourceKey === incoming.sourceKey);
      if (known !== undefined) return { kind: 'claim', claim: known, isNew: false };
      const { sourceKey, by, at, origin, text } = incoming;
      const claim = sampleClaim({ id: store.claims.size + 1, sourceKey, by, at, origin, words: text });
      store.claims.set(claim.id, claim);
      store.log.push(`claim on disk`);
      return { kind: 'claim', claim, isNew: true };
    },
    async reword(incoming) {
      const known = [...store.claims.values()].find(({ sourceKey }) => sourceKey === incoming.sourceKey);
      if (known === undefined) return this.intake(incoming, 'plain');
      done.push(`reworded ${known.id} ${incoming.by} ${incoming.text}`);
      return { kind: 'claim', claim: known, isNew: false };
    },
    async withdraw(sourceKey, by) {
      done.push(`withdrawn ${sourceKey} ${by}`);
      return undefined;
    },
    async refetch(id, key, by, options) {
      const said = options === undefined ? key : `${key} ${JSON.stringify(options)}`;
      return change(id, said, { by, what: 'refetched' });
    },
    refetchAbsent: (id, key, by) => change(id, `${key} absent`, { by, what: 'refetched' }),
    take: (id, by) => change(id, '', { by, what: 'taken' }),
    resolve: (id, by, note, resolution) => change(id, note, { by, what: 'resolved', note, resolution }),
    async neighbours(id, scope) {
      done.push(`neighbours ${id} ${JSON.stringify(scope)}`);
      const found = { serial: 'SIM-3500-0007', customer: 'Kestrel <b>', isOdd: true, figure: '2.1 V', at: NOW };
      const seen = { claim: id, model: 'SIM-3500', sign: 'Drum on the low side', devices: 9, looked: 8 };
      return { ...seen, claimed: 1, muted: 0, found: scope.muted?.includes(found.customer) === true ? [] : [found] };
    },
    answerBell: (id, by, what) => change(id, '', { by, what }),
    reopen: (id, by) => change(id, '', { by, what: 'reopened' }),
    async assign(id, by, now) {
      const before = store.claims.get(id)?.handler ?? now;
      return change(id, now.id, { by, what: 'assigned', handler: { before, now } });
    },
    escalate: (id, by, to, note) => change(id, `${to} ${note}`, { by, what: 'escalated', to, note }),
    exported: (id, by, note) => change(id, note, { by, what: 'exported', note }),
    async importList(id, by, { key, name, octets }) {
      await change(id, `${name} ${octets.length}`, { by, what: 'list-imported', note: name, source: key });
      return { kind: 'refused', why: `the fake desk <reads> ${new TextDecoder().decode(octets).slice(0, 20)}` };
    },
    async changeSymptoms(id, _key, by, now) {
      const before = store.claims.get(id)?.symptoms ?? [];
      return change(id, now.join(' '), { by, what: 'symptoms-changed', symptoms: { before, now } });
    },
    understand: (text) => ({
      serial: /SIM-\d+-\d+/.exec(text)?.[0],
      symptoms: /light/.test(text) ? ['light-print'] : [],
    }),
    symptoms: () => [
      { id: 'light-print', title: 'Prints too light' },
      { id: 'jam-feed', title: 'Paper jams at a tray' },
    ],
  };
}

/** Slack's Web API in memory: what was called, and what stands. `fail` makes the next call of a kind go wrong. */
export function fakeCalls(): Calls & {
  log: string[];
  posts: { channel: string; threadTs?: string | undefined; content: Content; identity: Identity; ts: string }[];
  pictures: { id: string; name: string; bytes: number; alt: string }[];
  forms: unknown[];
  whispers: { channel: string; userId: string; content: Content; threadTs?: string | undefined }[];
  /** Who is in a channel; everybody asked for where it is not named. */
  inChannel: Map<string, string[]>;
  homes: Map<string, HomeView>;
  /** Channels we are not in. */
  outside: Set<string>;
  /** How steps of workflows ended. */
  ends: { execution: string; end: StepEnd; token: string | undefined }[];
  /** Shared files by their addresses. */
  files: Map<string, Uint8Array>;
  /** What is known of files of other workspaces, by their ids. */
  shared: Map<string, FileFacts>;
  /** User groups of the workspace. */
  groups: { id: string; name: string }[];
  fail: (method: string, error: Error, doneAnyway?: boolean) => void;
} {
  const inChannel = new Map<string, string[]>();
  const files = new Map<string, Uint8Array>();
  const shared = new Map<string, FileFacts>();
  const groups = [{ id: 'S0TONERDESK', name: 'Toner desk (@toner-desk)' }];
  const homes = new Map<string, HomeView>();
  const outside = new Set<string>();
  const ends: ReturnType<typeof fakeCalls>['ends'] = [];
  const posts: ReturnType<typeof fakeCalls>['posts'] = [];
  const pictures: ReturnType<typeof fakeCalls>['pictures'] = [];
  const forms: unknown[] = [];
  const whispers: ReturnType<typeof fakeCalls>['whispers'] = [];
  const log: string[] = [];
  const faults: { method: string; error: Error; doneAnyway: boolean }[] = [];
  async function call<T>(method: string, what: string, act: () => T): Promise<T> {
    log.push(`${method} ${what}`.trim());
    const index = faults.findIndex((fault) => fault.method === method);
    if (index === -1) return act();
    const [fault] = faults.splice(index, 1);
    if (fault?.doneAnyway === true) act();
    throw fault?.error ?? new Error('no fault');
  }
  return {
    log,
    posts,
    pictures,
    forms,
    whispers,
    inChannel,
    homes,
    outside,
    ends,
    files,
    shared,
    groups,
    fail: (method, error, doneAnyway = false) => faults.push({ method, error, doneAnyway }),
    post: (to, content, identity) =>
      call('post', String(identity['slot'] ?? identity['question']), () => {
        const ts = `1700000000.${String(posts.length + 1).padStart(6, '0')}`;
        posts.push({ ...to, content, identity, ts });
        return { ts, channel: to.channel };
      }),
    update: (at, content, identity) =>
      call('update', String(identity['slot'] ?? identity['question']), () => {
        const post = posts.find(({ ts }) => ts === at.ts);
        if (post !== undefined) Object.assign(post, { content, identity });
      }),
    find: (at, identity) =>
      call('find', String(identity['slot'] ?? identity['question']), () => {
        const isIt = (post: (typeof posts)[number]): boolean =>
          post.channel === at.channel &&
          post.threadTs === at.threadTs &&
          JSON.stringify(post.identity) === JSON.stringify(identity);
        return posts.find(isIt)?.ts;
      }),
    upload: ({ name, png, alt }) =>
      call('upload', name, () => {
        const id = `F${String(pictures.length + 1).padStart(8, '0')}`;
        pictures.push({ id, name, bytes: png.length, alt });
        return id;
      }),
    share: (to, files) =>
      call('share', `${to.channel} ${to.threadTs} ${files.map(({ name }) => name).join(' ')}`, () => undefined),
    fileFacts: (id) => call('file-info', id, () => shared.get(id)),
    download: (url) =>
      call('download', url, () => {
        const octets = files.get(url);
        if (octets === undefined) throw new FileRefused('gone');
        return octets;
      }),
    openDirect: (userId) => call('open', userId, () => `D${userId}`),
    permalink: (channel, ts) => call('permalink', '', () => `https://local.test/archives/${channel}/p${ts}`),
    rootLink: async (channel, ts) => `https://local.test/archives/${channel}/p${ts}`,
    userName: (userId) => call('name', userId, () => `Person ${userId.slice(2, 5)}`),
    openForm: (_trigger, view) => call('form', '', () => void forms.push(view)),
    publish: (userId, view) => call('publish', userId, () => void homes.set(userId, view)),
    changeForm: (_viewId, view) => call('change-form', '', () => void forms.push(view)),
    whisper: (channel, userId, content, threadTs) =>
      call('whisper', `${channel} ${userId}`, () => void whispers.push({ channel, userId, content, threadTs })),
    listGroups: () => call('groups', '', () => groups),
    groupMembers: (group) => call('group', group, () => inChannel.get(group) ?? []),
    members: (channel) => call('members', channel, () => inChannel.get(channel) ?? PEOPLE),
    channel: (id) => call('channel', id, () => ({ id, name: 'claims', isMember: !outside.has(id) })),
    endStep: (execution, end, token) =>
      call('end-step', `${execution} ${token ?? 'own'}`, () => void ends.push({ execution, end, token })),
    listChannels: () => call('list', '', () => [{ id: 'C0CLAIMS001', name: 'claims', isMember: true }]),
    whoAmI: () => call('who', '', () => ({ userId: 'U0CLAIMBOT1', botId: 'B0CLAIMBOT1', name: 'claimscope' })),
  };
}

/** A room for listeners: everything in memory, no pace. */
export function fakeRoom(
  understand?: (incoming: Incoming, mode: 'command' | 'plain') => IntakeResult | 'claim',
  dossier: Dossier = sampleDossier(),
): {
  room: Room;
  store: ReturnType<typeof memoryStore>;
  desk: ReturnType<typeof fakeDesk>;
  calls: ReturnType<typeof fakeCalls>;
  logged: { level: string; event: string; facts: Record<string, unknown> }[];
  /** Resolves when what is done after an acknowledgement is over. */
  idle: () => Promise<void>;
} {
  const store = memoryStore();
  const desk = fakeDesk(store, understand);
  const calls = fakeCalls();
  const logged: ReturnType<typeof fakeRoom>['logged'] = [];
  const log: Room['log'] = (level, event, facts) => void logged.push({ level, event, facts });
  const lanes = openLanes({ postsPerSecond: null, log });
  const { track, idle } = openTracker();
  const clock = (): number => NOW;
  const finder = {
    desk,
    store,
    members: openMembers(calls, lanes, clock),
    people: openPeople(calls, lanes),
    linkOf: openLinks(calls, lanes, store),
  };
  const admins = openAdmins({ users: ['U0AIKOMORI1'], groups: ['S0TONERDESK'] }, { calls, lanes, clock });
  const room: Room = {
    ...finder,
    homes: openHomes({ ...finder, admins, calls, lanes, clock, command: '/claim', log, everyMs: 1 }),
    settingsTurn: new PQueue({ concurrency: 1 }),
    calls,
    lanes,
    clock,
    admins,
    log,
    command: '/claim',
    me: { userId: 'U0CLAIMBOT1', botId: 'B0CLAIMBOT1' },
    claimsChannels: new Set(['C0CLAIMS001']),
    dossierOf: async () => dossier,
    deskChannels: new Set(['C0DESKONLY1']),
    customerChannels: new Map([['C0CUSTOMER1', ['Acme']]]),
    expertsFor: async () => [{ id: 'C0EXPERTS01', name: 'experts' }],
    expectCard: () => undefined,
    afterAck: { arrived: () => undefined, add: (work) => void track(new Promise((r) => setImmediate(r)).then(work)) },
    takeUpLater: () => void logged.push({ level: 'debug', event: 'taken-up-later', facts: {} }),
    languages: LANGUAGES,
    zone: 'UTC',
    stopping: new AbortController().signal,
    redact: (text) => text,
  };
  return { room, store, desk, calls, logged, idle };
}
