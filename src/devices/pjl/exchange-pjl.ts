import { connect } from 'node:net';
import type { AbsentReason } from '../../core/value.ts';
import { octetsToText } from '../text.ts';
import { parseReplies } from './parse-replies.ts';
import { frameOf } from './pjl-question.ts';

/** What came back: replies by question, and why there are not more of them. */
export type PjlAnswers = { replies: Map<string, string[]>; reason: AbsentReason; said: string };

/** Longest answer that is read; all variables of a device are 4 kB. Units: octets. */
const MOST_OCTETS = 64 * 1024;
/** A device that says nothing more for so long has nothing to say; its print port is not held any longer. Units: milliseconds. */
const MOST_QUIET_MS = 3000;
const FORM_FEED = 0x0c;
const FAILURES: Record<string, [AbsentReason, string]> = {
  ECONNREFUSED: ['unsupported', 'nothing listens there'],
  ENOTFOUND: ['unreachable', 'the name was not found'],
};

/**
 * Asks questions on one connection, reads until each has its reply, and closes it; the last octets sent are always a UEL.
 * Fails: never; what is missing has its reason in the answer.
 */
export async function exchangePjl({
  host,
  port,
  questions,
  signal,
}: {
  host: string;
  port: number;
  questions: string[];
  signal: AbortSignal;
}): Promise<PjlAnswers> {
  if (signal.aborted) return { replies: new Map(), reason: 'timeout', said: 'no time was left to ask' };
  return await new Promise((resolve) => {
    const replies = new Map<string, string[]>();
    /** What came since the last whole reply. */
    let pending: Buffer[] = [];
    let length = 0;
    let isOver = false;
    const socket = connect({ host, port });
    const end = (reason: AbsentReason, said: string): void => {
      if (isOver) return;
      isOver = true;
      signal.removeEventListener('abort', onAbort);
      // What is written already is still sent before the connection is closed, so that its UEL is not lost.
      if (socket.connecting) socket.destroy();
      else socket.destroySoon();
      resolve({ replies, reason, said });
    };
    const onAbort = (): void => end('timeout', 'no answer in time');
    signal.addEventListener('abort', onAbort, { once: true });
    socket.setTimeout(MOST_QUIET_MS, () => end('timeout', 'no answer in time'));
    socket.on('connect', () => socket.write(frameOf(questions), 'latin1'));
    socket.on('data', (chunk: Buffer) => {
      if (isOver) return;
      length += chunk.length;
      if (length > MOST_OCTETS) return end('malformed', 'the answer is longer than 64 kB');
      // Only a form feed ends a reply, and what was parsed is not parsed again: however it trickles in, each octet is looked at once.
      const whole = chunk.lastIndexOf(FORM_FEED) + 1;
      pending.push(chunk.subarray(0, whole === 0 ? chunk.length : whole));
      if (whole === 0) return;
      for (const [question, lines] of parseReplies(octetsToText(Buffer.concat(pending)))) {
        if (!replies.has(question)) replies.set(question, lines);
      }
      pending = [chunk.subarray(whole)];
      if (questions.every((question) => replies.has(question))) end('unsupported', 'no such reply');
    });
    socket.on('end', () => end('malformed', 'the connection was closed without a whole reply'));
    socket.on('close', () => end('malformed', 'the connection was closed without a whole reply'));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      const code = error.code ?? 'unknown';
      const known = Object.hasOwn(FAILURES, code) ? FAILURES[code] : undefined;
      if (known === undefined) end('unreachable', `the connection failed (${code})`);
      else end(...known);
    });
  });
}
