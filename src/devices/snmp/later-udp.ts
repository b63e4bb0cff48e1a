import type { Udp, UdpListener } from './udp.ts';

/** A socket that is opened when something is sent. Shape: as `openUdp`; what `open` says went wrong is told to the listener. */
export function laterUdp(address: string, open: () => Promise<Udp | { said: string }>): Udp {
  let opening: Promise<Udp | { said: string }> | undefined;
  let listener: UdpListener | undefined;
  const withUdp = async (use: (udp: Udp) => void): Promise<void> => {
    const udp = await (opening ??= open());
    if ('said' in udp) listener?.onError(udp.said);
    else use(udp);
  };
  return {
    address,
    send: (bytes) => void withUdp((udp) => udp.send(bytes)),
    listen(next) {
      listener = next;
      // The listener of the moment is looked up for each message.
      const passOn = {
        onMessage: (bytes: Buffer) => listener?.onMessage(bytes),
        onError: (said: string) => listener?.onError(said),
      };
      if (next !== undefined) void withUdp((udp) => udp.listen(passOn));
    },
    close() {
      listener = undefined;
      if (opening !== undefined) void withUdp((udp) => udp.close());
    },
  };
}
