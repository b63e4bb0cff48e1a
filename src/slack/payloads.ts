import type { ViewSubmitAction } from '@slack/bolt';
import { isFields } from './fields.ts';
import { HOME_ACTIONS } from './ids.ts';
import type { Press } from './listeners/on-action.ts';
import type { HomePress } from './listeners/on-home.ts';
import type { ViewPress } from './listeners/on-look.ts';
import type { Submission } from './listeners/on-view.ts';

/** A pressed button of ours; undefined for what has no channel or message. */
export function pressOf(body: unknown): Press | undefined {
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
export function viewPressOf(body: unknown): ViewPress | undefined {
  if (!isFields(body)) return undefined;
  const { user, view } = body;
  const action: unknown = Array.isArray(body['actions']) ? body['actions'][0] : undefined;
  if (!isFields(action) || !isFields(user) || !isFields(view)) return undefined;
  const { selected_option } = action;
  const chosen = isFields(selected_option) ? selected_option['value'] : undefined;
  const value = chosen ?? action['value'] ?? action['selected_conversation'];
  return {
    viewId: String(view['id']),
    memory: String(view['private_metadata']),
    actionId: String(action['action_id']),
    value: typeof value === 'string' ? value : '',
    user: String(user['id']),
  };
}

/** What a submitted form says. */
export function submissionOf(body: ViewSubmitAction): Submission {
  const answers: Submission['answers'] = {};
  for (const [block, elements] of Object.entries(body.view.state.values)) {
    for (const element of Object.values(elements)) {
      const several = element.selected_options?.map(({ value }) => value).join(' ');
      answers[block] =
        element.value ??
        element.selected_option?.value ??
        several ??
        element.selected_user ??
        element.selected_time ??
        undefined;
    }
  }
  return { viewId: body.view.id, memory: body.view.private_metadata, user: body.user.id, answers };
}

/** A press in somebody's home; undefined for any other. */
export function homePressOf(body: unknown): HomePress | undefined {
  const press = viewPressOf(body);
  if (press === undefined || !isFields(body) || !isFields(body['view']) || body['view']['type'] !== 'home')
    return undefined;
  const { actionId, value, user } = press;
  return { actionId, value, user, search: searchIn(body['view']['state']), triggerId: String(body['trigger_id']) };
}

/** What stands in the search field, in whichever block it is. */
function searchIn(state: unknown): string {
  const values = isFields(state) ? state['values'] : undefined;
  for (const block of Object.values(isFields(values) ? values : {})) {
    const field = isFields(block) ? block[HOME_ACTIONS.search] : undefined;
    if (isFields(field) && typeof field['value'] === 'string') return field['value'];
  }
  return '';
}

/** Whose tab of ours was opened, and which; undefined for any other event. */
export function homeOpenedOf(body: unknown): { user: string; tab: string } | undefined {
  const event = isFields(body) ? body['event'] : undefined;
  if (!isFields(event) || event['type'] !== 'app_home_opened' || typeof event['user'] !== 'string') return undefined;
  return { user: event['user'], tab: String(event['tab']) };
}
