import { createServer, type IncomingMessage, type Server } from 'node:http';
import { once } from 'node:events';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fetchFile, FileLost, FileRefused } from '../../src/slack/calls/fetch-file.ts';

let server: Server;
let base = '';
const heard: IncomingMessage[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    heard.push(request);
    const path = request.url ?? '';
    if (path === '/moved') return response.writeHead(302, { location: `${base}/list.csv` }).end();
    if (path === '/gone') return response.writeHead(404).end('none');
    if (path === '/ill') return response.writeHead(500).end('ill');
    if (path === '/slow') return void response.writeHead(200).write('a');
    if (path === '/cut')
      return void response.writeHead(200, { 'content-length': '100' }).write('a', () => request.destroy());
    if (path === '/endless') {
      response.writeHead(200);
      const more = (): void => void (response.destroyed || response.write(Buffer.alloc(65_536, 97), more));
      return more();
    }
    return response.writeHead(200).end('one\ntwo\n');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  base = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => void heard.splice(0));

function get(url: string, timeoutMs = 5_000): Promise<Uint8Array> {
  return fetchFile(url, { token: 'xoxb-secret', apiUrl: `${base}/api/`, mostBytes: 1_000_000, timeoutMs });
}

describe('a file that was shared', () => {
  it('is fetched with the token from where the Web API is', async () => {
    expect(new TextDecoder().decode(await get(`${base}/list.csv`))).toBe('one\ntwo\n');
    expect(heard[0]?.headers.authorization).toBe('Bearer xoxb-secret');
  });

  it.each([
    'http://127.0.0.1:1/list.csv',
    'http://files.slack.com/list.csv',
    'https://files.slack.com.evil.test/list.csv',
    'https://files.slack.com:8443/list.csv',
    'https://token@files.slack.com/list.csv',
    'https://evil.test/files.slack.com',
    'file:///etc/passwd',
    'list.csv',
    '',
  ])('is not asked for at %j, nor is the token said there', async (url) => {
    await expect(get(url)).rejects.toMatchObject({ why: 'elsewhere' });
    await expect(get(url.replace('http://127.0.0.1:1', base.replace('127.0.0.1', '127.0.0.2')))).rejects.toBeInstanceOf(
      FileRefused,
    );
    expect(heard).toEqual([]);
  });

  it('that is moved to a login page may not be read, and the way there is not followed', async () => {
    await expect(get(`${base}/moved`)).rejects.toMatchObject({ why: 'no-access' });
    expect(heard.map(({ url }) => url)).toEqual(['/moved']);
    await expect(get(`${base}/gone`)).rejects.toMatchObject({ why: 'gone' });
  });

  it('that does not end is given up where it is too large, whatever it said of its size', async () => {
    await expect(get(`${base}/endless`)).rejects.toMatchObject({ why: 'too-large' });
    await expect.poll(() => heard[0]?.destroyed).toBe(true);
  });

  it('that does not come in time, or is cut off, or of which Slack is ill, may be asked for again', async () => {
    await expect(get(`${base}/slow`, 50)).rejects.toBeInstanceOf(FileLost);
    await expect(get(`${base}/cut`)).rejects.toBeInstanceOf(FileLost);
    await expect(get(`${base}/ill`)).rejects.toBeInstanceOf(FileLost);
  });
});
