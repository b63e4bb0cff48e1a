import { Redis } from 'ioredis';
import { startRedis } from './redis-server.ts';
import type { RedisServer } from './redis-server.ts';

const SLOTS = 16_384;
const NODES = 3;

/** A Redis Cluster of the test's own on loopback: three servers that share the slots, without replicas. */
export type RedisCluster = {
  /** The first node's URL, which says that it is one of a cluster. */
  url: string;
  /** All nodes as host:port. */
  hosts: string[];
  nodes: RedisServer[];
  remove(): Promise<void>;
};

/** Starts a cluster and waits until every node takes all slots for served. */
export async function startCluster(): Promise<RedisCluster> {
  const settings = [
    '--cluster-enabled',
    'yes',
    '--cluster-node-timeout',
    '1000',
    '--cluster-allow-replica-migration',
    'no',
  ];
  const nodes = await Promise.all(Array.from({ length: NODES }, () => startRedis(settings)));
  const clients = nodes.map(({ url }) => new Redis(url));
  const ports = nodes.map(({ url }) => Number(new URL(url).port));
  for (const [i, client] of clients.entries()) {
    const [from, to] = [i, i + 1].map((n) => Math.floor((SLOTS * n) / NODES));
    await client.cluster('ADDSLOTSRANGE', from ?? 0, (to ?? 0) - 1);
    const next = (i + 1) % NODES;
    await client.cluster('MEET', '127.0.0.1', ports[next] ?? 0, nodes[next]?.busPort ?? 0);
  }
  for (const client of clients) await waitUntilServed(client);
  for (const client of clients) client.disconnect();
  return {
    url: `${nodes[0]?.url}?cluster=true`,
    hosts: ports.map((port) => `127.0.0.1:${port}`),
    nodes,
    async remove() {
      for (const node of nodes) await node.remove();
    },
  };
}

/** Waits until a node serves and knows that all others do. */
export async function waitUntilServed(client: Redis): Promise<void> {
  for (;;) {
    const info = await client.cluster('INFO');
    if (info.includes('cluster_state:ok') && info.includes('cluster_known_nodes:3')) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
