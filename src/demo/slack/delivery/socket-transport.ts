import { randomUUID } from 'node:crypto';
import type { WebSocket } from 'ws';
import { APP_ID } from '../cast.ts';
import { isFields, parseJson, textOf } from '../json.ts';
import { newId } from '../world/ids.ts';
import type { Outcome, Parcel, Transport } from './delivery.ts';

const MAX_SOCKETS = 10;
const TICKET_LIFE_MS = 30_000;
const PING_EVERY_MS = 10_000;
const CLOSE_WAIT_MS = 2_000;

/** The sockets an app opened, and the parcels that wait for its acknowledgement. */
export interface SocketTransport extends Transport {
  /** A ticket for one new socket. */
  newTicket(): string;
  /** Takes a socket in when its ticket is good and there are not too many. */
  accept(socket: WebSocket, ticket: string): void;
  count(): number;
  /** Asks the sockets to come again (`refresh`), or cuts them off without a word (`cut`). */
  drop(how: 'refresh' | 'cut'): void;
}

interface Waiting {
  readonly socket: WebSocket;
  readonly settle: (outcome: Outcome) => void;
}

/**
 * Socket Mode: each parcel goes to one of the sockets and is answered by its envelope_id.
 * Units: milliseconds to wait for an acknowledgement; Slack gives 3000.
 */
export function createSocketTransport(ackTimeoutMs: number): SocketTransport {
  const tickets = new Map<string, number>();
  const sockets: WebSocket[] = [];
  const waiting = new Map<string, Waiting>();
  let turn = 0;

  function nextSocket(): WebSocket | undefined {
    const open = sockets.filter((socket) => socket.readyState === socket.OPEN);
    turn += 1;
    return open[turn % Math.max(1, open.length)];
  }

  function forget(socket: WebSocket): void {
    const index = sockets.indexOf(socket);
    if (index >= 0) sockets.splice(index, 1);
    for (const entry of waiting.values()) {
      if (entry.socket === socket) entry.settle({ kind: 'failed', reason: 'connection_failed', isFinal: false });
    }
  }

  function onMessage(data: string): void {
    const answer = parseJson(data);
    if (!isFields(answer)) return;
    waiting.get(textOf(answer['envelope_id']))?.settle({ kind: 'acked', body: answer['payload'] });
  }

  return {
    newTicket() {
      const ticket = randomUUID();
      tickets.set(ticket, performance.now() + TICKET_LIFE_MS);
      return ticket;
    },
    accept(socket, ticket) {
      const until = tickets.get(ticket);
      tickets.delete(ticket);
      if (until === undefined || performance.now() > until || sockets.length >= MAX_SOCKETS) {
        socket.close(4001, 'invalid ticket or too many connections');
        return;
      }
      sockets.push(socket);
      // Bolt's client gives a socket up when it hears no ping for thirty seconds.
      const pinging = setInterval(() => socket.ping(`local ${Date.now()}`), PING_EVERY_MS);
      pinging.unref();
      socket.on('message', (data: Buffer) => onMessage(data.toString('utf8')));
      socket.on('error', () => socket.terminate());
      socket.on('close', () => {
        clearInterval(pinging);
        forget(socket);
      });
      socket.ping('hello');
      socket.send(
        JSON.stringify({
          type: 'hello',
          num_connections: sockets.length,
          connection_info: { app_id: APP_ID },
          debug_info: { host: 'local-slack', build_number: 1, approximate_connection_time: 18_060 },
        }),
      );
    },
    count: () => sockets.length,
    drop(how) {
      for (const socket of sockets) {
        if (how === 'cut') socket.terminate();
        else socket.send(JSON.stringify({ type: 'disconnect', reason: 'refresh_requested', debug_info: {} }));
      }
    },
    deliver(parcel) {
      const socket = nextSocket();
      if (socket === undefined) {
        return Promise.resolve({ kind: 'failed', reason: 'not_connected', isFinal: false });
      }
      return new Promise((resolve) => {
        const envelopeId = newId('env-');
        const timer = setTimeout(() => settle({ kind: 'failed', reason: 'timeout', isFinal: false }), ackTimeoutMs);
        const settle = (outcome: Outcome): void => {
          clearTimeout(timer);
          waiting.delete(envelopeId);
          resolve(outcome);
        };
        waiting.set(envelopeId, { socket, settle });
        socket.send(JSON.stringify(envelopeOf(envelopeId, parcel)));
      });
    },
    async close() {
      await Promise.all(sockets.map(closed));
    },
  };
}

function envelopeOf(envelopeId: string, parcel: Parcel): Record<string, unknown> {
  const isEvent = parcel.kind === 'events_api';
  return {
    envelope_id: envelopeId,
    type: parcel.kind,
    payload: parcel.payload,
    accepts_response_payload: !isEvent,
    ...(isEvent ? { retry_attempt: parcel.attempt, retry_reason: parcel.attempt === 0 ? '' : 'timeout' } : {}),
  };
}

/** The app's client holds its process open for half a minute when a socket goes away without a closing handshake. */
function closed(socket: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => socket.terminate(), CLOSE_WAIT_MS);
    socket.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
    socket.close(1000);
  });
}
