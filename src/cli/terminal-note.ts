import { userInfo } from 'node:os';
import type { AuditNote } from '../core/audit.ts';

/** What somebody did at a terminal, to be noted; what they take away before they have it. */
export function terminalNote(what: AuditNote['what'], told: Pick<AuditNote, 'claim' | 'note'>): AuditNote {
  return { at: Date.now(), by: `terminal:${userInfo().username}`, what, ...told };
}
