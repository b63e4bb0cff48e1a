import type { AllMiddlewareArgs, App, RespondArguments, RespondFn, ViewSubmitAction } from '@slack/bolt';
import { UNTRACED } from '../core/tracing.ts';
import type { Content } from './content.ts';
import { isFields } from './fields.ts';
import { ACTIONS, EVENTS, HOME_ACTIONS, SHORTCUTS, STEPS, VIEW_ACTIONS, VIEWS } from './ids.ts';
import { onAction } from './listeners/on-action.ts';
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

/** Everything the app listens to, registered in one place from the list of ids. `track` keeps what is on its way until it is handled. */
export function register(app: App, room: Room, track: (work: Promise<void>) => Promise<void>): void {
  app.command(room.command, ({ command, ack, respond }) =>
    track(
      onCommand(room, {
        command,
        ack: (content) => (content === undefined ? ack() : ack(onlyFor(content))),
        respond: respondWith(room, respond),
      }),
    ),
  );

  const { pick, neighbourMute, listBack, listNext, ...single } = ACTIONS;
  for (const actionId of [listBack, listNext]) {
    app.action(actionId, ({ body, ack, respond }) => {
      const press = pressOf(body);
      return press === undefined ? ack() : track(onListPress(room, press, () => ack(), respondWith(room, respond)));
    });
  }

  for (const actionId of [...Object.values(single), new RegExp(`^(?:${pick}|${neighbourMute}):\\d+$`)]) {
    app.action(actionId, ({ body, ack, respond }) => {
      const press = pressOf(body);
      if (press === undefined) return ack();
      return track(onAction(room, { press, ack: () => ack(), respond: respondWith(room, respond) }));
    });
  }

  for (const [actionId, listener] of [
    [VIEW_ACTIONS.back, onViewPress],
    [VIEW_ACTIONS.next, onViewPress],
    [VIEW_ACTIONS.language, onLanguagePress],
  ] as const) {
    app.action(actionId, ({ body, ack }) => {
      const press = viewPressOf(body);
      return press === undefined ? ack() : track(listener(room, press, () => ack()));
    });
  }
  // Words to copy are done with when they were copied.
  app.view<ViewSubmitAction>(VIEWS.explain, ({ ack }) => ack());

  for (const callbackId of Object.values(SHORTCUTS)) {
    app.shortcut(callbackId, (args) => {
      const shortcut = readShortcut(args.body);
      if (shortcut === undefined) return args.ack();
      // Only a shortcut on a message has an address to answer to.
      const respond = shortcut.message === undefined ? undefined : respondWith(room, args.respond);
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
    [VIEWS.config, onConfigForm],
  ] as const) {
    app.view<ViewSubmitAction>(callbackId, ({ body, ack }) =>
      track(
        listener(room, submissionOf(body), (errors) =>
          errors === undefined ? ack() : ack({ response_action: 'errors', errors }),
        ),
      ),
    );
  }

  for (const actionId of Object.values(HOME_ACTIONS)) {
    app.action(actionId, ({ body, ack }) => {
      const press = homePressOf(body);
      return press === undefined ? ack() : track(onHomePress(room, press, () => ack()));
    });
  }

  app.function(STEPS.openClaim.id, async ({ event }) => {
    const read = readStep(event);
    if (read !== undefined) await track(onStep(room, read.step, { at: room.clock(), token: read.token }));
  });

  for (const event of EVENTS) {
    app.event(event, async ({ body }: Pick<AllMiddlewareArgs, 'context'> & { body: unknown }) => {
      const opened = homeOpenedOf(body);
      if (opened !== undefined) return track(onHomeOpened(room, opened));
      const said = isFields(body) ? readSaid(body['event'], room) : undefined;
      const key = said === undefined ? undefined : eventKey(body, said);
      if (key !== undefined && said !== undefined) await track(onMessage(room, key, said));
    });
  }
}

function respondWith({ tracing = UNTRACED }: Room, respond: RespondFn): Respond {
  return (content: Content, how) =>
    tracing.span('slack respond', { kind: 'client' }, async () => {
      const message: RespondArguments = { ...onlyFor(content), replace_original: how?.replaces === true };
      await respond(message);
    });
}

/** A content as the one person who asked sees it, and nobody else. */
function onlyFor({ text, blocks }: Content): Content & { response_type: 'ephemeral' } {
  return { text, blocks, response_type: 'ephemeral' };
}
