import { z } from 'zod';
import { id, phrasesByLanguage, text } from './schema.ts';

const pieces = z.partialRecord(z.enum(['en', 'ja', 'de', 'fr', 'es']), z.array(text).min(1));

/**
 * rules/talk/<id>.yml: what people write that is no complaint (`phrases`), and what they put around one (`before`, `after`); the classifier learns
 * both.
 */
export const talkSchema = z.strictObject({
  id,
  title: text,
  because: text,
  source: text,
  phrases: phrasesByLanguage.optional(),
  before: pieces.optional(),
  after: pieces.optional(),
});

export type TalkDef = z.output<typeof talkSchema>;
