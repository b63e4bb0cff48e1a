import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { freePort } from '../../src/demo/free-port.ts';

it('is one that can be listened on, and that nobody is given who asks for any', async () => {
  const ports = await Promise.all(Array.from({ length: 20 }, freePort));
  for (const port of new Set(ports)) {
    expect(port).toBeLessThan(32_768);
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    server.close();
    await once(server, 'close');
  }
});
