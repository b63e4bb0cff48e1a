import type { InputBlock, ModalView, PlainTextOption } from '@slack/types';
import type { ChannelSettings } from '../../core/channel-settings.ts';
import type { Handler } from '../../core/claim.ts';
import type { ExplainWords } from '../../core/explain.ts';
import type { AdminIds } from '../options.ts';
import type { Content } from '../content.ts';
import { readJson } from '../fields.ts';
import type { UserGroup } from '../calls/calls.ts';
import { isGroupId } from '../groups.ts';
import { VIEWS } from '../ids.ts';
import { escapeMrkdwn, oneLine, plain } from '../text/escape.ts';
import { hourInputs, hourLines } from './channel-hours.ts';
import { channelIn } from './history-lines.ts';
import { label, section } from './parts.ts';
import { isUserId, personIn, type View } from './view.ts';

/** Blocks of the form. */
export const CONFIG_FIELDS = { handler: 'handler', group: 'group', language: 'language' } as const;

/** Slack takes no option without a value. */
export const AS_USUAL = 'as-usual';
export const NO_GROUP = 'no-group';

/** Reads which channel a form is about. Fails: never; anything else is undefined. */
export function readConfigMemory(text: string): string | undefined {
  const channel = readJson(text)?.['config'];
  return typeof channel === 'string' && /^[CG][A-Z0-9]{2,}$/.test(channel) ? channel : undefined;
}

/** What can be chosen. Shape: `home` is the time zone of the machine. */
export type ConfigWords = { languages: readonly ExplainWords[]; home: string; groups: readonly UserGroup[] };

/** Asks how the claims of a channel are to be treated; what is set stands in it. */
export function configForm(
  channel: string,
  settings: ChannelSettings | undefined,
  { languages, home, groups }: ConfigWords,
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
      ...groupInput(handler, groups),
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

/** A choice among the user groups; none where there are none. The one that is set can be kept though Slack does not tell of it now. */
function groupInput(handler: Handler | undefined, groups: readonly UserGroup[]): InputBlock[] {
  const set = handler?.kind === 'group' && isGroupId(handler.id) ? handler.id : undefined;
  const known = groups.some(({ id }) => id === set);
  const offered = [
    ...(set === undefined || known ? [] : [{ id: set, name: 'The group that is set now' }]),
    ...groups.filter(({ id }) => id === set),
    ...groups.filter(({ id }) => id !== set),
  ];
  if (offered.length === 0) return [];
  const options = [option('no group', NO_GROUP), ...offered.slice(0, 99).map(({ id, name }) => option(name, id))];
  const chosen = options.find(({ value }) => value === (set ?? NO_GROUP));
  return [
    {
      type: 'input',
      block_id: CONFIG_FIELDS.group,
      label: label('Or a user group'),
      hint: label('Each new claim mentions it once, in its thread.'),
      element: {
        type: 'static_select',
        action_id: CONFIG_FIELDS.group,
        options,
        ...(chosen === undefined ? {} : { initial_option: chosen }),
      },
    },
  ];
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
  { languages, home, groups }: ConfigWords,
  view: View,
): string[] {
  const handler = settings?.handler;
  const language = languages.find(({ id }) => id === settings?.language);
  return [
    `*Settings of ${channelIn(channel)}*`,
    `In charge of new claims: ${inChargeIn(handler, groups, view)}`,
    `Words for customers: ${language === undefined ? 'English, unless another is chosen' : escapeMrkdwn(language.name, 60)}`,
    ...hourLines(settings, home),
  ];
}

function inChargeIn(handler: Handler | undefined, groups: readonly UserGroup[], view: View): string {
  if (handler === undefined) return 'as the configuration says';
  if (handler.kind !== 'group') return personIn(handler.id, view);
  const name = groups.find(({ id }) => id === handler.id)?.name;
  return name === undefined ? 'a user group' : `the group ${escapeMrkdwn(oneLine(name), 80)}`;
}

function option(text: string, value: string): PlainTextOption {
  return { text: label(plain(text, 75)), value };
}
