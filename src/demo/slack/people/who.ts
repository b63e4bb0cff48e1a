import { type Channel, type Person } from '../cast.ts';
import type { Engine } from '../engine.ts';
import type { Fields } from '../json.ts';
import { findChannel, findPerson, openDirect } from '../world/world.ts';
import { BOT } from '../cast.ts';

/** A person by id, handle or name. Fails: RangeError when there is none. */
export function personNamed(engine: Engine, word: string): Person {
  const person = findPerson(engine.world, word);
  if (person === undefined) throw new RangeError(`no person named ${word}`);
  return person;
}

/**
 * A channel by id or name, or, with an at sign, the direct conversation with that person.
 * Fails: RangeError when there is none or this person is not in it.
 */
export function channelFor(engine: Engine, person: Person, word: string): Channel {
  const channel = word.startsWith('@')
    ? openDirect(engine.world, [person.id, personNamed(engine, word).id]).channel
    : findChannel(engine.world, word);
  if (channel === undefined) throw new RangeError(`no channel named ${word}`);
  if (!channel.members.has(person.id)) throw new RangeError(`${person.handle} is not in ${word}`);
  return channel;
}

/** The direct conversation of a person with the bot, where the App Home is. */
export function homeChannel(engine: Engine, person: Person): Channel {
  return openDirect(engine.world, [BOT.id, person.id]).channel;
}

/** A person as interactions tell them. */
function wireUser(engine: Engine, person: Person): Fields {
  return { id: person.id, username: person.handle, name: person.handle, team_id: engine.team.id };
}

/** The parts every interaction payload has. */
export function interactionBase(engine: Engine, person: Person, type: string): Fields {
  return {
    type,
    token: 'local-verification-token',
    team: { id: engine.team.id, domain: engine.team.domain },
    enterprise: null,
    is_enterprise_install: false,
    user: wireUser(engine, person),
  };
}

/** A channel's name as commands and interactions tell it. */
export function wireChannelName(channel: Channel): string {
  if (channel.kind === 'im') return 'directmessage';
  return channel.kind === 'group' ? 'privategroup' : channel.name;
}
