import { claimForm } from '../blocks/forms.ts';
import { helpMessage } from '../blocks/question.ts';
import type { Respond, Room } from '../room.ts';
import { decodeSlackText } from '../text/decode.ts';
import { answerPerson } from './answer.ts';
import { guard, sorry } from './guard.ts';
import { once } from './once.ts';
import { openForm } from './open-form.ts';

/** What Slack sends with a slash command, as far as we read it. */
export type CommandArgs = {
  command: { text: string; user_id: string; channel_id: string; trigger_id: string };
  ack: () => Promise<void>;
  respond: Respond;
};

/** The slash command: a claim is on disk before Slack is told that the command arrived. */
export async function onCommand(room: Room, { command, ack, respond }: CommandArgs): Promise<void> {
  const text = decodeSlackText(command.text).trim();
  const ackOnce = once(ack);
  await guard(
    room,
    'command',
    async () => {
      if (text === '') {
        await ackOnce();
        const form = claimForm(room.desk.symptoms(), { channel: command.channel_id });
        await openForm(room, command.trigger_id, form, respond);
        return;
      }
      if (/^(help|\?|hilfe)$/i.test(text)) {
        await ackOnce();
        await respond(helpMessage(room.command, room.desk.symptoms()));
        return;
      }
      const sourceKey = `cmd:${command.trigger_id}`;
      const result = await room.desk.intake(
        {
          sourceKey,
          text,
          by: command.user_id,
          at: room.clock(),
          origin: { via: 'command', channel: command.channel_id },
        },
        'command',
      );
      await ackOnce();
      await answerPerson(room, result, { sourceKey, text }, respond);
    },
    async () => {
      await ackOnce();
      await sorry(respond);
    },
  );
}
