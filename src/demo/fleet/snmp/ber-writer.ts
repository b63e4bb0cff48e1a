import { AppError } from '../../../core/errors.ts';

/** Tags of the values an agent sends. Source: RFC 2578 section 7.1, RFC 3416 section 3. */
export const TAG = {
  integer: 0x02,
  octets: 0x04,
  null: 0x05,
  oid: 0x06,
  sequence: 0x30,
  ipAddress: 0x40,
  counter32: 0x41,
  gauge32: 0x42,
  timeTicks: 0x43,
  counter64: 0x46,
  noSuchObject: 0x80,
  noSuchInstance: 0x81,
  endOfMibView: 0x82,
} as const;

/** Writes BER from the end to the beginning, so that every length is known when it is written. */
export type BerWriter = {
  /** Position, to be handed to `wrap` later. */
  mark(): number;
  bytes(bytes: Uint8Array): void;
  text(text: string): void;
  /** Any integer a double holds exactly. */
  integer(tag: number, value: number): void;
  /** Puts tag and length before everything written since `mark`. */
  wrap(tag: number, mark: number): void;
  /** What was written, as a copy; the writer starts anew. */
  take(): Buffer;
};

/** A writer over one buffer that is used again and again. Fails: AppError `bug` when more is written than `size`. */
export function createBerWriter(size: number): BerWriter {
  const buffer = Buffer.alloc(size);
  let position = size;
  function byte(value: number): void {
    room(1);
    buffer[position] = value;
  }
  function room(length: number): void {
    if (length > position) {
      throw new AppError('bug', `an answer is longer than ${size} bytes`);
    }
    position -= length;
  }
  function wrap(tag: number, mark: number): void {
    const length = mark - position;
    if (length < 128) {
      byte(length);
    } else if (length < 256) {
      byte(length);
      byte(0x81);
    } else {
      byte(length & 255);
      byte(length >> 8);
      byte(0x82);
    }
    byte(tag);
  }
  return {
    mark: () => position,
    bytes(bytes) {
      room(bytes.length);
      buffer.set(bytes, position);
    },
    text(text) {
      room(Buffer.byteLength(text));
      buffer.write(text, position);
    },
    integer(tag, value) {
      const mark = position;
      let rest = value;
      let low: number;
      do {
        low = ((rest % 256) + 256) % 256;
        byte(low);
        rest = (rest - low) / 256;
        // Ends when only sign is left, and the top bit written agrees with it.
      } while (!((rest === 0 && low < 128) || (rest === -1 && low >= 128)));
      wrap(tag, mark);
    },
    wrap,
    take() {
      const copy = Buffer.from(buffer.subarray(position));
      position = size;
      return copy;
    },
  };
}
