import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';

/** Sockets that many devices are asked over at once. */
export type Lines = {
  /** The line with room for one more device; it is taken until `leave`. */
  enter(): Line;
  leave(line: Line): void;
  close(): void;
};

/** One of the sockets; `busy` is how many answers it awaits. What is sent when it is of no use any more is lost. */
export type Line = { busy: number; send(octets: Buffer, port: number, address: string): void };

type OpenLine = Line & { socket: Socket };

/**
 * libuv reads at most 32 datagrams of a socket in a turn of the loop: with no more awaited, a look at the time after a turn misses none that has come.
 * A receive buffer of the usual size holds some ninety answers.
 */
const MOST_A_LINE = 30;

/**
 * Opens no socket yet: each is opened when those before it are busy, and kept. They keep no process alive.
 * Shape: `onMessage` hears whatever comes from anywhere; who sent it must be looked at.
 */
export function openLines(onMessage: (octets: Buffer, from: RemoteInfo) => void): Lines {
  const lines: OpenLine[] = [];
  let isClosed = false;

  function open(): Line {
    // Addresses are in numbers; Node's own look-up would cost a turn of the loop for each packet.
    const socket = createSocket({ type: 'udp4', lookup: (name, _options, found) => found(null, name, 4) });
    const line: OpenLine = {
      socket,
      busy: 0,
      send(octets, port, address) {
        if (lines.includes(line)) socket.send(octets, port, address);
      },
    };
    socket.unref();
    socket.on('message', onMessage);
    // What cannot be sent is not answered; who asks another way then learns why.
    socket.on('error', () => {
      const at = lines.indexOf(line);
      if (at < 0) return;
      lines.splice(at, 1);
      socket.close();
    });
    lines.push(line);
    return line;
  }

  return {
    enter() {
      const line = lines.find(({ busy }) => busy < MOST_A_LINE) ?? open();
      line.busy += 1;
      return line;
    },
    leave(line) {
      line.busy -= 1;
    },
    close() {
      if (isClosed) return;
      isClosed = true;
      for (const { socket } of lines.splice(0)) socket.close();
    },
  };
}
