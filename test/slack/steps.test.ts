import { afterEach, describe, expect, it } from 'vitest';
import { WebAPIPlatformError } from '@slack/web-api';
import fc from 'fast-check';
import type { IntakeResult } from '../../src/core/intake.ts';
import type { StepRun } from '../../src/demo/slack/world/step-run.ts';
import { takeUpKept } from '../../src/slack/keep-events.ts';
import { watchCalls } from '../../src/slack/calls/watch-calls.ts';
import { onStep } from '../../src/slack/listeners/on-step.ts';
import { readKeptStep, readStep, type Step } from '../../src/slack/listeners/step.ts';
import { openRedact } from '../../src/slack/secrets.ts';
import { type Bot, startTestBot } from './bot.ts';
import { NOW, sampleDossier, sampleFetch } from './dossiers.ts';
import { fakeRoom } from './fakes.ts';

const CHANNEL = 'C0CLAIMS001';
const INPUTS = { serial: 'SIM-3500-0042', words: 'too light', channel: CHANNEL, person: 'U0AIKOMORI1' };
const platformError = (error: string): Error => new WebAPIPlatformError({ ok: false, error });
const stepOf = (inputs: Partial<Record<string, string>>, execution = 'Fx1'): Step => {
  const step = readKeptStep({ execution, inputs: { ...INPUTS, ...inputs } });
  if (step === undefined) throw new Error('no step');
  return step;
};

/** A room in which the card of every claim stands. */
function roomWithCards(...args: Parameters<typeof fakeRoom>): ReturnType<typeof fakeRoom> {
  const made = fakeRoom(...args);
  made.room.linkOf = async (id) => `https://local.test/archives/${CHANNEL}/p${id}`;
  return made;
}

async function endOf(
  inputs: Partial<Record<string, string>>,
  understand?: () => IntakeResult,
): Promise<Record<string, unknown>> {
  const made = roomWithCards(understand);
  made.calls.outside.add('C0RANDOM001');
  await made.store.addIncoming('step:Fx1', stepOf(inputs), NOW);
  await onStep(made.room, stepOf(inputs), { at: NOW, token: 'xwfp-1' });
  expect(await made.store.listIncoming()).toEqual([]);
  expect(made.calls.ends).toHaveLength(1);
  return { ...made.calls.ends[0]?.end, claims: made.store.claims.size };
}

describe('what a workflow is given', () => {
  it('is the claim, its thread, its state, and the measure with how sure it is', async () => {
    expect(await endOf({ symptom: 'Prints TOO light' })).toEqual({
      outputs: {
        claim_number: 1,
        state: sampleDossier().claim.status,
        thread_link: `https://local.test/archives/${CHANNEL}/p1`,
        measure: sampleFetch().measures[0]?.title,
        ...(sampleFetch().measures[0]?.confidence === undefined
          ? {}
          : { confidence: Math.round((sampleFetch().measures[0]?.confidence ?? 0) * 100) }),
      },
      claims: 1,
    });
  });

  it('leaves out what is not known: no measure is none, and no confidence is none', async () => {
    const fetch = sampleFetch();
    const [measure] = fetch.measures;
    if (measure === undefined) throw new Error('the sample has a measure');
    for (const [measures, wanted] of [
      [[], {}],
      [[{ ...measure, confidence: undefined }], { measure: measure.title }],
      [[{ ...measure, confidence: 0.724 }], { measure: measure.title, confidence: 72 }],
      [[{ ...measure, confidence: 0 }], { measure: measure.title, confidence: 1 }],
    ] as const) {
      const dossier = sampleDossier({ fetches: [sampleFetch({ measures: [...measures] })] });
      const made = roomWithCards(undefined, dossier);
      await onStep(made.room, stepOf({}), { at: NOW });
      const end = made.calls.ends[0]?.end;
      const given = end !== undefined && 'outputs' in end ? Object.entries(end.outputs) : [];
      const ofMeasure = given.filter(([name]) => name === 'measure' || name === 'confidence');
      expect(Object.fromEntries(ofMeasure)).toEqual(wanted);
    }
  });

  it('is what there is after two minutes, when nobody can wait any longer', async () => {
    const reading = sampleFetch({ phase: 'reading', measures: sampleFetch().measures });
    const made = fakeRoom(undefined, sampleDossier({ fetches: [reading] }));
    await onStep(made.room, stepOf({}), { at: NOW - 120_000 });
    expect(made.calls.ends[0]?.end).toEqual({ outputs: { claim_number: 1, state: sampleDossier().claim.status } });
  });
});

describe('inputs', () => {
  it.each([
    [{ serial: ' ' }, 'The serial number is missing.'],
    [
      { symptom: '<!channel> x' },
      'There is no symptom &lt;!channel&gt; x. Set the symptom to one of: light-print, jam-feed.',
    ],
    [{ words: '' }, 'Give a symptom, or the customer’s words.'],
    [{ channel: '' }, 'The channel is missing.'],
    [{ person: 'somebody' }, 'The person who reports it is missing.'],
    [{ person: 'U0CLAIMBOT1' }, 'The person who reports it is missing.'],
    [{ channel: 'C0RANDOM001' }, 'I am not in that channel: invite me there, then run it again.'],
  ])('%j end the step with clear words, and no claim is opened', async (inputs, error) => {
    expect(await endOf(inputs)).toEqual({ error, claims: 0 });
  });

  it('that name no device are told with near serials, and with no customer', async () => {
    const candidates = [{ serial: 'SIM-3500-0042', model: 'SIM 3500', customer: 'Hidden Ltd' }];
    const result: IntakeResult = { kind: 'which-device', said: 'SIM-35OO-0042', candidates, symptoms: [] };
    expect(await endOf({ serial: 'SIM-35OO-0042' }, () => result)).toEqual({
      error: 'No device has the serial number SIM-35OO-0042. Did you mean SIM-3500-0042?',
      claims: 0,
    });
  });

  it('whose words are not sure name what to choose from', async () => {
    const candidates = [{ id: 'light-print', title: 'Prints too light' }];
    expect(await endOf({}, () => ({ kind: 'which-symptom', serial: 'S', candidates }))).toMatchObject({
      error: 'The words do not say for certain what is wrong. Set the symptom to one of: light-print.',
    });
  });

  it('of any kind are read without a throw, and the token of a run is no part of what is kept', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (inputs, execution) => {
        const read = readStep({
          type: 'function_executed',
          function: { callback_id: 'open_claim' },
          function_execution_id: execution,
          inputs,
          bot_access_token: 'xwfp-secret',
        });
        expect(read === undefined).toBe(typeof execution !== 'string' || execution === '');
        expect(JSON.stringify(read?.step ?? {})).not.toContain('xwfp-secret');
      }),
    );
    expect(openRedact([])('bad token xwfp-1-2-abc here')).toBe('bad token [secret] here');
  });
});

describe('the end of a step', () => {
  it('is told with our own token where the one of the run is not good any more', async () => {
    for (const code of ['token_expired', 'access_denied']) {
      const made = roomWithCards();
      made.calls.fail('end-step', platformError(code));
      await onStep(made.room, stepOf({}), { at: NOW, token: 'xwfp-1' });
      expect(made.calls.log.filter((line) => line.startsWith('end-step'))).toEqual([
        'end-step Fx1 xwfp-1',
        'end-step Fx1 own',
      ]);
      expect(made.calls.ends).toHaveLength(1);
    }
  });

  it('says nothing of our own token where that of the run was taken back', async () => {
    const made = roomWithCards();
    const gone: string[] = [];
    made.room.calls = watchCalls(made.room.calls, (code) => void gone.push(code));
    made.calls.fail('end-step', platformError('token_revoked'));
    await onStep(made.room, stepOf({}), { at: NOW, token: 'xwfp-1' });
    expect([gone, made.calls.ends.length]).toEqual([[], 1]);
    made.calls.fail('end-step', platformError('token_revoked'));
    await onStep(made.room, stepOf({}), { at: NOW });
    expect(gone).toEqual(['token_revoked']);
  });

  it('comes where Slack will not tell of the channel, a direct message say', async () => {
    const made = roomWithCards();
    await made.store.addIncoming('step:Fx1', stepOf({}), NOW);
    made.calls.fail('channel', platformError('missing_scope'));
    await onStep(made.room, stepOf({}), { at: NOW });
    expect(made.calls.ends[0]?.end).toEqual({ error: expect.stringContaining('I am not in that channel') });
    expect(await made.store.listIncoming()).toEqual([]);
  });

  it('that was told already is left alone, and the step is done with', async () => {
    for (const code of ['execution_not_in_running_state', 'function_execution_not_found']) {
      const made = roomWithCards();
      await made.store.addIncoming('step:Fx1', stepOf({}), NOW);
      made.calls.fail('end-step', platformError(code));
      await onStep(made.room, stepOf({}), { at: NOW });
      expect(await made.store.listIncoming()).toEqual([]);
      expect(made.logged).toEqual([]);
    }
  });

  it('that Slack refuses is logged, and an app that is installed otherwise is told so in its workflow', async () => {
    const made = roomWithCards();
    made.calls.fail('end-step', platformError('parameter_validation_failed'));
    await onStep(made.room, stepOf({}), { at: NOW });
    expect(made.logged).toContainEqual({
      level: 'error',
      event: 'slack.step-refused',
      facts: { execution: 'Fx1', code: 'parameter_validation_failed' },
    });
    expect(made.calls.ends.map(({ end }) => end)).toEqual([{ error: expect.stringContaining('reinstall the app') }]);
  });

  it('that got no answer is told again, of the same claim', async () => {
    const made = roomWithCards();
    await made.store.addIncoming('step:Fx1', stepOf({}), NOW);
    made.calls.fail('end-step', platformError('internal_error'), true);
    await onStep(made.room, stepOf({}), { at: NOW });
    expect(made.logged.map(({ event }) => event)).toEqual(['slack.listener-failed', 'taken-up-later']);
    await takeUpKept(made.room);
    await expect.poll(() => made.calls.ends.length).toBe(2);
    await expect.poll(() => made.store.listIncoming()).toEqual([]);
    expect(made.store.claims.size).toBe(1);
  });

  it('is left to the next process by one that is to stop', async () => {
    const made = fakeRoom(undefined, sampleDossier({ fetches: [sampleFetch({ phase: 'reading' })] }));
    const stopping = new AbortController();
    made.room.stopping = stopping.signal;
    await made.store.addIncoming('step:Fx1', stepOf({}), NOW);
    const running = onStep(made.room, stepOf({}), { at: NOW });
    await expect.poll(() => made.store.claims.size).toBe(1);
    stopping.abort();
    await running;
    expect(made.calls.ends).toEqual([]);
    expect((await made.store.listIncoming()).map(({ key }) => key)).toEqual(['step:Fx1']);
  });
});

describe.each(['socket', 'http'] as const)('over %s', (mode) => {
  const running: Bot[] = [];
  afterEach(async () => {
    for (const bot of running.splice(0)) await bot.stop();
  });
  async function start(): Promise<Bot> {
    const bot = await startTestBot({ mode });
    running.push(bot);
    return bot;
  }
  async function restart(bot: Bot, over?: Parameters<Bot['restart']>[0]): Promise<Bot> {
    const next = await bot.restart(over);
    running.splice(running.indexOf(bot), 1, next);
    return next;
  }
  const ended = (bot: Bot, { id }: StepRun): Promise<StepRun> =>
    bot.slack.control.waitFor(
      () => bot.slack.control.stepRuns().find((run) => run.id === id && run.state !== 'running'),
      20_000,
      'the end of the step',
    );

  it('a step opens a claim, and the workflow goes on with its number, its thread and its measure', async () => {
    const bot = await start();
    const { control } = bot.slack;
    const run = await ended(bot, control.runStep('ben', 'open_claim', INPUTS));
    const [root] = control.messages(CHANNEL).filter(({ fromBot }) => fromBot);
    expect(run).toMatchObject({ state: 'completed', outputs: { claim_number: 1, measure: 'Replace the black drum' } });
    expect(run.outputs?.['thread_link']).toContain(`/archives/${CHANNEL}/p${root?.ts.replace('.', '')}`);
    expect(bot.desk.heard.map(({ by, origin }) => ({ by, origin }))).toEqual([
      { by: 'U0AIKOMORI1', origin: { via: 'workflow', channel: CHANNEL } },
    ]);
  });

  it('a step that is delivered again is the same claim, and ends once', async () => {
    const bot = await start();
    const { control } = bot.slack;
    const run = control.runStep('ben', 'open_claim', INPUTS);
    const delivery = await control.waitFor(() => control.deliveries.find(({ type }) => type === 'function_executed'));
    expect(control.redeliver(delivery.id)).toBe(true);
    await ended(bot, run);
    expect(control.redeliver(delivery.id)).toBe(true);
    await control.waitFor(
      () => delivery.tries.length === 3 && delivery.tries.every((one) => one.outcome !== undefined),
    );
    await bot.side.idle();
    expect(delivery.tries.map((one) => one.outcome?.kind)).toEqual(['acked', 'acked', 'acked']);
    expect(bot.store.claims.size).toBe(1);
    expect(control.calls.filter(({ method }) => method.startsWith('functions.'))).toHaveLength(1);
  });

  it('a step that was kept is ended by the next process, with the bot’s own token', async () => {
    // The first process tries it again later than it lives.
    const bot = await restart(await start(), { takeUpAgainMs: 3_600_000 });
    const { control } = bot.slack;
    control.failNext('functions.completeSuccess', { kind: 'drop' });
    const run = control.runStep('ben', 'open_claim', INPUTS);
    await expect
      .poll(() => bot.logged.map(({ event }) => event), { timeout: 20_000 })
      .toContain('slack.listener-failed');
    expect((await bot.store.listIncoming()).map(({ key }) => key)).toEqual([`step:${run.id}`]);
    expect(run.state).toBe('running');
    const next = await restart(bot);
    expect(await ended(next, run)).toMatchObject({ state: 'completed', outputs: { claim_number: 1 } });
    await next.side.idle();
    expect(await next.store.listIncoming()).toEqual([]);
    expect(next.store.claims.size).toBe(1);
  });

  it('inputs that are wrong end the workflow with words to whoever set it off', async () => {
    const bot = await start();
    const run = await ended(bot, bot.slack.control.runStep('ben', 'open_claim', { ...INPUTS, channel: 'C0RANDOM001' }));
    expect(run).toMatchObject({ state: 'failed', error: expect.stringContaining('I am not in that channel') });
    expect(bot.store.claims.size).toBe(0);
  });
});
