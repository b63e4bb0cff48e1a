import type { AuditNote } from '../core/audit.ts';
import type { ChannelSettings } from '../core/channel-settings.ts';
import { fromTextKey, textKey, toJson } from './keys.ts';
import { type Connection, textOf } from './sqlite-connection.ts';

/** What is set for a channel. */
export function getChannel(db: Connection, channel: string): ChannelSettings | undefined {
  const row = db.get('SELECT body FROM channel WHERE id = ?', textKey(channel));
  return row === undefined ? undefined : JSON.parse(textOf(row, 'body'));
}

/** Every channel for which something is set. */
export function listChannels(db: Connection): { channel: string; settings: ChannelSettings }[] {
  return db.all('SELECT id, body FROM channel ORDER BY id').map((row) => ({
    channel: fromTextKey(textOf(row, 'id')),
    settings: JSON.parse(textOf(row, 'body')),
  }));
}

/** Sets a channel and notes who did, or neither. */
export function setChannel(db: Connection, channel: string, settings: ChannelSettings, note: AuditNote): void {
  db.transaction(() => {
    putChannel(db, channel, settings);
    addNote(db, note);
  });
}

/** Sets a channel. */
export function putChannel(db: Connection, channel: string, settings: ChannelSettings): void {
  const insert = 'INSERT INTO channel (id, body) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body';
  db.run(insert, textKey(channel), toJson(settings));
}

/** Notes what was done. */
export function addNote(db: Connection, note: AuditNote): void {
  db.run('INSERT INTO audit (at, body) VALUES (?, ?)', note.at, toJson(note));
}

/** Notes from a moment on, oldest first. */
export function listNotes(db: Connection, since: number): AuditNote[] {
  return db
    .all('SELECT body FROM audit WHERE at >= ? ORDER BY at, id', since)
    .map((row): AuditNote => JSON.parse(textOf(row, 'body')));
}
