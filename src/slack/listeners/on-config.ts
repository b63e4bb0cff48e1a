import type { ChannelSettings } from '../../core/channel-settings.ts';
import {
  AS_USUAL,
  CONFIG_FIELDS,
  configForm,
  configNote,
  readConfigMemory,
  settingsLines,
} from '../blocks/config-form.ts';
import { hourLines, readHours } from '../blocks/channel-hours.ts';
import { note } from '../blocks/question.ts';
import { isUserId } from '../blocks/view.ts';
import type { Respond, Room } from '../room.ts';
import { guard, SORRY_TEXT } from './guard.ts';
import type { AckView, Submission } from './on-view.ts';
import { once } from './once.ts';
import { openForm } from './open-form.ts';

/** Opens the settings of a channel for those who may change them; anybody else in it sees what is set, and who may. */
export async function openConfig(
  room: Room,
  { channel, user, triggerId }: { channel: string; user: string; triggerId: string },
  respond: Respond,
): Promise<void> {
  if (!/^[CG]/.test(channel)) {
    return respond(
      note(`Settings are those of a channel: type \`${room.command} config\` in the channel of the claims.`),
    );
  }
  // Slack lets a form open for three seconds: what it needs is asked for at once.
  const [settings, mayChange] = await Promise.all([room.store.getChannel(channel), room.admins.has(user)]);
  if (mayChange)
    return openForm(
      room,
      triggerId,
      configForm(channel, settings, { languages: room.languages, home: room.zone }),
      respond,
    );
  await room.people.learn([...room.admins.users, settings?.handler?.id ?? ''].filter(isUserId));
  const { admins, languages, zone } = room;
  await respond(configNote({ channel, settings, admins, languages, home: zone }, { nameOf: room.people.nameOf }));
}

/** The form of a channel's settings: it closes once they are on disk. Whoever sends it must be allowed, and in the channel, now. */
export async function onConfigForm(room: Room, submission: Submission, ack: AckView): Promise<void> {
  const ackOnce = once(ack);
  const { user, answers } = submission;
  await guard(
    room,
    'config-form',
    async () => {
      const channel = readConfigMemory(submission.memory);
      if (channel === undefined || !(await mayChange(room, user, channel))) {
        return ackOnce({ [CONFIG_FIELDS.handler]: 'You may not change the settings of this channel.' });
      }
      const handler = answers[CONFIG_FIELDS.handler] ?? '';
      if (handler !== '' && (!isUserId(handler) || handler === room.me.userId)) {
        return ackOnce({ [CONFIG_FIELDS.handler]: 'Please choose a person.' });
      }
      const language = answers[CONFIG_FIELDS.language] ?? AS_USUAL;
      const at = room.clock();
      const read = readHours(answers, await room.store.getChannel(channel), at);
      if ('faults' in read) return ackOnce(read.faults);
      const settings: ChannelSettings = {
        ...(handler === '' ? {} : { handler: { kind: 'user', id: handler } }),
        ...(room.languages.some(({ id }) => id === language) ? { language } : {}),
        ...read.hours,
      };
      const said = `handler ${handler === '' ? 'as configured' : handler}, language ${settings.language ?? 'as usual'}${hoursNote(settings)}`;
      await room.store.setChannel(channel, settings, { at, by: user, what: 'channel-set', channel, note: said });
      await ackOnce();
      await room.people.learn([handler].filter(isUserId));
      const lines = settingsLines(
        channel,
        settings,
        { languages: room.languages, home: room.zone },
        { nameOf: room.people.nameOf },
      );
      await room.calls.whisper(channel, user, note(lines.join('\n')));
    },
    () => ackOnce({ [CONFIG_FIELDS.handler]: SORRY_TEXT }),
  );
}

/** What of the hours is set, for the audit log. */
function hoursNote(settings: ChannelSettings): string {
  const { remindAfterMs, quiet, digest, monthly, timeZone } = settings;
  const isSet = [remindAfterMs, quiet, digest, monthly].some((one) => one !== undefined);
  return isSet ? `; ${hourLines(settings, timeZone ?? 'UTC').join('; ')}` : '';
}

async function mayChange(room: Room, user: string, channel: string): Promise<boolean> {
  return (await room.admins.has(user)) && (await room.members.among(user, [channel])).has(channel);
}
