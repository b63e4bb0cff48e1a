import { crc16 } from './redis-hash-slot.ts';

/**
 * Devices live in this many shards, each with the lists its devices are found by. A shard is on one node of a cluster, so that a device and its places in
 * the lists are written in one atomic step; who looks for devices asks all shards. Changing it moves every device: that is a new layout.
 */
export const SHARDS = 16;

/** The keys of one store. What stands in the first braces decides on the node, and everything one script touches shares it. */
export type Keys = {
  prefix: string;
  /** A key of what is one for all: the claims' lists, the deliveries, the readings' dictionary, the models that are counted, channels and notes. */
  key(subject: 'claims' | 'incoming' | 'words' | 'sums' | 'desk', name: string): string;
  /** A key of one claim. */
  claimKey(id: number, name: string): string;
  /** A key of the messages' index: the claims that have something to do with one message. */
  messageKey(message: string, name: string): string;
  /** A key of one shard of the devices. */
  shardKey(shard: number, name: string): string;
  /** A key of the sums of one model. */
  sumsKey(modelKey: string, name: string): string;
  /** The key of what one device's readings say. */
  factsKey(serialKey: string): string;
  /** The key of the rest of its readings, on the same node. */
  restKey(serialKey: string): string;
  /** The key of its past, on the same node. */
  pastKey(serialKey: string): string;
  /** Patterns of all keys that hold what a store keeps. */
  families(): string[];
};

/** The keys that begin with a prefix. Fails: never. */
export function openKeys(prefix: string): Keys {
  return {
    prefix,
    key: (subject, name) => `{${prefix}:${subject}}:${name}`,
    claimKey: (id, name) => `{${prefix}:claim:${id}}:${name}`,
    messageKey: (message, name) => `{${prefix}:message:${message}}:${name}`,
    shardKey: (shard, name) => `{${prefix}:devices:${shard}}:${name}`,
    sumsKey: (modelKey, name) => `{${prefix}:sums:${modelKey}}:${name}`,
    factsKey: (serialKey) => `${prefix}:facts:{${tagOf(serialKey)}}`,
    restKey: (serialKey) => `${prefix}:rest:{${tagOf(serialKey)}}`,
    pastKey: (serialKey) => `${prefix}:past:{${tagOf(serialKey)}}`,
    families: () => [
      ...['claims}:', 'incoming}:', 'words}:', 'sums}:', 'desk}:'].map((name) => `{${prefix}:${name}*`),
      ...['claim:', 'message:', 'devices:', 'sums:'].map((name) => `{${prefix}:${name}*`),
      ...['facts', 'rest', 'past'].map((name) => `${prefix}:${name}:{*`),
    ],
  };
}

/** Braces with nothing in them are no tag, and two keys with such would go apart. No serial's key has a space. */
function tagOf(serialKey: string): string {
  return serialKey === '' || serialKey.startsWith('}') ? ` ${serialKey}` : serialKey;
}

/** The shard of a device. */
export function shardOf(serialKey: string): number {
  return crc16(serialKey) % SHARDS;
}

/** Which of a list belong to which shard, in their order. */
export function byShard<T>(list: T[], keyOf: (one: T) => string): [shard: number, T[]][] {
  const shards = new Map<number, T[]>();
  for (const one of list) {
    const shard = shardOf(keyOf(one));
    const known = shards.get(shard);
    if (known === undefined) shards.set(shard, [one]);
    else known.push(one);
  }
  return [...shards];
}

/** Numbers of all shards. */
export const ALL_SHARDS: readonly number[] = Array.from({ length: SHARDS }, (_, shard) => shard);
