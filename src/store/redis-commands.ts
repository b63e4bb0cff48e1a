import { createHash } from 'node:crypto';
import { groupByNode } from './redis-client.ts';
import type { RedisClient } from './redis-client.ts';
import { wasNotDone } from './redis-faults.ts';

/** What a command is given. */
export type RedisValue = string | number | Buffer;

/** A command: its name, its key, the rest. */
export type RedisCommand = readonly [name: string, key: string, ...rest: RedisValue[]];

/** One run of a script; its keys are of one hash slot. */
export type ScriptRun = { keys: string[]; values: RedisValue[] };

/** How often a command is sent again that another node has to take, or that must be asked later, and after which pause. */
const MOST_TRIES = 20;
const PAUSE_MS = 100;

/** More commands than this go out in several pipelines, one after the other, so that no answer waits for all of them. */
const COMMANDS_PER_PIPELINE = 1_000;

/** What is sent to a Redis. */
export type Commands = {
  /** Sends commands together, those of one node in one pipeline. Fails: with the first error; the others may have been done. */
  bulk(commands: RedisCommand[]): Promise<unknown[]>;
  /** The same with answers as they are, for what is no text. */
  bulkBuffers(commands: RedisCommand[]): Promise<unknown[]>;
  /** Runs a script, which is atomic. Bodies are opaque texts to scripts: Lua's JSON would turn `[]` into `{}` and shorten numbers. */
  run(lua: string, keys: string[], values: RedisValue[]): Promise<unknown>;
  /** Runs a script several times, together. */
  runAll(lua: string, runs: ScriptRun[]): Promise<unknown[]>;
  /** One field of many hashes, in the order of their keys; null where there is none. */
  fieldOf(keys: string[], field: string): Promise<unknown[]>;
};

/** A thousand commands cost us more than what they bring; a script may take keys of any slot where there is one server. */
const FIELD_OF = `
local found = {}
for i, key in ipairs(KEYS) do found[i] = redis.call('HGET', key, ARGV[1]) end
return found`;
const KEYS_PER_SCRIPT = 250;

/** A command on its way: its first key, how its answer is read, and what is sent instead to a server that lacks the script. */
type Sending = { command: RedisCommand; key: string; as: 'call' | 'callBuffer'; instead?: RedisCommand };

/** Commands over a client: scripts are sent once to each server, and a cluster that is being rearranged is followed. */
export function openCommands(client: RedisClient): Commands {
  const isLone = !('slots' in client);
  const digests = new Map<string, string>();

  /** One command by itself: the client follows MOVED and ASK. */
  async function send(sending: Sending): Promise<unknown> {
    const [name, ...rest] = sending.command;
    for (let tries = 1; ; tries++) {
      try {
        return await client[sending.as](name, ...rest);
      } catch (error) {
        if (sending.instead !== undefined && isScriptMissing(error)) return sendInstead(sending);
        if (isLone || client.status !== 'ready' || !wasNotDone(error) || tries >= MOST_TRIES) throw error;
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    }
  }

  function sendInstead({ instead, ...sending }: Sending): Promise<unknown> {
    return send({ ...sending, command: instead ?? sending.command });
  }

  async function sendGroup(group: Sending[]): Promise<unknown[]> {
    const pipeline = client.pipeline(group.map(({ as, command }) => [as, ...command]));
    const results = await pipeline.exec().catch((error: unknown) => {
      if (wereSplit(error)) return undefined;
      throw error;
    });
    if (results === undefined) return Promise.all(group.map(send));
    return Promise.all(
      group.map((sending, index) => {
        const [error, result] = results?.[index] ?? [new Error('Connection is closed.'), undefined];
        if (error === null) return result;
        if (sending.instead !== undefined && isScriptMissing(error)) return sendInstead(sending);
        return !isLone && wasNotDone(error) ? send(sending) : Promise.reject(error);
      }),
    );
  }

  async function sendAll(list: Sending[]): Promise<unknown[]> {
    const all: unknown[] = [];
    for (let from = 0; from < list.length; from += COMMANDS_PER_PIPELINE) {
      const portion = list.slice(from, from + COMMANDS_PER_PIPELINE);
      const groups = groupByNode(client, portion, ({ key }) => key);
      const answers = await settleAll(groups.map(sendGroup));
      const ofSending = new Map(groups.flatMap((group, g) => group.map((sending, i) => [sending, answers[g]?.[i]])));
      all.push(...portion.map((sending) => ofSending.get(sending)));
    }
    return all;
  }

  function toScript(lua: string, { keys, values }: ScriptRun): Sending {
    const digest = digests.get(lua) ?? createHash('sha1').update(lua).digest('hex');
    digests.set(lua, digest);
    const rest = [keys.length, ...keys, ...values] as const;
    return { command: ['EVALSHA', digest, ...rest], key: keys[0] ?? '', as: 'call', instead: ['EVAL', lua, ...rest] };
  }

  async function fieldOf(keys: string[], field: string): Promise<unknown[]> {
    if (!isLone) return sendAll(keys.map((key) => ({ command: ['HGET', key, field], key, as: 'call' })));
    const runs: Sending[] = [];
    for (let from = 0; from < keys.length; from += KEYS_PER_SCRIPT)
      runs.push(toScript(FIELD_OF, { keys: keys.slice(from, from + KEYS_PER_SCRIPT), values: [field] }));
    return (await sendAll(runs)).flat();
  }

  return {
    bulk: (commands) => sendAll(commands.map((command) => ({ command, key: command[1], as: 'call' }))),
    bulkBuffers: (commands) => sendAll(commands.map((command) => ({ command, key: command[1], as: 'callBuffer' }))),
    run: (lua, keys, values) => send(toScript(lua, { keys, values })),
    runAll: (lua, runs) => sendAll(runs.map((one) => toScript(lua, one))),
    fieldOf,
  };
}

/** Nothing goes on in the background once an operation was rejected. */
async function settleAll<T>(work: Promise<T>[]): Promise<T[]> {
  const results = await Promise.allSettled(work);
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}
/** The slots of a group went to different nodes since it was made; nothing of it was sent. */
function wereSplit(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('All keys in the pipeline should');
}

function isScriptMissing(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('NOSCRIPT');
}
