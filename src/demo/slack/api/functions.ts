import { NOTICES } from '../cast.ts';
import type { Engine } from '../engine.ts';
import { textOf, unpacked } from '../json.ts';
import { postMessage } from '../world/post.ts';
import { parameterFaults } from '../world/parameter-faults.ts';
import type { StepRun } from '../world/step-run.ts';
import { changed, openDirect } from '../world/world.ts';
import { type Call, type Methods, Refusal } from './method.ts';

/**
 * How a step of a workflow ends, once: with its outputs, or with words for whoever set the workflow off.
 * Source: docs.slack.dev, functions.completeSuccess and functions.completeError.
 */
export const FUNCTION_METHODS: Methods = {
  'functions.completeSuccess': {
    token: 'step',
    tier: 3,
    run(call) {
      const { engine } = call;
      const run = runningStep(call);
      const outputs = unpacked(call.args['outputs']);
      const faults = parameterFaults(engine.world, run.step.outputs, outputs);
      if (faults.length > 0) {
        throw new Refusal('parameter_validation_failed', { response_metadata: { messages: faults } });
      }
      Object.assign(run, { state: 'completed', outputs });
      changed(engine.world);
      return {};
    },
  },
  'functions.completeError': {
    token: 'step',
    tier: 3,
    run(call) {
      const { engine } = call;
      const run = runningStep(call);
      const error = textOf(call.args['error']);
      if (error === '') throw new Refusal('invalid_arguments');
      Object.assign(run, { state: 'failed', error });
      tellFailure(engine, run, error);
      return {};
    },
  },
};

function runningStep({ engine, args, token }: Call): StepRun {
  const id = textOf(args['function_execution_id']);
  const run = engine.world.stepRuns.find((one) => one.id === id);
  if (run === undefined) throw new Refusal('function_execution_not_found');
  if (token !== engine.tokens.bot && token !== run.token) throw new Refusal('access_denied');
  if (run.state !== 'running') throw new Refusal('execution_not_in_running_state');
  return run;
}

/** Slackbot writes to whoever set the workflow off. */
function tellFailure(engine: Engine, run: StepRun, error: string): void {
  const { channel } = openDirect(engine.world, [NOTICES.id, run.user]);
  const text = `The step “${run.step.title}” did not work: ${error}`;
  postMessage(engine, channel, { user: NOTICES.id, text });
}
