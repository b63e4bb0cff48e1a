import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** A remote-maintenance service on loopback; `requests` are the paths and tokens it saw. */
export type Service = {
  url: string;
  requests: { path: string; authorization: string | undefined }[];
  close(): Promise<void>;
};

/** Starts a service that answers as told; a value is sent as JSON with status 200. */
export async function startService(
  answer: (request: IncomingMessage, response: ServerResponse) => object | undefined,
): Promise<Service> {
  const requests: Service['requests'] = [];
  const server = createServer((request, response) => {
    requests.push({ path: request.url ?? '', authorization: request.headers.authorization });
    const document = answer(request, response);
    if (document === undefined) return;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(document));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
