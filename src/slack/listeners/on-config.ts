import type { ChannelSettings } from '../../core/channel-settings.ts';
import {
  AS_USUAL,
  CONFIG_FIELDS,
  type ConfigWords,
  configForm,
  configNote,
  NO_GROUP,
  readConfigMemory,
  settingsLines,
} from '../blocks/config-form.ts';
import { HOUR_FIELDS, hourLines, readHours } from '../blocks/channel-hours.ts';
import { note } from '../blocks/question.ts';
import { isUserId } from '../blocks/view.ts';
import type { UserGroup } from '../calls/calls.ts';
import { isGroupId, listGroups, listGroupsSoon } from '../groups.ts';
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
  const [settings, mayChange, groups] = await Promise.all([
    room.store.getChannel(channel),
    room.admins.has(user),
    listGroupsSoon(room),
  ]);
  const words = wordsOf(room, groups ?? []);
  if (mayChange) return openForm(room, triggerId, configForm(channel, settings, words), respond);
  await room.people.learn([...room.admins.users, settings?.handler?.id ?? ''].filter(isUserId));
  const { admins } = room;
  await respond(configNote({ channel, settings, admins, ...words }, { nameOf: room.people.nameOf }));
}

function wordsOf({ languages, zone }: Room, groups: readonly UserGroup[]): ConfigWords {
  return { languages, home: zone, groups };
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
      const before = await room.store.getChannel(channel);
      const groups = await listGroupsSoon(room);
      const chosen = readHandler(room, answers, { before, groups });
      if ('faults' in chosen) return ackOnce(chosen.faults);
      const language = answers[CONFIG_FIELDS.language] ?? AS_USUAL;
      const at = room.clock();
      const read = readHours(answers, before, at);
      if ('faults' in read) return ackOnce(read.faults);
      if (read.hours.monthly !== undefined && room.customerChannels.has(channel)) {
        return ackOnce({
          [HOUR_FIELDS.monthly]: 'A customer reads this channel, and the report is of the whole desk.',
        });
      }
      const settings: ChannelSettings = {
        ...chosen,
        ...(room.languages.some(({ id }) => id === language) ? { language } : {}),
        ...read.hours,
      };
      const { handler } = settings;
      const said = `handler ${handler?.id ?? 'as configured'}, language ${settings.language ?? 'as usual'}${hoursNote(settings)}`;
      await room.settingsTurn.add(async () => {
        // Who is muted is not asked in the form, and may have been set since it was sent.
        const { mutedNeighbours } = (await room.store.getChannel(channel)) ?? {};
        const kept = mutedNeighbours === undefined ? settings : { ...settings, mutedNeighbours };
        await room.store.setChannel(channel, kept, { at, by: user, what: 'channel-set', channel, note: said });
      });
      await ackOnce();
      await room.people.learn([handler?.id ?? ''].filter(isUserId));
      const words = wordsOf(room, groups ?? (await listGroups(room)));
      const lines = settingsLines(channel, settings, words, { nameOf: room.people.nameOf });
      await room.calls.whisper(channel, user, note(lines.join('\n')));
    },
    () => ackOnce({ [CONFIG_FIELDS.handler]: SORRY_TEXT }),
  );
}

/** Who is to be in charge: a person or a group, not both; faults by their fields. Shape: the group that is set may stay though Slack does not tell of it now; while Slack is slow to tell of any, the form's own word counts. */
function readHandler(
  { me }: Room,
  answers: Submission['answers'],
  { before, groups }: { before: ChannelSettings | undefined; groups: readonly UserGroup[] | undefined },
): Pick<ChannelSettings, 'handler'> | { faults: Record<string, string> } {
  const person = answers[CONFIG_FIELDS.handler] ?? '';
  const group = answers[CONFIG_FIELDS.group] ?? NO_GROUP;
  if (person !== '' && (!isUserId(person) || person === me.userId))
    return { faults: { [CONFIG_FIELDS.handler]: 'Please choose a person.' } };
  if (group === NO_GROUP) return person === '' ? {} : { handler: { kind: 'user', id: person } };
  if (person !== '') return { faults: { [CONFIG_FIELDS.group]: 'Please choose a person or a group, not both.' } };
  const isKnown = groups?.some(({ id }) => id === group) ?? true;
  const isSet = before?.handler?.id === group;
  if (!(isKnown || isSet) || !isGroupId(group)) return { faults: { [CONFIG_FIELDS.group]: 'Please choose a group.' } };
  return { handler: { kind: 'group', id: group } };
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
