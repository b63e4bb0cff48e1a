/** Thanks, good news and questions, in the languages of the phrases. */
const TALK =
  /\b(thanks|thank you|solved|fixed|resolved|works (again|now)|danke|erledigt|behoben|merci|résolu|gracias|resuelto)\b|[?？]\s*$|ありがとう|解決/i;

/** Whether a text that names a machine is talk about it, and no complaint in words we do not know. */
export function isTalk(text: string): boolean {
  return TALK.test(text);
}
