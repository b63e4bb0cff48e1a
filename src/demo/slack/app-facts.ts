import { fieldsOf, listOf, objectsOf, textOf } from './json.ts';

/** A shortcut the app offers. */
interface ShortcutFact {
  readonly name: string;
  readonly type: 'message' | 'global';
  readonly callbackId: string;
}

/** One input or output of a step, as the manifest declares it. */
export interface StepParameter {
  readonly name: string;
  readonly type: string;
  readonly title: string;
  readonly description: string;
  readonly isRequired: boolean;
}

/** A step that the app offers to Workflow Builder. */
export interface StepFact {
  readonly title: string;
  readonly description: string;
  readonly inputs: readonly StepParameter[];
  readonly outputs: readonly StepParameter[];
}

/** What the app's manifest allows; null means no manifest was given and everything is allowed. */
export interface AppFacts {
  readonly scopes: ReadonlySet<string> | null;
  readonly events: ReadonlySet<string> | null;
  /** By command with its slash; the value says whether mentions and links in its text are escaped. */
  readonly commands: ReadonlyMap<string, { readonly isEscaped: boolean; readonly hint: string }> | null;
  readonly shortcuts: readonly ShortcutFact[] | null;
  /** Steps for Workflow Builder, by callback id; Slack runs none that no manifest declares, nor of an app that is not ready for organisations. */
  readonly steps: ReadonlyMap<string, StepFact>;
  readonly isInteractive: boolean;
  readonly hasHome: boolean;
  /** Whether people may write to the app directly. */
  readonly takesMessages: boolean;
}

/** What a parsed manifest allows. */
export function readAppFacts(manifest: unknown): AppFacts {
  if (manifest === undefined) {
    const open = { isInteractive: true, hasHome: true, takesMessages: true };
    return { scopes: null, events: null, commands: null, shortcuts: null, steps: new Map(), ...open };
  }
  const features = fieldsOf(fieldsOf(manifest)['features']);
  const home = fieldsOf(features['app_home']);
  const settings = fieldsOf(fieldsOf(manifest)['settings']);
  const oauth = fieldsOf(fieldsOf(manifest)['oauth_config']);
  const commands = objectsOf(features['slash_commands']).map(
    (each) =>
      [
        textOf(each['command']),
        { isEscaped: each['should_escape'] === true, hint: textOf(each['usage_hint']) },
      ] as const,
  );
  return {
    scopes: new Set(listOf(fieldsOf(oauth['scopes'])['bot']).map(textOf)),
    events: new Set(listOf(fieldsOf(settings['event_subscriptions'])['bot_events']).map(textOf)),
    commands: new Map(commands),
    shortcuts: objectsOf(features['shortcuts']).map((each) => ({
      name: textOf(each['name']),
      type: each['type'] === 'message' ? 'message' : 'global',
      callbackId: textOf(each['callback_id']),
    })),
    steps: settings['org_deploy_enabled'] === true ? stepsOf(fieldsOf(manifest)['functions']) : new Map(),
    isInteractive: fieldsOf(settings['interactivity'])['is_enabled'] === true,
    hasHome: home['home_tab_enabled'] === true,
    takesMessages: home['messages_tab_enabled'] === true && home['messages_tab_read_only_enabled'] !== true,
  };
}

function stepsOf(functions: unknown): Map<string, StepFact> {
  return new Map(
    Object.entries(fieldsOf(functions)).map(([callbackId, step]) => {
      const { title, description, input_parameters, output_parameters } = fieldsOf(step);
      const parameters = { inputs: parametersOf(input_parameters), outputs: parametersOf(output_parameters) };
      return [callbackId, { title: textOf(title), description: textOf(description), ...parameters }];
    }),
  );
}

function parametersOf(parameters: unknown): StepParameter[] {
  return Object.entries(fieldsOf(parameters)).map(([name, parameter]) => {
    const { type, title, description, is_required } = fieldsOf(parameter);
    return {
      name,
      type: textOf(type),
      title: textOf(title),
      description: textOf(description),
      isRequired: is_required === true,
    };
  });
}

/** True when no manifest was given, or it asks for one of these scopes. */
export function hasScope(facts: AppFacts, anyOf: readonly string[]): boolean {
  const { scopes } = facts;
  return scopes === null || anyOf.length === 0 || anyOf.some((scope) => scopes.has(scope));
}
