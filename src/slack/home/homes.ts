import type { Claim } from '../../core/claim.ts';
import { pageOf } from '../blocks/paged-view.ts';
import type { Calls } from '../calls/calls.ts';
import { troubleOf } from '../calls/trouble.ts';
import { type Finder, findClaims, listedClaims } from '../find-claims.ts';
import type { Admins } from '../admins.ts';
import type { Log } from '../options.ts';
import type { Lanes } from '../outbox/lanes.ts';
import { homeView } from './home-view.ts';

/** What somebody looks at in their home. */
type Look = { words: string; page: number };

/** The home pages of people. */
export type Homes = {
  /** Somebody opened theirs. */
  opened: (user: string) => Promise<void>;
  /** Somebody looks for words, or at another page. */
  look: (user: string, look: Partial<Look>) => Promise<void>;
  /** Shows somebody theirs again at once, with a sentence where there is something to say. */
  again: (user: string, notice?: string) => Promise<void>;
  /** A claim changed: homes that were opened lately follow, soon and each once, if what they show is another. */
  news: () => void;
  stop: () => void;
};

/** Homes of people who opened theirs longer ago are brought up to date when they open it again. Units: milliseconds. */
const LATELY_MS = 3_600_000;
/** People whose homes are followed at most; the one who opened it longest ago is let go. */
const MOST_PEOPLE = 200;
const MINE = 5;
const CLAIMS_A_PAGE = 8;

type Person = Look & { openedAt: number; searched: number; shows?: string; timer?: NodeJS.Timeout };

/**
 * Starts with nobody looking. Shape: a change costs a call only for those who look and whose page it alters, at most one each `everyMs`.
 * Units: `everyMs` milliseconds.
 */
export function openHomes(
  deps: Finder & {
    calls: Pick<Calls, 'publish'>;
    lanes: Pick<Lanes, 'call'>;
    admins: Pick<Admins, 'has'>;
    clock: () => number;
    command: string;
    log: Log;
    everyMs: number;
  },
): Homes {
  const people = new Map<string, Person>();
  const shown = new Map<string, Promise<void>>();

  /** One after the other for each person, so that an older page never comes after a newer one. */
  function publish(
    user: string,
    person: Person,
    how: { notice?: string | undefined; onlyNews?: true } = {},
  ): Promise<void> {
    const before = shown.get(user) ?? Promise.resolve();
    const mine = before.catch(() => undefined).then(() => publishNow(user, person, how));
    shown.set(user, mine);
    const done = (): void => {
      if (shown.get(user) === mine) shown.delete(user);
    };
    mine.then(done, done);
    return mine;
  }

  async function publishNow(
    user: string,
    person: Person,
    { notice, onlyNews }: { notice?: string | undefined; onlyNews?: true },
  ): Promise<void> {
    const { words, searched } = person;
    const mine = await findClaims(deps, user, { which: 'mine', words: '' });
    const found = await findClaims(deps, user, { which: words === '' ? 'open' : 'all', words });
    const { page, pages, shown: claims } = pageOf(found.claims, CLAIMS_A_PAGE, person.page);
    const first = mine.claims.slice(0, MINE);
    const shows = JSON.stringify([
      words,
      page,
      found.claims.length,
      mine.claims.length,
      [...first, ...claims].map(factsOf),
    ]);
    if (onlyNews === true && shows === person.shows) return;
    const view = homeView(
      {
        notice,
        mine: await listedClaims(deps, first),
        mineTotal: mine.claims.length,
        words,
        searched,
        shown: await listedClaims(deps, claims),
        total: found.claims.length,
        page,
        pages,
        isCut: found.isCut,
        maySet: await maySet(user),
        command: deps.command,
      },
      { nameOf: deps.people.nameOf },
      deps.clock(),
    );
    await deps.lanes.call('update', () => deps.calls.publish(user, view));
    person.shows = shows;
  }

  /** Where Slack does not say now, the page comes without. */
  async function maySet(user: string): Promise<boolean> {
    try {
      return await deps.admins.has(user);
    } catch (error) {
      if (troubleOf(error) === undefined) throw error;
      return false;
    }
  }

  function personOf(user: string): Person {
    const person = people.get(user) ?? { words: '', page: 0, openedAt: 0, searched: 0 };
    person.openedAt = deps.clock();
    people.delete(user);
    people.set(user, person);
    for (const [oldest] of people) {
      if (people.size <= MOST_PEOPLE) break;
      forget(oldest);
    }
    return person;
  }

  function forget(user: string): void {
    clearTimeout(people.get(user)?.timer);
    people.delete(user);
  }

  function follow(user: string, person: Person): void {
    person.timer ??= setTimeout(() => {
      delete person.timer;
      publish(user, person, { onlyNews: true }).catch((error: unknown) => {
        deps.log('warn', 'slack.home-not-shown', { trouble: troubleOf(error)?.kind ?? 'other' });
      });
    }, deps.everyMs);
  }

  return {
    opened: (user) => publish(user, personOf(user)),
    look(user, look) {
      const person = personOf(user);
      const { words = person.words, page = 0 } = look;
      const searched = words === '' && person.words !== '' ? person.searched + 1 : person.searched;
      Object.assign(person, { words, page, searched });
      return publish(user, person);
    },
    again: (user, notice) => publish(user, personOf(user), { notice }),
    news() {
      for (const [user, person] of people) {
        if (deps.clock() - person.openedAt > LATELY_MS) forget(user);
        else follow(user, person);
      }
    },
    stop() {
      for (const user of people.keys()) forget(user);
    },
  };
}

/** What a home shows of a claim; with anything else of it the page stays as it is. */
function factsOf({ id, status, handler, events, symptoms }: Claim): unknown {
  return [id, status, handler.id, symptoms, events.findLast(({ what }) => what === status)?.by];
}
