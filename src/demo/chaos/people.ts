import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../fleet/random.ts';
import type { LocalSlack } from '../slack/options.ts';

/** What people said, by the mark that each claim carries in its words, and whether Slack was told that it arrived. */
export type Said = { mark: string; isAcked: () => boolean };

/** People who make one claim after the other until they are told to stop. */
export type People = { said: Said[]; stop: () => Promise<void> };

const PAUSE_MS = { least: 150, most: 700 };

/** Starts them: most type the command, some write a plain message, in the claims channel. */
export function startPeople(slack: LocalSlack, serials: readonly string[], random: Random): People {
  const said: Said[] = [];
  const answers: Promise<unknown>[] = [];
  const over = new AbortController();

  function claim(n: number): void {
    const mark = `case-${n}.`;
    const serial = serials[n % serials.length] ?? '';
    if (random.chance(0.25)) {
      const { ts } = slack.control.typeMessage('ben', 'claims', `${serial} prints are too light, ${mark}`);
      said.push({ mark, isAcked: () => isDelivered(slack, ts) });
      return;
    }
    let isAcked = false;
    const typed = `/claim serial=${serial} symptom=light-print note=${mark}`;
    const answer = slack.control.typeCommand('ben', 'claims', typed).then(({ ok }) => (isAcked = ok));
    answers.push(answer);
    said.push({ mark, isAcked: () => isAcked });
  }

  async function run(): Promise<void> {
    for (let n = 1; !over.signal.aborted; n += 1) {
      claim(n);
      await sleep(random.between(PAUSE_MS.least, PAUSE_MS.most));
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
