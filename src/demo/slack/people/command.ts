import { APP_ID, type Channel, type Person } from '../cast.ts';
import { Refusal } from '../api/method.ts';
import { hasScope } from '../app-facts.ts';
import type { Outcome } from '../delivery/delivery.ts';
import type { Engine } from '../engine.ts';
import { isFields, textOf } from '../json.ts';
import { postNotice } from '../world/post.ts';
import { encodeCommandText } from '../world/typed-text.ts';
import { answerWith } from './answer-with.ts';
import { wireChannelName } from './who.ts';

/** How a command went, as the person sees it. */
export type CommandResult =
  | { readonly ok: true; readonly body: unknown }
  | { readonly ok: false; readonly error: string };

/**
 * A person sends a slash command; the app has three seconds to acknowledge it.
 * Shape: `typed` with its slash, such as `/claim serial=1`.
 * Fails: never; the person sees why it did not work.
 */
export async function runCommand(
  engine: Engine,
  person: Person,
  channel: Channel,
  typed: string,
  threadTs?: string,
): Promise<CommandResult> {
  const [, command = '', words = ''] = /^(\/\S+)\s*([\s\S]*)$/.exec(typed.trim()) ?? [];
  const known = engine.facts.commands;
  const fail = (error: string, text: string): CommandResult => {
    postNotice(engine, person.id, channel.id, text);
    return { ok: false, error };
  };
  if (command === '' || known?.has(command) === false || !hasScope(engine.facts, ['commands'])) {
    return fail('invalid_command', `\`${command || typed}\` is not a valid command.`);
  }
  if (threadTs !== undefined) {
    return fail('not_in_threads', `\`${command}\` is not supported in threads. Sorry!`);
  }
  const isEscaped = known === null || known.get(command)?.isEscaped === true;
  const target = { user: person.id, channel: channel.id };
  const outcome = await engine.delivery.ask('slash_commands', {
    token: 'local-verification-token',
    team_id: engine.team.id,
    team_domain: engine.team.domain,
    channel_id: channel.id,
    channel_name: wireChannelName(channel),
    user_id: person.id,
    user_name: person.handle,
    command,
    text: encodeCommandText(engine.world, words, isEscaped),
    api_app_id: APP_ID,
    is_enterprise_install: 'false',
    response_url: engine.responseUrls.make(target),
    trigger_id: engine.triggers.make(person.id),
  });
  if (outcome.kind === 'failed') {
    const error = errorWord(outcome);
    return fail(error, `${command} failed with the error "${error}"`);
  }
  const body = typeof outcome.body === 'string' ? { text: outcome.body } : outcome.body;
  if (!isFields(body) || (textOf(body['text']) === '' && body['blocks'] === undefined)) return { ok: true, body };
  try {
    answerWith(engine, target, body);
    return { ok: true, body };
  } catch (error) {
    if (error instanceof Refusal) return fail(error.message, `${command} failed with the error "${error.message}"`);
    throw error;
  }
}

/** What a person is told when the app did not answer a command or an interaction. */
export function errorWord(outcome: Extract<Outcome, { kind: 'failed' }>): string {
  const isLate = outcome.reason === 'timeout' || outcome.reason === 'http_timeout';
  return isLate ? 'operation_timeout' : 'dispatch_failed';
}
