import type { Readable } from 'node:stream';

/** Pieces that are held at a time: an answer may come octet by octet, and each piece costs a hundred times that. */
const MOST_PIECES = 1024;

/**
 * The whole body of an answer; how long it may be is the client's to bound.
 * Fails: rejects with the client's error.
 */
export async function octetsOf(body: Readable): Promise<Buffer> {
  return await new Promise((resolve, reject) => {
    let pieces: Buffer[] = [];
    body.on('data', (piece: Buffer) => {
      pieces.push(piece);
      if (pieces.length >= MOST_PIECES) pieces = [Buffer.concat(pieces)];
    });
    body.on('end', () => resolve(Buffer.concat(pieces)));
    body.on('error', reject);
    body.on('close', () => reject(new Error('the answer ended before its end')));
  });
}
