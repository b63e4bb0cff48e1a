import { createHash } from 'node:crypto';
import { groupByNode } from './redis-client.ts';
import type { RedisClient } from './redis-client.ts';
import { wasNotDone } from './redis-faults.ts';
import { hashSlot } from './redis-hash-slot.ts';
import { listOf } from './redis-reply.ts';

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
  /** The values of many keys as they are, in the order given; undefined where there is none. */
  valuesOf(keys: string[]): Promise<(Buffer | undefined)[]>;
  /**
   * Reads one thing, and another that must not be older: right behind it where there is one server, which does all in order, else once it was answered.
   * Shape: `first` sends all it sends at once.
   */
  readBehind<A, B>(first: () => Promise<A>, then: () => Promise<B>): Promise<[A, B]>;
};

/**
 * A thousand commands cost us more than what they bring, while one that brings too much holds up everybody else.
 * An even number: two keys of one device that stand side by side come by one command, and so as they are at one moment.
 */
const KEYS_PER_COMMAND = 500;

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

  /** Keys for one command each: of one slot in a cluster, of any where there is one server. */
  function inCommands(keys: string[]): string[][] {
    const portions: string[][] = [];
    let slot = 0;
    for (const key of keys) {
      const before = slot;
      slot = isLone ? 0 : hashSlot(key);
      const last = portions.at(-1);
      if (last === undefined || slot !== before || last.length >= KEYS_PER_COMMAND) portions.push([key]);
      else last.push(key);
    }
    return portions;
  }

  async function valuesOf(keys: string[]): Promise<(Buffer | undefined)[]> {
    const asked = inCommands(keys).map(([key = '', ...others]): Sending => {
      return { command: ['MGET', key, ...others], key, as: 'callBuffer' };
    });
    return (await sendAll(asked)).flatMap(listOf).map((value) => (Buffer.isBuffer(value) ? value : undefined));
  }

  async function readBehind<A, B>(first: () => Promise<A>, then: () => Promise<B>): Promise<[A, B]> {
    if (isLone) return Promise.all([first(), then()]);
    const found = await first();
    return [found, await then()];
  }

  return {
    bulk: (commands) => sendAll(commands.map((command) => ({ command, key: command[1], as: 'call' }))),
    bulkBuffers: (commands) => sendAll(commands.map((command) => ({ command, key: command[1], as: 'callBuffer' }))),
    run: (lua, keys, values) => send(toScript(lua, { keys, values })),
    runAll: (lua, runs) => sendAll(runs.map((one) => toScript(lua, one))),
    valuesOf,
    readBehind,
  };
}

/** What several promises come to. Fails: with the first error, once all have ended: nothing goes on in the background once an operation was rejected. */
export async function settleAll<T>(work: Promise<T>[]): Promise<T[]> {
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
