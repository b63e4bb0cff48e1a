import { readFileSync } from 'node:fs';
import { WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { fieldsOf } from '../../../src/demo/slack/json.ts';
import type { LocalSlack } from '../../../src/demo/slack/options.ts';
import { startLocalSlack } from '../../../src/demo/slack/start-local-slack.ts';
import { SILENT } from './raw-socket.ts';

let slack: LocalSlack;

const INPUTS = { serial: 'SIM-1', words: 'too light', channel: 'C0CLAIMS001', person: 'U0AIKOMORI1' };

async function start(manifest: unknown = parse(readFileSync('manifest.yml', 'utf8'))): Promise<void> {
  slack = await startLocalSlack({ transport: 'socket', limits: { postsPerSecondPerChannel: null }, manifest });
}

/** Slack's error word; `ok` where it took the call. */
async function call(method: string, args: Record<string, unknown>, token = slack.botToken): Promise<unknown> {
  const client = new WebClient(token, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: SILENT,
  });
  try {
    await client.apiCall(method, args);
    return 'ok';
  } catch (error) {
    return error instanceof Error && 'data' in error ? fieldsOf(error.data)['error'] : String(error);
  }
}

const success = (id: string, outputs: unknown, token?: string): Promise<unknown> =>
  call('functions.completeSuccess', { function_execution_id: id, outputs }, token);
const failure = (id: string, error: string, token?: string): Promise<unknown> =>
  call('functions.completeError', { function_execution_id: id, error }, token);

beforeEach(() => start());
afterEach(() => slack.stop());

describe('a step of a workflow', () => {
  it('is told to the app as Slack tells it, with a token of its own', async () => {
    const run = slack.control.runStep('ben', 'open_claim', INPUTS);
    const delivery = await slack.control.waitFor(() =>
      slack.control.deliveries.find(({ type }) => type === 'function_executed'),
    );
    const event = fieldsOf(delivery.payload['event']);
    expect(event).toMatchObject({ inputs: INPUTS, function_execution_id: run.id, bot_access_token: run.token });
    const step = fieldsOf(event['function']);
    expect(step).toMatchObject({ callback_id: 'open_claim', type: 'app', title: 'Open a claim' });
    expect(step['input_parameters']).toContainEqual(
      expect.objectContaining({ name: 'channel', type: 'slack#/types/channel_id', is_required: true }),
    );
    expect(run.state).toBe('running');
  });

  it('runs only as the manifest declares it', async () => {
    const { control } = slack;
    expect(() => control.runStep('ben', 'no_such_step', INPUTS)).toThrow('no step no_such_step');
    expect(() => control.runStep('ben', 'open_claim', { ...INPUTS, serial: '' })).toThrow('serial is missing');
    expect(() => control.runStep('ben', 'open_claim', { ...INPUTS, channel: 'C1' })).toThrow(
      'channel is no slack#/types/channel_id',
    );
    expect(() => control.runStep('ben', 'open_claim', { ...INPUTS, colour: 'red' })).toThrow('colour is not declared');
    expect(control.stepRuns()).toEqual([]);
    await slack.stop();
    const manifest = fieldsOf(parse(readFileSync('manifest.yml', 'utf8')));
    await start({ ...manifest, settings: { ...fieldsOf(manifest['settings']), org_deploy_enabled: false } });
    expect(() => slack.control.runStep('ben', 'open_claim', INPUTS)).toThrow('no step open_claim');
  });

  it('ends once, with outputs that are what the manifest declares', async () => {
    const run = slack.control.runStep('ben', 'open_claim', INPUTS);
    const refused = 'parameter_validation_failed';
    expect(await success(run.id, { claim_number: 1 })).toBe(refused);
    expect(await success(run.id, { claim_number: '1', state: 'open' })).toBe(refused);
    expect(await success(run.id, { claim_number: 1, state: 'open', more: 1 })).toBe(refused);
    expect(await success(run.id, 'open')).toBe(refused);
    expect(run.state).toBe('running');
    expect(await success(run.id, { claim_number: 1, state: 'open' })).toBe('ok');
    expect(run).toMatchObject({ state: 'completed', outputs: { claim_number: 1, state: 'open' } });
    expect(await success(run.id, { claim_number: 2, state: 'open' })).toBe('execution_not_in_running_state');
    expect(await failure(run.id, 'too late')).toBe('execution_not_in_running_state');
    expect(run.outputs).toEqual({ claim_number: 1, state: 'open' });
    expect(await success('FxUNKNOWN', { claim_number: 1, state: 'open' })).toBe('function_execution_not_found');
  });

  it('ends with words, which Slackbot takes to whoever set the workflow off', async () => {
    const run = slack.control.runStep('ben', 'open_claim', INPUTS);
    expect(await failure(run.id, '')).toBe('invalid_arguments');
    expect(await failure(run.id, 'No such device.')).toBe('ok');
    expect(run).toMatchObject({ state: 'failed', error: 'No such device.' });
    const said = slack.control.messages('DU0BENOKAFO1USLACKBOT');
    expect(said.map(({ text }) => text)).toEqual(['The step “Open a claim” did not work: No such device.']);
  });

  it('is ended by the bot or by its own token, and by no other; its own is good for nothing else', async () => {
    const [first, second] = [INPUTS, INPUTS].map((inputs) => slack.control.runStep('ben', 'open_claim', inputs));
    const outputs = { claim_number: 1, state: 'open' };
    expect(await success(first?.id ?? '', outputs, second?.token)).toBe('access_denied');
    expect(await success(first?.id ?? '', outputs, slack.appToken)).toBe('not_allowed_token_type');
    expect(await success(first?.id ?? '', outputs, 'xwfp-another')).toBe('invalid_auth');
    expect(await call('chat.postMessage', { channel: INPUTS.channel, text: 'x' }, first?.token)).toBe(
      'not_allowed_token_type',
    );
    expect(await success(first?.id ?? '', outputs, first?.token)).toBe('ok');
    expect(await success(second?.id ?? '', outputs)).toBe('ok');
  });

  it('can be run over HTTP, which gives its token to nobody', async () => {
    const response = await fetch(`${slack.url}_control/step`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user: 'ben', callbackId: 'open_claim', inputs: INPUTS }),
    });
    const run: unknown = await response.json();
    expect(run).toMatchObject({ callbackId: 'open_claim', state: 'running', inputs: INPUTS });
    expect(JSON.stringify(run)).not.toContain('xwfp-');
  });
});
