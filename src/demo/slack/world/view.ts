import type { Fields } from '../json.ts';
import { objectsOf, textOf } from '../json.ts';
import { APP_ID, BOT_ID, type Team } from '../cast.ts';

/** A modal or an App Home as it is open for one person. */
export interface StoredView {
  readonly id: string;
  readonly user: string;
  readonly type: 'modal' | 'home';
  /** As the app sent it, with every block_id filled in. */
  body: Fields;
  hash: string;
  /** What the person entered so far: block_id, action_id, value as Slack tells it. */
  values: Record<string, Record<string, Fields>>;
  /** Faults shown beside the inputs, by block_id; the empty key is a fault of the whole view. */
  errors: Record<string, string>;
  readonly rootId: string;
  readonly previousId?: string;
}

/** A view as the API and the interactions tell it. */
export function wireView(team: Team, view: StoredView): Fields {
  const { body } = view;
  return {
    id: view.id,
    team_id: team.id,
    type: view.type,
    blocks: body['blocks'],
    private_metadata: textOf(body['private_metadata']),
    callback_id: textOf(body['callback_id']),
    state: { values: view.values },
    hash: view.hash,
    title: body['title'] ?? { type: 'plain_text', text: 'View Title', emoji: true },
    clear_on_close: body['clear_on_close'] === true,
    notify_on_close: body['notify_on_close'] === true,
    close: body['close'] ?? null,
    submit: body['submit'] ?? null,
    previous_view_id: view.previousId ?? null,
    root_view_id: view.rootId,
    app_id: APP_ID,
    external_id: textOf(body['external_id']),
    app_installed_team_id: team.id,
    bot_id: BOT_ID,
  };
}

/** The blocks of a view. */
export function blocksOf(view: StoredView): Fields[] {
  return objectsOf(view.body['blocks']);
}
