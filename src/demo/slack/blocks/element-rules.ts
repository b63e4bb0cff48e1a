import {
  all,
  byType,
  flag,
  holds,
  integer,
  list,
  address,
  number,
  oneOf,
  pattern,
  record,
  type Rule,
  text,
} from './rules.ts';
import { innerRichText } from './rich-text-rules.ts';
import { anyText, confirm, optionGroups, picture, plainOption, plainText, richOption } from './text-rules.ts';

const action = { action_id: text(1, 255) };
const asked = { ...action, confirm };
const focus = { focus_on_load: flag };
const hint = { placeholder: plainText(150) };
const menu = { ...asked, ...focus, ...hint };
const dispatch = {
  dispatch_action_config: record(
    {},
    { trigger_actions_on: list(1, 2, oneOf('on_enter_pressed', 'on_character_entered')) },
  ),
};
const many = { max_selected_items: integer(1, 100) };
const ids = list(1, 100, text(1, 255));
const filter = record(
  {},
  {
    include: list(1, 4, oneOf('im', 'mpim', 'private', 'public')),
    exclude_external_shared_channels: flag,
    exclude_bot_users: flag,
  },
);
const date = pattern(/^\d{4}-\d\d-\d\d$/, 'a date YYYY-MM-DD');
const time = pattern(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time HH:mm');
const colour = oneOf('primary', 'danger');

/** An element with this type, these required and these optional properties. */
function element(
  type: string,
  required: Readonly<Record<string, Rule>>,
  optional: Readonly<Record<string, Rule>>,
): Rule {
  return record({ type: oneOf(type), ...required }, optional);
}

const oneSource = holds(
  (select) => (select['options'] === undefined) !== (select['option_groups'] === undefined),
  'one_of',
  'must have exactly one of options or option_groups',
);
const menuOptions = { options: list(1, 100, plainOption), option_groups: optionGroups };
const startIn = (rule: Rule): Record<string, Rule> => ({ initial_option: rule });

/** Elements that act at once: in actions blocks, as accessories, and most of them as inputs. */
const MENUS: Readonly<Record<string, Rule>> = {
  static_select: all(element('static_select', {}, { ...menu, ...menuOptions, ...startIn(plainOption) }), oneSource),
  multi_static_select: all(
    element(
      'multi_static_select',
      {},
      { ...menu, ...many, ...menuOptions, initial_options: list(1, 100, plainOption) },
    ),
    oneSource,
  ),
  external_select: element(
    'external_select',
    {},
    { ...menu, ...startIn(plainOption), min_query_length: integer(0, 100) },
  ),
  multi_external_select: element(
    'multi_external_select',
    {},
    { ...menu, ...many, initial_options: list(1, 100, plainOption), min_query_length: integer(0, 100) },
  ),
  users_select: element('users_select', {}, { ...menu, initial_user: text(1, 255) }),
  multi_users_select: element('multi_users_select', {}, { ...menu, ...many, initial_users: ids }),
  channels_select: element(
    'channels_select',
    {},
    { ...menu, initial_channel: text(1, 255), response_url_enabled: flag },
  ),
  multi_channels_select: element('multi_channels_select', {}, { ...menu, ...many, initial_channels: ids }),
  conversations_select: element(
    'conversations_select',
    {},
    {
      ...menu,
      initial_conversation: text(1, 255),
      default_to_current_conversation: flag,
      response_url_enabled: flag,
      filter,
    },
  ),
  multi_conversations_select: element(
    'multi_conversations_select',
    {},
    { ...menu, ...many, initial_conversations: ids, default_to_current_conversation: flag, filter },
  ),
};

const CHOICES: Readonly<Record<string, Rule>> = {
  checkboxes: element(
    'checkboxes',
    { options: list(1, 10, richOption) },
    { ...asked, ...focus, initial_options: list(1, 10, richOption) },
  ),
  radio_buttons: element(
    'radio_buttons',
    { options: list(1, 10, richOption) },
    { ...asked, ...focus, ...startIn(richOption) },
  ),
  datepicker: element('datepicker', {}, { ...menu, initial_date: date }),
  timepicker: element('timepicker', {}, { ...menu, initial_time: time, timezone: text(1, 255) }),
  datetimepicker: element('datetimepicker', {}, { ...asked, ...focus, initial_date_time: number }),
};

const plainButton: Rule = element(
  'button',
  { text: plainText(75) },
  { ...asked, value: text(1, 2000), url: address(3000), style: colour, accessibility_label: text(1, 75) },
);

const BUTTONS: Readonly<Record<string, Rule>> = {
  button: plainButton,
  workflow_button: element(
    'workflow_button',
    {
      text: plainText(75),
      workflow: record({
        trigger: record(
          { url: address(3000) },
          { customizable_input_parameters: list(0, 100, record({ name: text(1, 255), value: text(0, 3000) })) },
        ),
      }),
    },
    { ...asked, style: colour, accessibility_label: text(1, 75) },
  ),
  overflow: element('overflow', { options: list(1, 5, plainOption) }, asked),
};

const RICH_INPUT: Readonly<Record<string, Rule>> = {
  rich_text_input: element(
    'rich_text_input',
    {},
    {
      ...action,
      ...focus,
      ...hint,
      ...dispatch,
      initial_value: innerRichText,
      min_lines: integer(1, 100),
      max_lines: integer(1, 100),
    },
  ),
};

const FIELDS: Readonly<Record<string, Rule>> = {
  plain_text_input: all(
    element(
      'plain_text_input',
      {},
      {
        ...action,
        ...focus,
        ...hint,
        ...dispatch,
        initial_value: text(0, 3000),
        multiline: flag,
        min_length: integer(0, 3000),
        max_length: integer(1, 3000),
      },
    ),
    holds(
      (input) => Number(input['min_length'] ?? 0) <= Number(input['max_length'] ?? 3000),
      'wrong_number',
      'min_length must not be more than max_length',
    ),
  ),
  email_text_input: element(
    'email_text_input',
    {},
    { ...action, ...focus, ...hint, ...dispatch, initial_value: text(0, 3000) },
  ),
  url_text_input: element(
    'url_text_input',
    {},
    { ...action, ...focus, ...hint, ...dispatch, initial_value: text(0, 3000) },
  ),
  number_input: element(
    'number_input',
    { is_decimal_allowed: flag },
    {
      ...action,
      ...focus,
      ...hint,
      ...dispatch,
      initial_value: text(1, 255),
      min_value: text(1, 255),
      max_value: text(1, 255),
    },
  ),
  file_input: element('file_input', {}, { ...action, filetypes: list(0, 100, text(1, 20)), max_files: integer(1, 10) }),
};

const feedback: Rule = record({ text: plainText(75), value: text(1, 2000) }, { accessibility_label: text(1, 75) });

/** What an actions block may hold. */
export const actionElement: Rule = byType({ ...BUTTONS, ...MENUS, ...CHOICES, ...RICH_INPUT });

/** What a section may have at its side. */
export const accessory: Rule = byType({ ...BUTTONS, ...MENUS, ...CHOICES, image: picture({}) });

/** What an input block may hold. */
export const inputElement: Rule = byType({ ...MENUS, ...CHOICES, ...FIELDS, ...RICH_INPUT });

/** What a context block may hold. */
export const contextElement: Rule = byType({
  image: picture({}),
  plain_text: anyText(3000),
  mrkdwn: anyText(3000),
});

/** What a context_actions block may hold. */
export const contextAction: Rule = byType({
  feedback_buttons: element('feedback_buttons', { positive_button: feedback, negative_button: feedback }, action),
  icon_button: element(
    'icon_button',
    { icon: text(1, 255), text: plainText(75) },
    { ...asked, value: text(1, 2000), accessibility_label: text(1, 75), visible_to_user_ids: ids },
  ),
});

/** A plain button, the only action of a card. */
export const button: Rule = byType({ button: plainButton });
