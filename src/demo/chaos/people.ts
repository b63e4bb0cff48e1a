import { setTimeout as sleep } from 'node:timers/promises';
import { SORRY_TEXT } from '../../slack/listeners/guard.ts';
import type { Random } from '../fleet/random.ts';
import type { LocalSlack } from '../slack/options.ts';

/** What came of it: nothing yet; Slack was told that it arrived; the same word said that it did not work, which leaves it to the person to say it again. */
type Outcome = 'open' | 'taken' | 'refused';

/** What people said, by the mark that each claim carries in its words, and what they were told of it. */
export type Said = { mark: string; outcome: () => Outcome };

/** People who make one claim after the other until they are told to stop. */
export type People = { said: Said[]; stop: () => Promise<void> };

const DEFAULT_PAUSE_MS = { least: 150, most: 700 };

/**
 * Starts them: most type the command, some write a plain message, in the claims channel.
 * Units: `pauseMs` milliseconds between a claim and the next.
 */
export function startPeople(
  slack: LocalSlack,
  serials: readonly string[],
  random: Random,
  pauseMs = DEFAULT_PAUSE_MS,
): People {
  const said: Said[] = [];
  const answers: Promise<unknown>[] = [];
  const over = new AbortController();

  function claim(n: number): void {
    const mark = `case-${n}.`;
    const serial = serials[n % serials.length] ?? '';
    if (random.chance(0.25)) {
      const { ts } = slack.control.typeMessage('ben', 'claims', `${serial} prints are too light, ${mark}`);
      said.push({ mark, outcome: () => (isDelivered(slack, ts) ? 'taken' : 'open') });
      return;
    }
    let outcome: Outcome = 'open';
    const typed = `/claim serial=${serial} symptom=light-print note=${mark}`;
    const answer = slack.control.typeCommand('ben', 'claims', typed).then((result) => {
      if (result.ok) outcome = JSON.stringify(result.body ?? '').includes(SORRY_TEXT) ? 'refused' : 'taken';
    });
    answers.push(answer);
    said.push({ mark, outcome: () => outcome });
  }

  async function run(): Promise<void> {
    for (let n = 1; !over.signal.aborted; n += 1) {
      claim(n);
      await sleep(random.between(pauseMs.least, pauseMs.most));
    }
  }
  const running = run();
  return {
    said,
    async stop() {
      over.abort();
      await running;
      await Promise.all(answers);
    },
  };
}

function isDelivered(slack: LocalSlack, ts: string): boolean {
  const delivery = slack.control.deliveries.find(({ payload }) => JSON.stringify(payload).includes(`"ts":"${ts}"`));
  return delivery?.tries.some(({ outcome }) => outcome?.kind === 'acked') ?? false;
}
