import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server as HttpServer, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createServer as createTcpServer, type Socket } from 'node:net';
import { selfSigned } from '../ipp/self-signed.ts';

/** What a device says at one path. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A device's web server on loopback, HTTP and HTTPS on one port; `requests` are method and path as they came, `most` the most connections open at once. */
export type PageServer = {
  port: number;
  requests: string[];
  most: () => number;
  close(): Promise<void>;
};

/** The first octet of a TLS hello (RFC 8446, 5.1). */
const HANDSHAKE = 0x16;

/** Starts a device whose pages are given by path: a text is sent with status 200; what is not there is 404. */
export async function startPages(pages: Record<string, string | Buffer | Answer>): Promise<PageServer> {
  const requests: string[] = [];
  const open = new Set<Socket>();
  let most = 0;
  const onRequest = (isTls: boolean) => (request: IncomingMessage, response: ServerResponse) => {
    const path = request.url ?? '';
    requests.push(`${isTls ? 'https ' : ''}${request.method ?? ''} ${path}`);
    const page = Object.hasOwn(pages, path) ? pages[path] : undefined;
    if (typeof page === 'function') page(request, response);
    else if (page === undefined) response.writeHead(404).end('nothing here');
    else response.end(page);
  };
  const plain = createServer(onRequest(false));
  const tls = createTlsServer(selfSigned(), onRequest(true));
  const server = createTcpServer((socket) => {
    open.add(socket);
    most = Math.max(most, open.size);
    socket.on('error', () => undefined);
    socket.on('close', () => open.delete(socket));
    socket.once('readable', () => {
      const first: unknown = socket.read(1);
      if (!Buffer.isBuffer(first)) return;
      socket.unshift(first);
      const inner: HttpServer = first[0] === HANDSHAKE ? tls : plain;
      inner.emit('connection', socket);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    requests,
    most: () => most,
    async close() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** An answer that sends somewhere else. */
export function movedTo(location: string, status = 302): Answer {
  return (_request, response) => void response.writeHead(status, { location }).end();
}

/** A text with a content type. */
export function typed(type: string, text: string | Buffer): Answer {
  return (_request, response) => void response.writeHead(200, { 'content-type': type }).end(text);
}
