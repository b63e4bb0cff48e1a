import { setTimeout as sleep } from 'node:timers/promises';
import type { Claim } from '../../core/claim.ts';
import type { Dossier } from '../../core/dossier.ts';
import type { IntakeResult, SymptomChoice } from '../../core/intake.ts';
import { isUserId } from '../blocks/view.ts';
import type { StepEnd } from '../calls/calls.ts';
import { troubleOf } from '../calls/trouble.ts';
import type { Room } from '../room.ts';
import { decodeSlackText } from '../text/decode.ts';
import { clip, escapeMrkdwn, oneLine } from '../text/escape.ts';
import { type Step, stepKey } from './step.ts';

/** A workflow waits no longer than this for its claim to be compared. Units: milliseconds. */
const PATIENCE_MS = 120_000;
/** How often it is looked whether it is. Units: milliseconds. */
const LOOK_EVERY_MS = 500;

/**
 * How a step ends: with its claim and what followed from it, or with what was wrong with its inputs; undefined where this process is to stop before that.
 * Shape: the same step again is the same claim. Units: `at`, when it was kept, milliseconds since 1970.
 * Fails: when the store is down or Slack gives no clear answer.
 */
export async function outcomeOfStep(room: Room, step: Step, at: number): Promise<StepEnd | undefined> {
  const { serial, words = '', channel, person } = step.inputs;
  const symptom = symptomOf(room.desk.symptoms(), step.inputs.symptom);
  const problem = problemOf(room, step, symptom) ?? (await channelProblem(room, channel ?? ''));
  if (problem !== undefined) return { error: problem };
  const result = await room.desk.intake(
    {
      sourceKey: stepKey(step),
      text: decodeSlackText(words),
      by: person ?? '',
      at,
      origin: { via: 'workflow', channel },
      given: { serial, ...(symptom === undefined ? {} : { symptoms: [symptom] }) },
    },
    'command',
  );
  if (result.kind !== 'claim') return { error: questionOf(result) };
  return outputsOf(room, result.claim, at);
}

/** A symptom by its id or by its title, case aside. */
function symptomOf(choices: readonly SymptomChoice[], said: string | undefined): string | undefined {
  const wanted = said?.toLowerCase();
  return choices.find(({ id, title }) => id === wanted || title.toLowerCase() === wanted)?.id;
}

/** What is wrong with what the workflow gave, before anything is looked up. */
function problemOf(room: Room, { inputs }: Step, symptom: string | undefined): string | undefined {
  const { serial, words, channel, person } = inputs;
  if (serial === undefined) return 'The serial number is missing.';
  if (inputs.symptom !== undefined && symptom === undefined) {
    return `There is no symptom ${escapeMrkdwn(oneLine(inputs.symptom), 80)}. ${oneOf(room.desk.symptoms())}`;
  }
  if (symptom === undefined && words === undefined) return 'Give a symptom, or the customer’s words.';
  if (channel === undefined) return 'The channel is missing.';
  if (person === undefined || !isUserId(person) || person === room.me.userId) {
    return 'The person who reports it is missing.';
  }
  return undefined;
}

/** A claim whose card nobody would see is not opened. */
async function channelProblem(room: Room, channel: string): Promise<string | undefined> {
  try {
    if ((await room.lanes.call('read', () => room.calls.channel(channel))).isMember) return undefined;
  } catch (error) {
    // Whatever Slack refuses here, it refuses again: a direct message, say, is none of our channels.
    if (troubleOf(error)?.kind !== 'refused') throw error;
  }
  return 'I am not in that channel: invite me there, then run it again.';
}

/** Why there is no claim yet. Customers are not named: whoever set the workflow off may be anybody. */
function questionOf(result: Exclude<IntakeResult, { kind: 'claim' }>): string {
  switch (result.kind) {
    case 'which-device': {
      const near = result.candidates.map(({ serial }) => escapeMrkdwn(oneLine(serial), 80));
      const hint = near.length === 0 ? '' : ` Did you mean ${near.join(' or ')}?`;
      return `No device has the serial number ${escapeMrkdwn(oneLine(result.said), 80)}.${hint}`;
    }
    case 'which-symptom':
      return `The words do not say for certain what is wrong. ${oneOf(result.candidates)}`;
    case 'help':
      return escapeMrkdwn(oneLine(result.problem), 500);
    case 'nothing':
      return 'That was not understood as a claim.';
  }
}

function oneOf(choices: readonly SymptomChoice[]): string {
  return clip(`Set the symptom to one of: ${choices.map(({ id }) => id).join(', ')}.`, 1000);
}

/** What the steps after it are given, once the claim is compared and its card stands, or nobody can wait for that any longer. */
async function outputsOf(room: Room, claim: Claim, at: number): Promise<StepEnd | undefined> {
  while (!room.stopping.aborted) {
    const dossier = await room.dossierOf(claim.id);
    const isDone = dossier === undefined || dossier.fetches.at(-1)?.phase === 'complete';
    const isLate = room.clock() - at >= PATIENCE_MS;
    const link = isDone || isLate ? await room.linkOf(claim.id) : undefined;
    if (isLate || (isDone && link !== undefined)) return { outputs: outputs(claim, dossier, link) };
    await sleep(LOOK_EVERY_MS, undefined, { signal: room.stopping }).catch(() => undefined);
  }
  return undefined;
}

/** What is not known is left out: no measure, no confidence, no link. Units: `confidence` in percent, 1 to 99. */
function outputs(
  { id, status }: Claim,
  dossier: Dossier | undefined,
  link: string | undefined,
): Record<string, string | number> {
  const last = dossier?.fetches.at(-1);
  const measure = last?.phase === 'complete' ? last.measures[0] : undefined;
  const { confidence } = measure ?? {};
  return {
    claim_number: id,
    state: dossier?.claim.status ?? status,
    ...(link === undefined ? {} : { thread_link: link }),
    ...(measure === undefined ? {} : { measure: clip(oneLine(measure.title), 150) }),
    ...(confidence === undefined ? {} : { confidence: Math.min(99, Math.max(1, Math.round(confidence * 100))) }),
  };
}
