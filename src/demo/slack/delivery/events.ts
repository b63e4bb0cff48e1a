import { hasScope } from '../app-facts.ts';
import { APP_ID, BOT, type Channel } from '../cast.ts';
import type { Engine } from '../engine.ts';
import type { Fields } from '../json.ts';
import { newId } from '../world/ids.ts';

const KIND_WORD: Record<Channel['kind'], string> = { channel: 'channels', group: 'groups', im: 'im', mpim: 'mpim' };

/**
 * Sends an event to the app when it asked for it, may see it, and is in the channel.
 * Shape: the event's type, `message` being `message.channels`, `message.im` and so on in a manifest.
 */
export function emitEvent(engine: Engine, event: Fields, channel?: Channel): void {
  if (!isWanted(engine, event, channel)) return;
  engine.delivery.event({
    token: 'local-verification-token',
    team_id: engine.team.id,
    context_team_id: engine.team.id,
    context_enterprise_id: null,
    api_app_id: APP_ID,
    event,
    type: 'event_callback',
    event_id: newId('Ev'),
    event_time: Math.floor(Date.now() / 1000),
    authorizations: [
      { enterprise_id: null, team_id: engine.team.id, user_id: BOT.id, is_bot: true, is_enterprise_install: false },
    ],
    is_ext_shared_channel: false,
    event_context: newId('4-'),
  });
}

function isWanted(engine: Engine, event: Fields, channel: Channel | undefined): boolean {
  const { facts } = engine;
  if (channel !== undefined && !channel.members.has(BOT.id)) return false;
  const word = channel === undefined ? '' : KIND_WORD[channel.kind];
  const type = event['type'] === 'message' ? `message.${word}` : String(event['type']);
  if (facts.events !== null && !facts.events.has(type)) return false;
  return hasScope(facts, scopesFor(type, word));
}

function scopesFor(type: string, word: string): string[] {
  if (type.startsWith('message.')) return [`${word}:history`];
  switch (type) {
    case 'app_mention':
      return ['app_mentions:read'];
    case 'reaction_added':
      return ['reactions:read'];
    case 'member_joined_channel':
      return ['channels:read', 'groups:read'];
    default:
      return [];
  }
}
