import { CHAT_METHODS } from './chat.ts';
import { CONVERSATION_METHODS } from './conversations.ts';
import { FILE_METHODS } from './files.ts';
import { FUNCTION_METHODS } from './functions.ts';
import type { Methods } from './method.ts';
import { PEOPLE_METHODS } from './people.ts';
import { REACTION_METHODS } from './reactions.ts';
import { VIEW_METHODS } from './views.ts';
import { WORKSPACE_METHODS } from './workspace.ts';

/** Every method the local Slack knows; any other is `unknown_method`. */
export const METHODS: Methods = {
  ...WORKSPACE_METHODS,
  ...CHAT_METHODS,
  ...CONVERSATION_METHODS,
  ...PEOPLE_METHODS,
  ...VIEW_METHODS,
  ...REACTION_METHODS,
  ...FILE_METHODS,
  ...FUNCTION_METHODS,
};
