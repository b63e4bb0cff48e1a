import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

export const UEL = '\u001b%-12345X';

/** A printer's print port on loopback; `jobs` is all that came in on each connection. */
export type PjlServer = { port: number; jobs: string[]; open(): number; close(): Promise<void> };

/**
 * Starts a printer that answers each line after `@PJL` as told: text is sent as the reply (echo and form feed are put around it),
 * undefined is no answer.
 */
export async function startPjl(
  answer: (question: string, socket: Socket) => string | undefined,
  onConnect: (socket: Socket) => void = () => undefined,
): Promise<PjlServer> {
  const jobs: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const job = jobs.push('') - 1;
    sockets.add(socket);
    let rest = '';
    socket.setEncoding('latin1');
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (chunk) => {
      jobs[job] += String(chunk);
      rest += String(chunk);
      const lines = rest.split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const question = line.replace(UEL, '').replace(/^@PJL /, '');
        const reply = answer(question, socket);
        if (reply !== undefined && !socket.destroyed) socket.write(`@PJL ${question}\r\n${reply}\r\n\f`, 'latin1');
      }
    });
    onConnect(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    jobs,
    open: () => sockets.size,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
