import type { ModalView, PlainTextOption } from '@slack/types';
import type { ChannelSettings } from '../../core/channel-settings.ts';
import type { ExplainWords } from '../../core/explain.ts';
import type { AdminIds } from '../options.ts';
import type { Content } from '../content.ts';
import { readJson } from '../fields.ts';
import { VIEWS } from '../ids.ts';
import { escapeMrkdwn, plain } from '../text/escape.ts';
import { hourInputs, hourLines } from './channel-hours.ts';
import { channelIn } from './history-lines.ts';
import { label, section } from './parts.ts';
import { isUserId, personIn, type View } from './view.ts';

/** Blocks of the form. */
export const CONFIG_FIELDS = { handler: 'handler', language: 'language' } as const;

/** Slack takes no option without a value. */
export const AS_USUAL = 'as-usual';

/** Reads which channel a form is about. Fails: never; anything else is undefined. */
export function readConfigMemory(text: string): string | undefined {
  const channel = readJson(text)?.['config'];
  return typeof channel === 'string' && /^[CG][A-Z0-9]{2,}$/.test(channel) ? channel : undefined;
}

/** What can be chosen. Shape: `home` is the time zone of the machine. */
export type ConfigWords = { languages: readonly ExplainWords[]; home: string };

/** Asks how the claims of a channel are to be treated; what is set stands in it. */
export function configForm(
  channel: string,
  settings: ChannelSettings | undefined,
  { languages, home }: ConfigWords,
): ModalView {
  const usual = option('English, unless another is chosen', AS_USUAL);
  const options = [usual, ...languages.slice(0, 99).map(({ id, name }) => option(name, id))];
  const chosen = options.find(({ value }) => value === settings?.language) ?? usual;
  const handler = settings?.handler;
  return {
    type: 'modal',
    callback_id: VIEWS.config,
    title: label('Channel settings'),
    submit: label('Save'),
    close: label('Cancel'),
    private_metadata: JSON.stringify({ config: channel }),
    blocks: [
      section(`For claims of ${channelIn(channel)}`),
      {
        type: 'input',
        block_id: CONFIG_FIELDS.handler,
        optional: true,
        label: label('Who is in charge of new claims?'),
        hint: label('Goes before the handlers of the configuration, which count where nobody is chosen.'),
        element: {
          type: 'users_select',
          action_id: CONFIG_FIELDS.handler,
          ...(handler?.kind === 'user' && isUserId(handler.id) ? { initial_user: handler.id } : {}),
        },
      },
      {
        type: 'input',
        block_id: CONFIG_FIELDS.language,
        label: label('Language of the words for customers'),
        element: { type: 'static_select', action_id: CONFIG_FIELDS.language, options, initial_option: chosen },
      },
      ...hourInputs(settings, home),
    ],
  };
}

/** What is set, for those who may not change it, and who may. */
export function configNote(
  input: {
    channel: string;
    settings: ChannelSettings | undefined;
    admins: AdminIds;
  } & ConfigWords,
  view: View,
): Content {
  const { channel, settings, admins } = input;
  const people = admins.users.map((id) => personIn(id, view));
  const groups = admins.groups.length === 0 ? [] : [admins.groups.length === 1 ? 'a user group' : 'user groups'];
  const who = [...people, ...groups];
  const may =
    who.length === 0
      ? 'Nobody may change this yet: `admins` in the configuration names who may.'
      : `You may not change this; those who may: ${who.join(', ')}${groups.length === 0 ? '' : ' (see `admins` in the configuration)'}.`;
  const text = [...settingsLines(channel, settings, input, view), may].join('\n');
  return { text, blocks: [section(text)] };
}

/** What is set, a line each. Shape: mrkdwn without a mention. */
export function settingsLines(
  channel: string,
  settings: ChannelSettings | undefined,
  { languages, home }: ConfigWords,
  view: View,
): string[] {
  const handler = settings?.handler;
  const language = languages.find(({ id }) => id === settings?.language);
  return [
    `*Settings of ${channelIn(channel)}*`,
    `In charge of new claims: ${handler === undefined ? 'as the configuration says' : personIn(handler.id, view)}`,
    `Words for customers: ${language === undefined ? 'English, unless another is chosen' : escapeMrkdwn(language.name, 60)}`,
    ...hourLines(settings, home),
  ];
}

function option(text: string, value: string): PlainTextOption {
  return { text: label(plain(text, 75)), value };
}
