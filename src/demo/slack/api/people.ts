import { hasScope } from '../app-facts.ts';
import { BOT, BOT_ID, type Person } from '../cast.ts';
import type { Engine } from '../engine.ts';
import { type Fields, isYes, textOf } from '../json.ts';
import { type Methods, Refusal } from './method.ts';
import { pageOf } from './paging.ts';

const CAN_READ = (): readonly string[] => ['users:read'];

/** People and the groups they are in. */
export const PEOPLE_METHODS: Methods = {
  'users.info': {
    token: 'bot',
    tier: 4,
    scopes: CAN_READ,
    run({ engine, args }) {
      const person = engine.world.people.get(textOf(args['user']));
      if (person === undefined) throw new Refusal('user_not_found');
      return { user: wirePerson(engine, person) };
    },
  },
  'users.list': {
    token: 'bot',
    tier: 2,
    scopes: CAN_READ,
    run({ engine, args }) {
      const page = pageOf([...engine.world.people.values()], args, 1000);
      return { members: page.items.map((each) => wirePerson(engine, each)), ...page.more };
    },
  },
  'users.lookupByEmail': {
    token: 'bot',
    tier: 3,
    scopes: () => ['users:read.email'],
    run({ engine, args }) {
      const email = textOf(args['email']).toLowerCase();
      const person = [...engine.world.people.values()].find((each) => each.email?.toLowerCase() === email);
      if (person === undefined) throw new Refusal('users_not_found');
      return { user: wirePerson(engine, person) };
    },
  },
  'usergroups.users.list': {
    token: 'bot',
    tier: 2,
    scopes: () => ['usergroups:read'],
    run({ engine, args }) {
      const group = engine.world.groups.get(textOf(args['usergroup']));
      if (group === undefined) throw new Refusal('no_such_subteam');
      return { users: [...group.users] };
    },
  },
  'usergroups.list': {
    token: 'bot',
    tier: 2,
    scopes: () => ['usergroups:read'],
    run({ engine, args }) {
      const groups = [...engine.world.groups.values()].map(({ users, ...group }) => ({
        ...group,
        team_id: engine.team.id,
        is_usergroup: true,
        description: '',
        user_count: users.length,
        ...(isYes(args['include_users']) ? { users } : {}),
      }));
      return { usergroups: groups };
    },
  },
};

function wirePerson({ facts, team }: Engine, person: Person): Fields {
  const mayReadEmail = hasScope(facts, ['users:read.email']);
  return {
    id: person.id,
    team_id: team.id,
    name: person.handle,
    deleted: false,
    real_name: person.realName,
    tz: 'Europe/Berlin',
    tz_offset: 3600,
    is_bot: person.isBot,
    is_app_user: false,
    updated: 1_700_000_000,
    profile: {
      real_name: person.realName,
      display_name: person.realName,
      team: team.id,
      ...(person.email !== undefined && mayReadEmail ? { email: person.email } : {}),
      ...(person.id === BOT.id ? { bot_id: BOT_ID } : {}),
    },
  };
}
