/** Arcs of a dotted OID. */
export function parseOid(dotted: string): number[] {
  return dotted.split('.').map(Number);
}

/** Content bytes of an OID (no tag, no length). Shape: at least two arcs. */
export function encodeOid(arcs: readonly number[]): Buffer {
  const bytes: number[] = [];
  pushArc(bytes, (arcs[0] ?? 0) * 40 + (arcs[1] ?? 0));
  for (let i = 2; i < arcs.length; i += 1) {
    pushArc(bytes, arcs[i] ?? 0);
  }
  return Buffer.from(bytes);
}

function pushArc(bytes: number[], arc: number): void {
  for (let power = 128 ** 4; power > 1; power /= 128) {
    if (arc >= power) {
      bytes.push((Math.floor(arc / power) % 128) + 128);
    }
  }
  bytes.push(arc % 128);
}

/** Arcs of an OID's content bytes. Fails: undefined when the last arc is cut off or an arc is beyond 32 bits. */
export function decodeOid(bytes: Uint8Array): number[] | undefined {
  const arcs: number[] = [];
  let arc = 0;
  let isOpen = false;
  for (const byte of bytes) {
    arc = arc * 128 + (byte & 127);
    isOpen = byte >= 128;
    if (arc > 0xffffffff) {
      return undefined;
    }
    if (!isOpen) {
      if (arcs.length === 0) {
        const first = Math.min(2, Math.floor(arc / 40));
        arcs.push(first, arc - first * 40);
      } else {
        arcs.push(arc);
      }
      arc = 0;
    }
  }
  return isOpen || arcs.length === 0 ? undefined : arcs;
}

/** Negative when `a` comes first in lexicographic order, 0 when equal. */
export function compareOids(a: readonly number[], b: readonly number[]): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i += 1) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) {
      return difference;
    }
  }
  return a.length - b.length;
}
