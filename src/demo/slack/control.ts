import { addMember } from './api/conversations.ts';
import type { CallRecord, Fault } from './api/faults.ts';
import type { DeliveryRecord } from './delivery/delivery.ts';
import { emitEvent } from './delivery/events.ts';
import type { HttpTransport } from './delivery/http-transport.ts';
import type { SocketTransport } from './delivery/socket-transport.ts';
import type { Engine } from './engine.ts';
import { BOT } from './cast.ts';
import { type CommandResult, runCommand } from './people/command.ts';
import { type ElementChoice, findElement } from './people/choose.ts';
import { type Chosen, enter, type PressResult, pressInMessage, pressInView } from './people/press.ts';
import { runStep } from './people/run-step.ts';
import { openHome, runShortcut } from './people/shortcut.ts';
import { closeView, type Entries, submitView, type SubmitResult, topView } from './people/submit.ts';
import { channelFor, homeChannel, personNamed } from './people/who.ts';
import {
  react,
  rewriteMessage,
  unwriteMessage,
  writeAsWorkflow,
  writeMessage,
  type WriteOptions,
} from './people/write.ts';
import type { Ephemeral, Message } from './world/message.ts';
import type { Ping } from './world/ping.ts';
import type { StepRun } from './world/step-run.ts';
import { blocksOf, type StoredView } from './world/view.ts';
import { changed, clearWorld, findChannel, findMessage, repliesTo } from './world/world.ts';

/**
 * What a test, the demo or the page makes people do, and what it may look at.
 * Shape: people by id, handle or name; channels by id, name, or `@handle` for a direct conversation.
 */
export interface Control {
  typeMessage(user: string, channel: string, text: string, options?: WriteOptions): Message;
  /** A form of Workflow Builder ends in a message to a channel. */
  postAsWorkflow(channel: string, name: string, text: string): Message;
  editMessage(user: string, channel: string, ts: string, text: string): Message;
  deleteMessage(user: string, channel: string, ts: string): void;
  react(user: string, channel: string, ts: string, name: string): void;
  typeCommand(user: string, channel: string, command: string, options?: { threadTs?: string }): Promise<CommandResult>;
  press(user: string, channel: string, ts: string, element: string | ElementChoice): Promise<PressResult>;
  chooseSelect(
    user: string,
    channel: string,
    ts: string,
    element: string | ElementChoice,
    value: string | readonly string[] | null,
  ): Promise<PressResult>;
  /** Presses or chooses in the modal in front, or in the App Home when `home` is set. */
  pressInView(user: string, element: string | ElementChoice, chosen?: Chosen, home?: boolean): Promise<PressResult>;
  /** Types into a field of the same and leaves it: what stands there is told with the next press, and nothing is sent now. */
  enterInView(user: string, element: string | ElementChoice, value: string, home?: boolean): void;
  submitView(user: string, entries: Entries): Promise<SubmitResult>;
  closeView(user: string): Promise<void>;
  openHome(user: string): void;
  runShortcut(user: string, callbackId: string, on?: { channel: string; ts: string }): Promise<PressResult>;
  /**
   * Somebody's workflow comes to a step of the app.
   * Fails: with a RangeError for a step that the manifest does not declare, and for inputs that Workflow Builder would not let through.
   */
  runStep(user: string, callbackId: string, inputs: Record<string, unknown>): StepRun;
  /** Every step that was run, oldest first, with what became of it. */
  stepRuns(): readonly StepRun[];
  /** The app is removed from the workspace: its tokens are of no use from now on, and it is told so. */
  uninstall(): void;
  /** It is installed again, with the token it had. */
  reinstall(): void;
  /** Brings someone, the bot unless another is named, into a channel. */
  invite(channel: string, user?: string): void;

  /** Every message of a channel, replies too, oldest first. */
  messages(channel: string): readonly Message[];
  /** A root message and its replies, oldest first. */
  thread(channel: string, ts: string): readonly Message[];
  ephemerals(user: string): readonly Ephemeral[];
  /** The modals a person has open, bottom first. */
  views(user: string): readonly StoredView[];
  home(user: string): StoredView | undefined;
  /** What stands in a person's direct conversation with the bot. */
  dms(user: string): readonly Message[];
  readonly calls: readonly CallRecord[];
  readonly deliveries: readonly DeliveryRecord[];
  pings(user?: string): readonly Ping[];
  /**
   * Waits until a look at the state gives something.
   * Fails: with an Error that names what was waited for, after the time.
   */
  waitFor<T>(look: () => T | undefined | null | false, timeoutMs?: number, what?: string): Promise<T>;

  /** The next calls of this method go wrong like this; '*' is any method. */
  failNext(method: string, fault: Fault, times?: number): void;
  socketCount(): number;
  dropSocket(how?: 'refresh' | 'cut'): void;
  setRequestUrl(url: string): void;
  redeliver(eventId: string): boolean;
  expireTriggers(): void;
  expireResponseUrls(): void;
  /** Forgets messages, views, files, pings, records, faults and limits; sockets stay open. */
  reset(): void;
}

/** Where the sockets or the requests are, for the faults of the way to the app. */
export interface Ways {
  readonly socket?: SocketTransport;
  readonly http?: HttpTransport;
}

/** Control over this engine. */
export function createControl(engine: Engine, ways: Ways): Control {
  const { world } = engine;
  const named = (user: string): ReturnType<typeof personNamed> => personNamed(engine, user);
  const place = (user: string, channel: string): ReturnType<typeof channelFor> =>
    channelFor(engine, named(user), channel);
  const choice = (element: string | ElementChoice): ElementChoice =>
    typeof element === 'string' ? { actionId: element } : element;
  const viewBefore = (user: string, home: boolean): StoredView => {
    const view = home ? world.homes.get(named(user).id) : topView(engine, named(user));
    if (view === undefined) throw new RangeError(`${user} has no App Home yet`);
    return view;
  };
  const idOf = (word: string): string => {
    const found = word.startsWith('@') ? homeChannel(engine, named(word)) : findChannel(world, word);
    if (found === undefined) throw new RangeError(`no channel named ${word}`);
    return found.id;
  };

  return {
    typeMessage: (user, channel, text, options = {}) =>
      writeMessage(engine, named(user), place(user, channel), text, options),
    postAsWorkflow(channel, name, text) {
      const found = world.channels.get(idOf(channel));
      if (found === undefined) throw new RangeError(`no channel named ${channel}`);
      return writeAsWorkflow(engine, found, name, text);
    },
    editMessage: (user, channel, ts, text) => rewriteMessage(engine, named(user), place(user, channel), ts, text),
    deleteMessage: (user, channel, ts) => unwriteMessage(engine, named(user), place(user, channel), ts),
    react: (user, channel, ts, name) => react(engine, named(user), place(user, channel), ts, name),
    typeCommand: (user, channel, command, options = {}) =>
      runCommand(engine, named(user), place(user, channel), command, options.threadTs),
    press: (user, channel, ts, element) =>
      pressInMessage(engine, named(user), place(user, channel), ts, choice(element), undefined),
    chooseSelect: (user, channel, ts, element, value) =>
      pressInMessage(engine, named(user), place(user, channel), ts, choice(element), value),
    pressInView: (user, element, chosen, home = false) =>
      pressInView(engine, named(user), viewBefore(user, home), choice(element), chosen),
    enterInView(user, element, value, home = false) {
      const view = viewBefore(user, home);
      enter(engine, view, findElement(blocksOf(view), choice(element)), value);
    },
    submitView: (user, entries) => submitView(engine, named(user), entries),
    closeView: (user) => closeView(engine, named(user)),
    openHome: (user) => openHome(engine, named(user)),
    runShortcut: (user, callbackId, on) =>
      runShortcut(engine, named(user), callbackId, on && { channel: place(user, on.channel), ts: on.ts }),
    runStep: (user, callbackId, inputs) => runStep(engine, named(user), callbackId, inputs),
    stepRuns: () => world.stepRuns,
    uninstall() {
      engine.isUninstalled = true;
      emitEvent(engine, { type: 'tokens_revoked', tokens: { oauth: [], bot: [BOT.id] }, event_ts: engine.newTs() });
      emitEvent(engine, { type: 'app_uninstalled', event_ts: engine.newTs() });
    },
    reinstall() {
      engine.isUninstalled = false;
    },
    invite: (channel, user = BOT.id) => {
      const found = world.channels.get(idOf(channel));
      if (found !== undefined) addMember(engine, found, named(user).id);
    },

    messages: (channel) => world.messages.get(idOf(channel)) ?? [],
    thread(channel, ts) {
      const id = idOf(channel);
      const root = findMessage(world, id, ts);
      return root === undefined ? [] : [root, ...repliesTo(world, id, ts)];
    },
    ephemerals: (user) => world.ephemerals.filter((each) => each.to === named(user).id),
    views: (user) => world.stacks.get(named(user).id) ?? [],
    home: (user) => world.homes.get(named(user).id),
    dms: (user) => world.messages.get(homeChannel(engine, named(user)).id) ?? [],
    calls: engine.calls,
    deliveries: engine.delivery.records,
    pings: (user) => (user === undefined ? world.pings : world.pings.filter((each) => each.user === named(user).id)),
    waitFor: (look, timeoutMs = 30_000, what = 'the awaited state') => waitFor(engine, look, timeoutMs, what),

    failNext: (method, fault, times = 1) => engine.faults.add(method, fault, times),
    socketCount: () => ways.socket?.count() ?? 0,
    dropSocket: (how = 'refresh') => ways.socket?.drop(how),
    setRequestUrl(url) {
      if (ways.http === undefined) throw new RangeError('this local Slack speaks Socket Mode');
      ways.http.setRequestUrl(url);
    },
    redeliver: (eventId) => engine.delivery.redeliver(eventId),
    expireTriggers: () => engine.triggers.expireAll(),
    expireResponseUrls: () => engine.responseUrls.expireAll(),
    reset() {
      clearWorld(world);
      engine.calls.splice(0);
      engine.delivery.records.splice(0);
      engine.faults.clear();
      engine.limits.forget();
      changed(world);
    },
  };
}

function waitFor<T>(
  engine: Engine,
  look: () => T | undefined | null | false,
  timeoutMs: number,
  what: string,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const { changes } = engine.world;
    const stop = (): void => {
      clearTimeout(timer);
      changes.off('change', check);
    };
    const check = (): void => {
      try {
        const seen = look();
        if (seen === undefined || seen === null || seen === false) return;
        stop();
        resolve(seen);
      } catch (error) {
        stop();
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    };
    const timer = setTimeout(() => {
      stop();
      reject(new Error(`waited ${timeoutMs} ms in vain for ${what}`));
    }, timeoutMs);
    changes.on('change', check);
    check();
  });
}
