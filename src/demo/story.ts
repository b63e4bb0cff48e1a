import { objectsOf } from './slack/json.ts';
import type { LocalSlack } from './slack/options.ts';
import type { Message } from './slack/world/message.ts';

/** One step of the story: what was done and what was then seen in Slack. Units: `ms` from doing to seeing. */
export type Step = { step: string; seen: string; ms: number };

/** The story as it went; `failed` names the step that was not seen. Threads are the messages as they stood at the end. */
export type Story = { steps: Step[]; failed?: string; threads: Message[][]; told: Message[] };

const PATIENCE_MS = 20_000;

/**
 * Plays the whole main job without a person: a command, its thread, a refetch, a claim as a plain message, and who was told.
 * Fails: never; a step that is not seen in the local Slack ends the story and is named.
 */
export async function playStory(slack: LocalSlack): Promise<Story> {
  const { control } = slack;
  const story: Story = { steps: [], threads: [], told: [] };

  async function step(name: string, act: () => Promise<unknown>, look: () => string | undefined): Promise<void> {
    const from = performance.now();
    await act();
    const seen = await control.waitFor(look, PATIENCE_MS, name);
    story.steps.push({ step: name, seen, ms: Math.round(performance.now() - from) });
  }
  const roots = (): Message[] =>
    control.messages('claims').filter((message) => message.fromBot && message.threadTs === undefined);
  const thread = (index: number): readonly Message[] => {
    const root = roots()[index];
    return root === undefined ? [] : control.thread('claims', root.ts);
  };

  try {
    await step(
      'a card appears for /claim serial=SIM-3500-0042 symptom=light-print',
      () => control.typeCommand('ben', 'claims', '/claim serial=SIM-3500-0042 symptom=light-print'),
      () => (has(roots()[0], 'SIM-3500-0042') ? 'the card stands in #claims' : undefined),
    );
    await step(
      'the comparison with the same model completes in its thread',
      async () => undefined,
      () => {
        const table = thread(0).flatMap(tablesOf)[0];
        return table !== undefined && has(roots()[0], 'Complete') ? `a table of ${table.length - 1} rows` : undefined;
      },
    );
    await step(
      'the items and their reasons are in the thread, and a measure is proposed',
      async () => undefined,
      () =>
        thread(0).length >= 3 && has(roots()[0], 'Proposed')
          ? `${thread(0).length - 1} messages in the thread`
          : undefined,
    );
    await step(
      'the handler is told',
      async () => undefined,
      () => {
        const direct = control.dms('aiko').filter((message) => message.fromBot);
        const mentions = control.pings('aiko').length;
        return direct.length === 1 ? `one direct message, ${mentions} notices in all` : undefined;
      },
    );
    await step(
      'Refetch adds a column',
      async () => {
        const message = thread(0).find((reply) => buttonsOf(reply).includes('claim_refetch'));
        await control.press('ben', 'claims', message?.ts ?? '', 'claim_refetch');
      },
      () => {
        const head = JSON.stringify(thread(0).flatMap(tablesOf)[0]?.[0] ?? '');
        const isThere = head.includes('At claim') && head.includes('Now') && has(roots()[0], 'Fetch 2: Complete');
        return isThere ? 'at claim, now, change' : undefined;
      },
    );
    await step(
      'Take shows on the card',
      async () => {
        const message = thread(0).find((reply) => buttonsOf(reply).includes('claim_take'));
        await control.press('carla', 'claims', message?.ts ?? '', 'claim_take');
      },
      () => (has(roots()[0], 'Taken') ? 'taken by Carla Ruiz' : undefined),
    );
    await step(
      'a plain message opens a claim too: "SIM-1200-0031 keeps going offline"',
      async () => control.typeMessage('carla', 'claims', 'SIM-1200-0031 keeps going offline, the caller is upset'),
      () => (has(roots()[1], 'SIM-1200-0031') && has(roots()[1], 'Complete') ? 'a second card, complete' : undefined),
    );
    // The rest of the second thread is on its way at Slack's pace of a message a second.
    await control.waitFor(() => thread(1).length >= 3, PATIENCE_MS, 'the second thread');
  } catch (error) {
    story.failed = error instanceof Error ? error.message : String(error);
  }
  story.threads = [[...thread(0)], [...thread(1)]].filter((messages) => messages.length > 0);
  story.told = control.dms('aiko').filter((message) => message.fromBot);
  return story;
}

function has(message: Message | undefined, words: string): boolean {
  return message !== undefined && JSON.stringify([message.text, message.blocks]).includes(words);
}

function tablesOf(message: Message): unknown[][] {
  return message.blocks.flatMap((block) =>
    block['type'] === 'table' && Array.isArray(block['rows']) ? [block['rows']] : [],
  );
}

function buttonsOf(message: Message): unknown[] {
  return message.blocks.flatMap((block) =>
    block['type'] === 'actions' ? objectsOf(block['elements']).map((element) => element['action_id']) : [],
  );
}
