import { BOT } from '../cast.ts';
import type { Engine } from '../engine.ts';
import { type Fields, textOf } from '../json.ts';
import type { Message } from '../world/message.ts';
import { changed, findMessage } from '../world/world.ts';
import { type Methods, Refusal } from './method.ts';
import { joinedChannelOf } from './places.ts';

const CAN_REACT = (): readonly string[] => ['reactions:write'];

/** The bot's own emoji on messages. */
export const REACTION_METHODS: Methods = {
  'reactions.add': {
    token: 'bot',
    tier: 3,
    scopes: CAN_REACT,
    run({ engine, args }) {
      const { message, name } = targetOf(engine, args);
      if (!addReaction(engine, message, name, BOT.id)) throw new Refusal('already_reacted');
      return {};
    },
  },
  'reactions.remove': {
    token: 'bot',
    tier: 2,
    scopes: CAN_REACT,
    run({ engine, args }) {
      const { message, name } = targetOf(engine, args);
      const reaction = message.reactions.find((each) => each.name === name);
      const index = reaction?.users.indexOf(BOT.id) ?? -1;
      if (reaction === undefined || index < 0) throw new Refusal('no_reaction');
      reaction.users.splice(index, 1);
      if (reaction.users.length === 0) message.reactions.splice(message.reactions.indexOf(reaction), 1);
      changed(engine.world);
      return {};
    },
  },
};

/** Adds a reaction; false when this person already gave it. */
export function addReaction(engine: Engine, message: Message, name: string, user: string): boolean {
  const known = message.reactions.find((each) => each.name === name);
  if (known?.users.includes(user) === true) return false;
  if (known === undefined) message.reactions.push({ name, users: [user] });
  else known.users.push(user);
  changed(engine.world);
  return true;
}

function targetOf(engine: Engine, args: Fields): { message: Message; name: string } {
  const name = textOf(args['name']);
  if (!/^[a-z0-9_+'-]+(::skin-tone-[2-6])?$/.test(name)) throw new Refusal('invalid_name');
  const channel = joinedChannelOf(engine, args['channel']);
  const message = findMessage(engine.world, channel.id, textOf(args['timestamp']));
  if (message === undefined) throw new Refusal('message_not_found');
  return { message, name };
}
