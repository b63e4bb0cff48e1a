import type { Outcome } from './dossier.ts';

/** Whether nothing that is missing says anything about the device: another one answered, or it would not talk to us. */
export function isBarred({ kind }: Outcome): boolean {
  return kind === 'wrong-device' || kind === 'refused';
}
