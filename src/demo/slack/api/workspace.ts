import { APP_ID, BOT, BOT_ID } from '../cast.ts';
import { fieldsOf, isFields, objectsOf, textOf, unpacked } from '../json.ts';
import { changed, findMessage } from '../world/world.ts';
import { validateBlocks } from '../validate-blocks.ts';
import { validateView } from '../validate-view.ts';
import { type Methods, Refusal } from './method.ts';
import { channelOf } from './places.ts';

const STATUS_LIFE_MS = 120_000;

/** Connections, identities, and what belongs to the workspace as a whole. */
export const WORKSPACE_METHODS: Methods = {
  'api.test': {
    token: 'none',
    tier: 4,
    run({ args }) {
      if (args['error'] !== undefined) throw new Refusal(textOf(args['error']), { args });
      return { args };
    },
  },
  'apps.connections.open': {
    token: 'app',
    tier: 'none',
    run({ engine }) {
      const url = engine.openSocket();
      if (url === undefined) throw new Refusal('socket_mode_not_enabled');
      return { url };
    },
  },
  'auth.test': {
    token: 'any',
    tier: 'none',
    run: ({ engine }) => ({
      url: `${engine.baseUrl}/`,
      team: engine.team.name,
      user: BOT.handle,
      team_id: engine.team.id,
      user_id: BOT.id,
      bot_id: BOT_ID,
      app_id: APP_ID,
      is_enterprise_install: false,
    }),
  },
  'bots.info': {
    token: 'bot',
    tier: 3,
    scopes: () => ['users:read'],
    run({ args }) {
      const wanted = textOf(args['bot']);
      if (wanted !== '' && wanted !== BOT_ID) throw new Refusal('bot_not_found');
      return { bot: { id: BOT_ID, deleted: false, name: BOT.handle, app_id: APP_ID, user_id: BOT.id, icons: {} } };
    },
  },
  'team.info': {
    token: 'bot',
    tier: 3,
    scopes: () => ['team:read'],
    run: ({ engine }) => ({ team: { ...engine.team, email_domain: '', icon: {}, url: `${engine.baseUrl}/` } }),
  },
  'blocks.validate': {
    token: 'none',
    tier: 'none',
    run({ args }) {
      const given = ['blocks', 'message', 'view'].filter((name) => args[name] !== undefined);
      if (given.length !== 1) throw new Refusal('invalid_arguments');
      const value = unpacked(args[given[0] ?? '']);
      if (given[0] === 'view') return noFaults('invalid_view', validateView(value));
      if (given[0] === 'blocks') return noFaults('invalid_blocks', validateBlocks(value));
      if (!isFields(value)) throw new Refusal('invalid_arguments');
      return noFaults('invalid_message', validateBlocks(value['blocks'], { pointer: '/blocks' }));
    },
  },
  'assistant.threads.setStatus': {
    token: 'bot',
    tier: 'none',
    scopes: () => ['chat:write', 'assistant:write'],
    run({ engine, args }) {
      const channel = channelOf(engine, args['channel_id']);
      const ts = textOf(args['thread_ts']);
      if (findMessage(engine.world, channel.id, ts) === undefined) throw new Refusal('thread_not_found');
      const loading = unpacked(args['loading_messages']);
      if (Array.isArray(loading) && loading.length > 10) throw new Refusal('invalid_arguments');
      const key = `${channel.id} ${ts}`;
      const text = textOf(args['status']);
      if (text === '') engine.world.statuses.delete(key);
      else engine.world.statuses.set(key, { text, until: Date.now() + STATUS_LIFE_MS });
      changed(engine.world);
      return {};
    },
  },
};

function noFaults(error: string, faults: unknown[]): Record<string, unknown> {
  if (faults.length > 0) throw new Refusal(error, { errors: objectsOf(faults).map(fieldsOf) });
  return {};
}
