import { claimForm } from '../blocks/forms.ts';
import { helpMessage } from '../blocks/help.ts';
import { note } from '../blocks/question.ts';
import type { Content } from '../content.ts';
import type { Respond, Room } from '../room.ts';
import { decodeSlackText } from '../text/decode.ts';
import { doWithNamed } from './do-with-claim.ts';
import { guard, sorry, SORRY_TEXT } from './guard.ts';
import { readNamed } from './named-verb.ts';
import { bellsContent } from './on-bells.ts';
import { openConfig } from './on-config.ts';
import { listContent, showContent } from './on-list.ts';
import { neighboursContent } from './on-neighbours.ts';
import { openForm } from './open-form.ts';
import { keepCommand } from './take-command.ts';
import { readVerb, type Verb } from './verb.ts';

/** What Slack sends with a slash command, as far as we read it; `ack` may carry an answer that only the person sees. */
export type CommandArgs = {
  command: { text: string; user_id: string; channel_id: string; trigger_id: string };
  ack: (content?: Content) => Promise<void>;
  respond: Respond;
};

/**
 * The slash command: words that may be a claim are on disk before Slack is told that they arrived, and what comes of them follows. Where they could not be
 * kept, that word says so itself: with an answer that came after it, a process that ends in between would leave the person in the belief that they were.
 */
export async function onCommand(room: Room, { command, ack, respond }: CommandArgs): Promise<void> {
  const text = decodeSlackText(command.text).trim();
  let isAcked = false;
  let isKept = false;
  room.afterAck.arrived();
  async function ackOnce(answer?: Content): Promise<void> {
    isAcked = true;
    await ack(answer);
  }
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
      const verb = readVerb(text);
      if (verb.kind === 'config') {
        await ackOnce();
        const { channel_id: channel, user_id: user, trigger_id: triggerId } = command;
        await openConfig(room, { channel, user, triggerId }, respond);
        return;
      }
      if (verb.kind === 'help') {
        // Nothing has to be looked up: the acknowledgement itself is the answer.
        await ackOnce(
          helpMessage(room.command, room.desk.symptoms(), {
            withBells: !room.customerChannels.has(command.channel_id),
          }),
        );
        return;
      }
      if (verb.kind === 'list' || verb.kind === 'show' || verb.kind === 'neighbours' || verb.kind === 'bells') {
        await ackOnce();
        await respond(await lookUp(room, { user: command.user_id, channel: command.channel_id }, verb));
        return;
      }
      const named = readNamed(text);
      // With a serial it is a claim: what was resolved yesterday came back.
      if (named !== undefined && room.desk.understand(text).serial === undefined) {
        await ackOnce();
        const wish = { user: command.user_id, key: `cmd:${command.trigger_id}` };
        await respond(await doWithNamed(room, wish, named.verb, named.claim));
        return;
      }
      if (verb.kind === 'take' || verb.kind === 'reopen') {
        await ackOnce(note(`Which claim? \`${room.command} ${verb.kind} 12\` does it with claim 12.`));
        return;
      }
      const { channel_id: channel, user_id: user } = command;
      await keepCommand(room, command.trigger_id, { text, user, channel }, respond);
      isKept = true;
      await ackOnce();
    },
    async () => {
      // A claim comes of it, whether Slack took the acknowledgement or not.
      if (isKept) return;
      await (isAcked ? sorry(respond) : ack(note(SORRY_TEXT)));
    },
  );
}

/** What is only looked at: a list, a claim, bells. */
async function lookUp(
  room: Room,
  { user, channel }: { user: string; channel: string },
  verb: Extract<Verb, { kind: 'list' | 'show' | 'neighbours' | 'bells' }>,
): Promise<Content> {
  switch (verb.kind) {
    case 'list':
      return listContent(room, user, verb.wish);
    case 'bells':
      return bellsContent(room, { user, channel });
    case 'neighbours':
      return verb.claim === undefined
        ? note(`Of which claim? \`${room.command} neighbours 12\` lists devices that go the way of claim 12.`)
        : neighboursContent(room, verb.claim, { user, channel });
    case 'show':
      return verb.claim === undefined
        ? note(`Which claim? \`${room.command} show 12\` shows claim 12, \`${room.command} list\` those that are open.`)
        : showContent(room, user, verb.claim);
  }
}
