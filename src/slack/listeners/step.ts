import { isFields } from '../fields.ts';
import { STEPS } from '../ids.ts';

type Input = (typeof STEPS.openClaim.inputs)[number];

/**
 * A step of a workflow that is to open a claim, as it is kept until it has ended.
 * Shape: `execution` names this run of it; `inputs` are texts as the workflow gave them, without those it left empty.
 */
export type Step = { execution: string; inputs: Partial<Record<Input, string>> };

/**
 * A run of our step, with the token that Slack gave for it, which is kept nowhere; undefined for any other event.
 * Shape: `event` as Slack sends it. Fails: never.
 */
export function readStep(event: unknown): { step: Step; token: string | undefined } | undefined {
  if (!isFields(event) || event['type'] !== 'function_executed' || !isFields(event['function'])) return undefined;
  if (event['function']['callback_id'] !== STEPS.openClaim.id) return undefined;
  const { function_execution_id, inputs, bot_access_token } = event;
  const step = readKeptStep({ execution: function_execution_id, inputs });
  const token = typeof bot_access_token === 'string' && bot_access_token !== '' ? bot_access_token : undefined;
  return step === undefined ? undefined : { step, token };
}

/** Reads a kept step back. Fails: never; what is not one is undefined. */
export function readKeptStep(body: unknown): Step | undefined {
  if (!isFields(body)) return undefined;
  const { execution, inputs } = body;
  if (typeof execution !== 'string' || execution === '') return undefined;
  const step: Step = { execution, inputs: {} };
  for (const name of STEPS.openClaim.inputs) {
    const value = isFields(inputs) ? inputs[name] : undefined;
    if (typeof value === 'string' && value.trim() !== '') step.inputs[name] = value.trim();
  }
  return step;
}

/** The key under which a step is kept: however often Slack delivers a run of it, it is one. */
export function stepKey({ execution }: Step): string {
  return `step:${execution}`;
}
