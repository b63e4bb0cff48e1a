import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AuditNote } from '../../../src/core/audit.ts';
import type { ChannelSettings } from '../../../src/core/channel-settings.ts';
import { useStore } from './opened-store.ts';
import type { OpenStore } from './opened-store.ts';
import { HOSTILE_TEXTS } from './samples.ts';

const SETTINGS: ChannelSettings = {
  handler: { kind: 'user', id: 'U1' },
  language: 'de',
};
const note = (over: Partial<AuditNote> = {}): AuditNote => ({ at: 10, by: 'U1', what: 'channel-set', ...over });

/** Settings of channels and the notes of who did what, as every store keeps them. */
export function describeDesk(open: OpenStore): void {
  describe('channels and notes', () => {
    const at = useStore(open);

    it('keeps what is set for a channel, the last word of each, with a note for every time', async () => {
      expect(await at.store().getChannel('C1')).toBeUndefined();
      expect(await at.store().listChannels()).toEqual([]);
      await at.store().setChannel('C2', { language: 'es' }, note({ channel: 'C2' }));
      await at.store().setChannel('C1', { language: 'fr' }, note({ at: 11, channel: 'C1' }));
      await at.store().setChannel('C1', SETTINGS, note({ at: 12, channel: 'C1' }));
      expect(await at.store().getChannel('C1')).toEqual(SETTINGS);
      expect(await at.store().listChannels()).toEqual([
        { channel: 'C1', settings: SETTINGS },
        { channel: 'C2', settings: { language: 'es' } },
      ]);
      expect(await at.store().listNotes(0)).toEqual([
        note({ channel: 'C2' }),
        note({ at: 11, channel: 'C1' }),
        note({ at: 12, channel: 'C1' }),
      ]);
    });

    it('lists notes from a moment on, in the order of their times, equal ones as often as they were made', async () => {
      for (const time of [30, 10, 20, 20]) await at.store().addNote(note({ at: time }));
      expect((await at.store().listNotes(20)).map((one) => one.at)).toEqual([20, 20, 30]);
      expect(await at.store().listNotes(31)).toEqual([]);
      for (let n = 0; n < 12; n += 1) await at.store().addNote(note({ at: 40, note: String(n) }));
      expect((await at.store().listNotes(40)).map((one) => one.note)).toEqual(
        Array.from({ length: 12 }, (_, n) => String(n)),
      );
    });

    it('gives back hostile texts and any settings as they were', async () => {
      for (const [index, text] of HOSTILE_TEXTS.entries()) {
        const said = note({ at: index, by: text, channel: text, note: text });
        await at.store().setChannel(text, { language: text }, said);
        expect(await at.store().getChannel(text)).toEqual({ language: text });
        expect(await at.store().listNotes(index)).toContainEqual(said);
      }
      await fc.assert(
        fc.asyncProperty(fc.record({ language: fc.string() }), async (settings) => {
          await at.store().setChannel('C', settings, note());
          expect(await at.store().getChannel('C')).toEqual(settings);
        }),
        { numRuns: 20 },
      );
    });
  });
}
