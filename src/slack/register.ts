import type { AllMiddlewareArgs, App, RespondArguments, RespondFn, ViewSubmitAction } from '@slack/bolt';
import type { Content } from './content.ts';
import { isFields } from './fields.ts';
import { ACTIONS, EVENTS, SHORTCUTS, VIEW_ACTIONS, VIEWS } from './ids.ts';
import { onAction, type Press } from './listeners/on-action.ts';
import { onCommand } from './listeners/on-command.ts';
import { onViewPress, type ViewPress } from './listeners/on-look.ts';
import { onListPress } from './listeners/on-list.ts';
import { onMessage } from './listeners/on-message.ts';
import { onShortcut, readShortcut } from './listeners/on-shortcut.ts';
import { onAssignForm, onEscalateForm, onResolveForm, onSymptomsForm } from './listeners/on-claim-form.ts';
import { onExportForm } from './listeners/on-export-form.ts';
import { onClaimForm, type Submission } from './listeners/on-view.ts';
import { eventKey, readSaid } from './listeners/said.ts';
import type { Respond, Room } from './room.ts';

/** Everything the app listens to, registered in one place from the list of ids. `track` keeps what is on its way until it is handled. */
export function register(app: App, room: Room, track: (work: Promise<void>) => Promise<void>): void {
  app.command(room.command, ({ command, ack, respond }) =>
    track(
      onCommand(room, {
        command,
        ack: (content) => (content === undefined ? ack() : ack(onlyFor(content))),
        respond: respondWith(respond),
      }),
    ),
  );

  const { pick, listBack, listNext, ...single } = ACTIONS;
  for (const actionId of [listBack, listNext]) {
    app.action(actionId, ({ body, ack, respond }) => {
      const press = pressOf(body);
      return press === undefined ? ack() : track(onListPress(room, press, () => ack(), respondWith(respond)));
    });
  }

  for (const actionId of [...Object.values(single), new RegExp(`^${pick}:\\d+$`)]) {
    app.action(actionId, ({ body, ack, respond }) => {
      const press = pressOf(body);
      if (press === undefined) return ack();
      return track(onAction(room, { press, ack: () => ack(), respond: respondWith(respond) }));
    });
  }

  for (const actionId of Object.values(VIEW_ACTIONS)) {
    app.action(actionId, ({ body, ack }) => {
      const press = viewPressOf(body);
      return press === undefined ? ack() : track(onViewPress(room, press, () => ack()));
    });
  }

  for (const callbackId of Object.values(SHORTCUTS)) {
    app.shortcut(callbackId, (args) => {
      const shortcut = readShortcut(args.body);
      if (shortcut === undefined) return args.ack();
      // Only a shortcut on a message has an address to answer to.
      const respond = shortcut.message === undefined ? undefined : respondWith(args.respond);
      return track(onShortcut(room, { shortcut, ack: () => args.ack(), respond }));
    });
  }

  for (const [callbackId, listener] of [
    [VIEWS.form, onClaimForm],
    [VIEWS.resolve, onResolveForm],
    [VIEWS.symptoms, onSymptomsForm],
    [VIEWS.assign, onAssignForm],
    [VIEWS.escalate, onEscalateForm],
    [VIEWS.export, onExportForm],
  ] as const) {
    app.view<ViewSubmitAction>(callbackId, ({ body, ack }) =>
      track(
        listener(room, submissionOf(body), (errors) =>
          errors === undefined ? ack() : ack({ response_action: 'errors', errors }),
        ),
      ),
    );
  }

  for (const event of EVENTS) {
    app.event(event, async ({ body }: Pick<AllMiddlewareArgs, 'context'> & { body: unknown }) => {
      const said = isFields(body) ? readSaid(body['event'], room) : undefined;
      const key = said === undefined ? undefined : eventKey(body, said);
      if (key !== undefined && said !== undefined) await track(onMessage(room, key, said));
    });
  }
}

function respondWith(respond: RespondFn): Respond {
  return async (content: Content, how) => {
    const message: RespondArguments = { ...onlyFor(content), replace_original: how?.replaces === true };
    await respond(message);
  };
}

/** A content as the one person who asked sees it, and nobody else. */
function onlyFor({ text, blocks }: Content): Content & { response_type: 'ephemeral' } {
  return { text, blocks, response_type: 'ephemeral' };
}

/** A pressed button of ours; undefined for what has no channel or message. */
function pressOf(body: unknown): Press | undefined {
  if (!isFields(body)) return undefined;
  const action: unknown = Array.isArray(body['actions']) ? body['actions'][0] : undefined;
  const { user, channel, container, message, trigger_id } = body;
  if (!isFields(action) || !isFields(user) || !isFields(container)) return undefined;
  const { action_id, action_ts, selected_option } = action;
  // A menu says what was chosen where a button says its value.
  const value = isFields(selected_option) ? selected_option['value'] : action['value'];
  const channelId = isFields(channel) ? channel['id'] : container['channel_id'];
  const messageTs = container['message_ts'];
  const threadTs = container['thread_ts'] ?? (isFields(message) ? message['thread_ts'] : undefined);
  if (typeof action_id !== 'string' || typeof channelId !== 'string' || typeof user['id'] !== 'string')
    return undefined;
  return {
    actionId: action_id,
    value: typeof value === 'string' ? value : '',
    actionTs: String(action_ts),
    user: user['id'],
    channel: channelId,
    messageTs: String(messageTs),
    ...(typeof threadTs === 'string' ? { threadTs } : {}),
    isEphemeral: container['is_ephemeral'] === true,
    triggerId: String(trigger_id),
  };
}

/** A press inside an open view; undefined for any other. */
function viewPressOf(body: unknown): ViewPress | undefined {
  if (!isFields(body)) return undefined;
  const { user, view } = body;
  const action: unknown = Array.isArray(body['actions']) ? body['actions'][0] : undefined;
  if (!isFields(action) || !isFields(user) || !isFields(view)) return undefined;
  const { selected_option } = action;
  const value = isFields(selected_option) ? selected_option['value'] : action['value'];
  return {
    viewId: String(view['id']),
    memory: String(view['private_metadata']),
    actionId: String(action['action_id']),
    value: typeof value === 'string' ? value : '',
    user: String(user['id']),
  };
}

function submissionOf(body: ViewSubmitAction): Submission {
  const answers: Submission['answers'] = {};
  for (const [block, elements] of Object.entries(body.view.state.values)) {
    for (const element of Object.values(elements)) {
      const several = element.selected_options?.map(({ value }) => value).join(' ');
      answers[block] = element.value ?? element.selected_option?.value ?? several ?? element.selected_user ?? undefined;
    }
  }
  return { viewId: body.view.id, memory: body.view.private_metadata, user: body.user.id, answers };
}
