import type {
  AnyMiddlewareArgs,
  App,
  RespondArguments,
  RespondFn,
  SlackActionMiddlewareArgs,
  SlackCommandMiddlewareArgs,
  SlackEventMiddlewareArgs,
  SlackShortcutMiddlewareArgs,
  SlackViewMiddlewareArgs,
  ViewSubmitAction,
} from '@slack/bolt';
import { UNTRACED } from '../core/tracing.ts';
import type { Content } from './content.ts';
import { isFields } from './fields.ts';
import { ACTIONS, EVENTS, HOME_ACTIONS, SHORTCUTS, STEPS, VIEW_ACTIONS, VIEWS } from './ids.ts';
import { onAction } from './listeners/on-action.ts';
import { onBellsPress } from './listeners/on-bells.ts';
import { onCommand } from './listeners/on-command.ts';
import { onConfigForm } from './listeners/on-config.ts';
import { onLanguagePress } from './listeners/on-explain.ts';
import { onHomeOpened, onHomePress } from './listeners/on-home.ts';
import { onViewPress } from './listeners/on-look.ts';
import { onListPress } from './listeners/on-list.ts';
import { onMessage } from './listeners/on-message.ts';
import { onShortcut, readShortcut } from './listeners/on-shortcut.ts';
import { onStep } from './listeners/on-step.ts';
import { onAssignForm, onEscalateForm, onResolveForm, onSymptomsForm } from './listeners/on-claim-form.ts';
import { onExportForm } from './listeners/on-export-form.ts';
import { onClaimForm } from './listeners/on-view.ts';
import { eventKey, readSaid } from './listeners/said.ts';
import { readStep } from './listeners/step.ts';
import { homeOpenedOf, homePressOf, pressOf, submissionOf, viewPressOf } from './payloads.ts';
import type { Respond, Room } from './room.ts';

type Listener<A> = (args: A) => Promise<void>;
type Track = (work: Promise<void>) => Promise<void>;

/** Everything the app listens to, by the name that Slack calls it with. Shape: an action's id ends where its row begins (`claim_pick:`). */
export type Listeners = {
  commands: ReadonlyMap<string, Listener<SlackCommandMiddlewareArgs>>;
  actions: ReadonlyMap<string, Listener<SlackActionMiddlewareArgs>>;
  /** Forms that are submitted. */
  views: ReadonlyMap<string, Listener<SlackViewMiddlewareArgs<ViewSubmitAction>>>;
  shortcuts: ReadonlyMap<string, Listener<SlackShortcutMiddlewareArgs>>;
  events: ReadonlyMap<string, Listener<SlackEventMiddlewareArgs>>;
};

/**
 * Registers all of it as one middleware: Bolt asks each listener of its own about each request, which costs more than all else of a short answer.
 * Shape: `track` keeps what is on its way until it is handled. What is nobody's is passed over, and Bolt says in the log what was not acknowledged.
 */
export function register(app: App, room: Room, track: Track): void {
  const listeners = listenersOf(room, track);
  app.use(async (args) => {
    // Steps are left to Bolt, which acknowledges them before their listener.
    if ('event' in args && args.event.type === 'function_executed') return args.next();
    return dispatch(listeners, args);
  });
  app.function(STEPS.openClaim.id, async ({ event }) => {
    const read = readStep(event);
    if (read !== undefined) await track(onStep(room, read.step, { at: room.clock(), token: read.token }));
  });
}

async function dispatch(listeners: Listeners, args: AnyMiddlewareArgs): Promise<void> {
  if ('command' in args) return listeners.commands.get(args.command.command)?.(args);
  if ('action' in args) {
    const id = 'action_id' in args.action ? args.action.action_id : '';
    return listeners.actions.get(id.replace(/:\d+$/, ':'))?.(args);
  }
  if ('view' in args) return isSubmission(args) ? listeners.views.get(args.view.callback_id)?.(args) : undefined;
  if ('shortcut' in args) return listeners.shortcuts.get(args.shortcut.callback_id)?.(args);
  return 'event' in args ? listeners.events.get(args.event.type)?.(args) : undefined;
}

function isSubmission(args: SlackViewMiddlewareArgs): args is SlackViewMiddlewareArgs<ViewSubmitAction> {
  return args.body.type === 'view_submission';
}

/** What listens to what. */
export function listenersOf(room: Room, track: Track): Listeners {
  return {
    commands: new Map([
      [
        room.command,
        ({ command, ack, respond }) =>
          track(
            onCommand(room, {
              command,
              ack: (content) => (content === undefined ? ack() : ack(onlyFor(content))),
              respond: respondWith(room, respond),
            }),
          ),
      ],
    ]),
    actions: new Map([...claimActions(room, track), ...viewActions(room, track), ...homeActions(room, track)]),
    views: viewsOf(room, track),
    shortcuts: shortcutsOf(room, track),
    events: new Map(EVENTS.map((event) => [event, ({ body }) => onEvent(room, track, body)])),
  };
}

/** Buttons and menus of messages. */
function claimActions(room: Room, track: Track): [string, Listener<SlackActionMiddlewareArgs>][] {
  const { pick, neighbourMute, listBack, listNext, bellsResolve, bellsMute, bellsBack, bellsNext, ...single } = ACTIONS;
  const list: Listener<SlackActionMiddlewareArgs> = ({ body, ack, respond }) => {
    const press = pressOf(body);
    return press === undefined ? ack() : track(onListPress(room, press, () => ack(), respondWith(room, respond)));
  };
  const bells: Listener<SlackActionMiddlewareArgs> = ({ body, ack, respond }) => {
    const press = pressOf(body);
    return press === undefined ? ack() : track(onBellsPress(room, press, () => ack(), respondWith(room, respond)));
  };
  const claim: Listener<SlackActionMiddlewareArgs> = ({ body, ack, respond }) => {
    const press = pressOf(body);
    if (press === undefined) return ack();
    return track(onAction(room, { press, ack: () => ack(), respond: respondWith(room, respond) }));
  };
  const names = [...Object.values(single), `${pick}:`, `${neighbourMute}:`];
  const ofBells = [bellsResolve, bellsMute, bellsBack, bellsNext].map((id) => pairOf(id, bells));
  return [[listBack, list], [listNext, list], ...ofBells, ...names.map((id) => pairOf(id, claim))];
}

function viewActions(room: Room, track: Track): [string, Listener<SlackActionMiddlewareArgs>][] {
  return (
    [
      [VIEW_ACTIONS.back, onViewPress],
      [VIEW_ACTIONS.next, onViewPress],
      [VIEW_ACTIONS.language, onLanguagePress],
    ] as const
  ).map(([id, listener]) =>
    pairOf(id, ({ body, ack }) => {
      const press = viewPressOf(body);
      return press === undefined ? ack() : track(listener(room, press, () => ack()));
    }),
  );
}

function homeActions(room: Room, track: Track): [string, Listener<SlackActionMiddlewareArgs>][] {
  return Object.values(HOME_ACTIONS).map((id) =>
    pairOf(id, ({ body, ack }) => {
      const press = homePressOf(body);
      return press === undefined ? ack() : track(onHomePress(room, press, () => ack()));
    }),
  );
}

function viewsOf(room: Room, track: Track): Listeners['views'] {
  const forms = (
    [
      [VIEWS.form, onClaimForm],
      [VIEWS.resolve, onResolveForm],
      [VIEWS.symptoms, onSymptomsForm],
      [VIEWS.assign, onAssignForm],
      [VIEWS.escalate, onEscalateForm],
      [VIEWS.export, onExportForm],
      [VIEWS.config, onConfigForm],
    ] as const
  ).map(([id, listener]): [string, Listener<SlackViewMiddlewareArgs<ViewSubmitAction>>] => [
    id,
    ({ body, ack }) =>
      track(
        listener(room, submissionOf(body), (errors) =>
          errors === undefined ? ack() : ack({ response_action: 'errors', errors }),
        ),
      ),
  ]);
  // Words to copy are done with when they were copied.
  return new Map([...forms, [VIEWS.explain, ({ ack }) => ack()]]);
}

function shortcutsOf(room: Room, track: Track): Listeners['shortcuts'] {
  return new Map(
    Object.values(SHORTCUTS).map((id) => [
      id,
      (args) => {
        const shortcut = readShortcut(args.body);
        if (shortcut === undefined) return args.ack();
        // Only a shortcut on a message has an address to answer to.
        const respond = shortcut.message === undefined ? undefined : respondWith(room, args.respond);
        return track(onShortcut(room, { shortcut, ack: () => args.ack(), respond }));
      },
    ]),
  );
}

async function onEvent(room: Room, track: Track, body: unknown): Promise<void> {
  const opened = homeOpenedOf(body);
  if (opened !== undefined) return track(onHomeOpened(room, opened));
  const said = isFields(body) ? readSaid(body['event'], room) : undefined;
  const key = said === undefined ? undefined : eventKey(body, said);
  if (key !== undefined && said !== undefined) await track(onMessage(room, key, said));
}

function pairOf<A>(id: string, listener: Listener<A>): [string, Listener<A>] {
  return [id, listener];
}

function respondWith({ tracing = UNTRACED }: Room, respond: RespondFn): Respond {
  return (content: Content, how) =>
    tracing.span('slack respond', { kind: 'client' }, async () => {
      const message: RespondArguments = { ...onlyFor(content), replace_original: how?.replaces === true };
      await respond(message);
    });
}

type Ephemeral = Content & { response_type: 'ephemeral' };

const ephemerals = new WeakMap<Content, Ephemeral>();

/** A content as the one person who asked sees it, and nobody else. Shape: of a frozen one it is the same each time, and frozen too. */
function onlyFor(content: Content): Ephemeral {
  const known = ephemerals.get(content);
  if (known !== undefined) return known;
  const { text, blocks } = content;
  const made: Ephemeral = { text, blocks, response_type: 'ephemeral' };
  if (Object.isFrozen(content)) ephemerals.set(content, Object.freeze(made));
  return made;
}
