/**
 * Every name under which Slack calls us back. Registration, the buttons that carry them and the test of the manifest all read this list.
 */
export const ACTIONS = {
  refetch: 'claim_refetch',
  refetchAbsent: 'claim_refetch_absent',
  importList: 'claim_import_list',
  reopen: 'claim_reopen',
  /** A menu of what is pressed seldom; each option says which. */
  more: 'claim_more',
  take: 'claim_take',
  resolve: 'claim_resolve',
  openForm: 'claim_open_form',
  tighten: 'claim_tighten',
  widen: 'claim_widen',
  own: 'claim_own',
  allPeers: 'claim_all_peers',
  rows: 'claim_rows',
  sources: 'claim_sources',
  /** Devices that go the way of a claim; whose are not to be listed stands in a row, where ids must differ: `claim_neighbours_mute:0`. */
  neighbours: 'claim_neighbours',
  neighbourMute: 'claim_neighbours_mute',
  /** A bell was answered, or is to be silent for a while. */
  bellResolve: 'claim_bell_answered',
  bellMute: 'claim_bell_mute',
  /** The same in a list of bells that only one person sees, and its pages. */
  bellsResolve: 'claim_bells_answered',
  bellsMute: 'claim_bells_mute',
  bellsBack: 'claim_bells_back',
  bellsNext: 'claim_bells_next',
  /** Several candidates stand in one block, where ids must differ: `claim_pick:0`, `claim_pick:1`. */
  pick: 'claim_pick',
  /** Pages of a list that only one person sees. */
  listBack: 'claim_list_back',
  listNext: 'claim_list_next',
} as const;

/** Buttons inside what a press of the above opened; they come with the opened view and with no message. */
export const VIEW_ACTIONS = {
  back: 'claim_page_back',
  next: 'claim_page_next',
  language: 'claim_explain_language',
} as const;

/** Buttons and fields of somebody's home. */
export const HOME_ACTIONS = {
  search: 'home_search',
  find: 'home_find',
  clear: 'home_clear',
  back: 'home_back',
  next: 'home_next',
  thread: 'home_thread',
  take: 'home_take',
  resolve: 'home_resolve',
  settings: 'home_settings',
} as const;

/** Forms that are submitted to us. */
export const VIEWS = {
  form: 'claim_form',
  resolve: 'claim_resolve_form',
  symptoms: 'claim_symptoms_form',
  assign: 'claim_assign_form',
  escalate: 'claim_escalate_form',
  export: 'claim_export_form',
  explain: 'claim_explain',
  config: 'claim_config_form',
} as const;

/** What people choose beside a message, or from the menu of all apps. */
export const SHORTCUTS = { message: 'claim_from_message', global: 'claim_new' } as const;

/** Steps that Workflow Builder offers of us, with what each is given and gives back; the manifest declares the same. */
export const STEPS = {
  openClaim: {
    id: 'open_claim',
    inputs: ['serial', 'symptom', 'words', 'channel', 'person'],
    outputs: ['claim_number', 'thread_link', 'state', 'measure', 'confidence'],
  },
} as const;

/** Event types listened to; Slack delivers them for the subscriptions of the manifest. */
export const EVENTS = ['message', 'app_mention', 'app_home_opened'] as const;

/**
 * What the manifest must subscribe to: `message` events come from public and private channels, `function_executed` when a workflow comes to a step, `app_uninstalled` and
 * `tokens_revoked` when one of several workspaces has us no more.
 */
export const BOT_EVENTS = [
  'app_home_opened',
  'app_mention',
  'app_uninstalled',
  'function_executed',
  'message.channels',
  'message.groups',
  'tokens_revoked',
] as const;

/**
 * Scopes the calls of this room need; each is used by the methods named.
 * Source: docs.slack.dev, reference of each method and event.
 */
export const BOT_SCOPES = {
  'app_mentions:read': 'app_mention',
  'chat:write': 'chat.postMessage, chat.update, chat.postEphemeral',
  commands: 'the slash command',
  'files:read': 'files.info; fetching a list that was dropped in a thread',
  'files:write': 'files.getUploadURLExternal, files.completeUploadExternal; the file shown in a block',
  'channels:history': 'message.channels; conversations.history and replies',
  'groups:history': 'message.groups; the same in private channels',
  'channels:read': 'conversations.list; conversations.members; conversations.info',
  'groups:read': 'the same for private channels',
  'im:write': 'conversations.open',
  'im:history': 'conversations.history of a direct message',
  'usergroups:read': 'usergroups.list; usergroups.users.list',
  'users:read': 'users.info',
  'metadata.message:read': 'include_all_metadata',
} as const;
