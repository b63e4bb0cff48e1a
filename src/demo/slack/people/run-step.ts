import { APP_ID, type Person } from '../cast.ts';
import type { StepParameter } from '../app-facts.ts';
import { emitEvent } from '../delivery/events.ts';
import type { Engine } from '../engine.ts';
import type { Fields } from '../json.ts';
import { newId } from '../world/ids.ts';
import { parameterFaults } from '../world/parameter-faults.ts';
import type { StepRun } from '../world/step-run.ts';
import { changed } from '../world/world.ts';

/**
 * A person's workflow comes to a step of the app, which hears of it by function_executed.
 * Fails: RangeError for a step the app does not offer, and for inputs that Workflow Builder would not let through.
 */
export function runStep(engine: Engine, person: Person, callbackId: string, inputs: Fields): StepRun {
  const { world, facts } = engine;
  const step = facts.steps.get(callbackId);
  if (step === undefined) throw new RangeError(`the app has no step ${callbackId}`);
  const faults = parameterFaults(world, step.inputs, inputs);
  if (faults.length > 0) throw new RangeError(faults.join('; '));
  const run: StepRun = {
    id: newId('Fx'),
    callbackId,
    step,
    user: person.id,
    inputs,
    token: `xwfp-local-${newId('').toLowerCase()}`,
    state: 'running',
  };
  world.stepRuns.push(run);
  changed(world);
  emitEvent(engine, {
    type: 'function_executed',
    function: {
      id: 'Fn0LOCALSTEP',
      callback_id: callbackId,
      title: step.title,
      description: step.description,
      type: 'app',
      input_parameters: step.inputs.map(wireParameter),
      output_parameters: step.outputs.map(wireParameter),
      app_id: APP_ID,
      date_created: 1_700_000_000,
      date_updated: 1_700_000_000,
      date_deleted: 0,
    },
    inputs,
    function_execution_id: run.id,
    workflow_execution_id: newId('Wx'),
    event_ts: engine.newTs(),
    bot_access_token: run.token,
  });
  return run;
}

function wireParameter({ name, type, title, description, isRequired }: StepParameter): Fields {
  return { type, name, title, description, is_required: isRequired };
}
