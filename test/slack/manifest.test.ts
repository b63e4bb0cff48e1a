import { readFileSync } from 'node:fs';
import { App, type Receiver } from '@slack/bolt';
import { describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { BOT_EVENTS, BOT_SCOPES, EVENTS, SHORTCUTS, STEPS } from '../../src/slack/ids.ts';
import { listenersOf, register } from '../../src/slack/register.ts';
import { fakeRoom } from './fakes.ts';

const parameters = z.record(
  z.string(),
  z.object({
    name: z.string(),
    type: z.enum(['string', 'integer', 'slack#/types/channel_id', 'slack#/types/user_id']),
    title: z.string().min(1),
    description: z.string().min(1),
    is_required: z.boolean(),
  }),
);

const manifest = z
  .object({
    functions: z.record(
      z.string(),
      z.object({
        title: z.string().min(1),
        description: z.string().min(1),
        input_parameters: parameters,
        output_parameters: parameters,
      }),
    ),
    features: z.object({
      slash_commands: z.array(z.object({ command: z.string(), should_escape: z.boolean(), usage_hint: z.string() })),
      shortcuts: z.array(
        z.object({
          name: z.string().max(24),
          type: z.enum(['message', 'global']),
          callback_id: z.string().max(255),
          description: z.string().max(150),
        }),
      ),
    }),
    oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
    settings: z.object({
      event_subscriptions: z.object({ bot_events: z.array(z.string()) }),
      interactivity: z.object({ is_enabled: z.boolean() }),
      socket_mode_enabled: z.boolean(),
      org_deploy_enabled: z.boolean(),
      function_runtime: z.string(),
    }),
  })
  .parse(parse(readFileSync('manifest.yml', 'utf8')));

/** What the app listens to; steps are seen at Bolt's own method. */
function registered(): {
  commands: string[];
  actions: string[];
  views: string[];
  events: string[];
  shortcuts: string[];
  steps: unknown[];
} {
  const receiver: Receiver = { init: () => undefined, start: async () => undefined, stop: async () => undefined };
  const app = new App({ token: 'xoxb-test', botId: 'B1', botUserId: 'U1', receiver });
  const step = vi.spyOn(app, 'function');
  const { room } = fakeRoom();
  register(app, room, (work) => work);
  const { commands, actions, views, events, shortcuts } = listenersOf(room, (work) => work);
  return {
    commands: [...commands.keys()],
    actions: [...actions.keys()],
    views: [...views.keys()],
    events: [...events.keys()],
    shortcuts: [...shortcuts.keys()],
    steps: step.mock.calls.map((args) => args[0]),
  };
}

describe('manifest.yml', () => {
  it('declares exactly the commands the app listens to, with Slack escaping their text', () => {
    const { slash_commands } = manifest.features;
    expect(slash_commands.map(({ command }) => command)).toEqual(registered().commands);
    expect(
      slash_commands.every(({ should_escape, usage_hint }) => should_escape && usage_hint.includes('serial=')),
    ).toBe(true);
  });

  it('declares exactly the shortcuts the app listens to, each of its type', () => {
    const { shortcuts } = manifest.features;
    expect(shortcuts.map(({ callback_id }) => callback_id).sort()).toEqual(registered().shortcuts.sort());
    expect(Object.fromEntries(shortcuts.map(({ type, callback_id }) => [type, callback_id]))).toEqual(SHORTCUTS);
  });

  it('subscribes to exactly the events the app listens to', () => {
    expect(registered().events).toEqual([...EVENTS]);
    expect([...manifest.settings.event_subscriptions.bot_events].sort()).toEqual([...BOT_EVENTS].sort());
    const types = new Set(manifest.settings.event_subscriptions.bot_events.map((name) => name.split('.')[0] ?? ''));
    expect([...types].sort()).toEqual([...EVENTS, 'app_uninstalled', 'function_executed', 'tokens_revoked'].sort());
  });

  it('declares exactly the steps the app runs, with the inputs it reads and the outputs it gives, for an app that may have steps', () => {
    expect(Object.keys(manifest.functions)).toEqual(registered().steps);
    for (const { id, inputs, outputs } of Object.values(STEPS)) {
      const { input_parameters, output_parameters } = manifest.functions[id] ?? {};
      expect(Object.keys(input_parameters ?? {})).toEqual([...inputs]);
      expect(Object.keys(output_parameters ?? {})).toEqual([...outputs]);
      for (const [key, { name }] of Object.entries({ ...input_parameters, ...output_parameters })) {
        expect(name).toBe(key);
      }
    }
    const { org_deploy_enabled, function_runtime } = manifest.settings;
    expect({ org_deploy_enabled, function_runtime }).toEqual({ org_deploy_enabled: true, function_runtime: 'remote' });
  });

  it('enables interactivity because buttons and forms are registered, and Socket Mode', () => {
    const { actions, views } = registered();
    expect(actions.length).toBeGreaterThan(0);
    expect(views.length).toBeGreaterThan(0);
    expect(manifest.settings.interactivity.is_enabled).toBe(true);
    expect(manifest.settings.socket_mode_enabled).toBe(true);
  });

  it('asks for exactly the scopes that calls and events need', () => {
    expect([...manifest.oauth_config.scopes.bot].sort()).toEqual(Object.keys(BOT_SCOPES).sort());
  });
});
