import { type Fields, isFields, objectsOf, textOf } from '../json.ts';
import type { StoredView } from './view.ts';

/** What the inputs of a view hold before anyone touched them. */
export function initialValues(body: Fields): StoredView['values'] {
  const values: StoredView['values'] = {};
  for (const block of objectsOf(body['blocks'])) {
    for (const element of elementsOf(block)) {
      const value = valueOf(element);
      if (value === undefined) continue;
      (values[textOf(block['block_id'])] ??= {})[textOf(element['action_id'])] = value;
    }
  }
  return values;
}

/** The interactive elements of a block. */
export function elementsOf(block: Fields): Fields[] {
  const single = [block['element'], block['accessory']].filter(isFields);
  return [...single, ...objectsOf(block['elements'])].filter((each) => textOf(each['action_id']) !== '');
}

const INITIAL: Readonly<Record<string, readonly [string, string]>> = {
  plain_text_input: ['initial_value', 'value'],
  email_text_input: ['initial_value', 'value'],
  url_text_input: ['initial_value', 'value'],
  number_input: ['initial_value', 'value'],
  static_select: ['initial_option', 'selected_option'],
  external_select: ['initial_option', 'selected_option'],
  radio_buttons: ['initial_option', 'selected_option'],
  multi_static_select: ['initial_options', 'selected_options'],
  checkboxes: ['initial_options', 'selected_options'],
  users_select: ['initial_user', 'selected_user'],
  multi_users_select: ['initial_users', 'selected_users'],
  channels_select: ['initial_channel', 'selected_channel'],
  conversations_select: ['initial_conversation', 'selected_conversation'],
  datepicker: ['initial_date', 'selected_date'],
  timepicker: ['initial_time', 'selected_time'],
  datetimepicker: ['initial_date_time', 'selected_date_time'],
};

/** The state of an element nobody touched yet; undefined for one that has no state, such as a button. */
function valueOf(element: Fields): Fields | undefined {
  const type = textOf(element['type']);
  const names = INITIAL[type];
  if (names === undefined) return undefined;
  const isList = names[1].endsWith('s');
  return { type, [names[1]]: element[names[0]] ?? (isList ? [] : null) };
}

/** The name under which an element of this type keeps its value. */
export function valueNameOf(type: string): string | undefined {
  return INITIAL[type]?.[1];
}
