import { PJL_INFOS, type PjlPlace } from '../../core/place.ts';

const VARIABLE = /^[A-Z][A-Z0-9]{0,31}$/;
/** Universal Exit Language: whatever the device was about, what follows is a new beginning and never ink on paper. */
const UEL = '\u001b%-12345X';

/**
 * The question of a place, as it stands after `@PJL`; undefined when it is not exactly one, or not one of those that only read.
 * Source: PJL Technical Reference, "Status Readback Commands".
 */
export function questionOf({ info, inquire, dinquire }: PjlPlace): string | undefined {
  const questions: string[] = [];
  if (info !== undefined && PJL_INFOS.includes(info)) questions.push(`INFO ${info}`);
  if (inquire !== undefined && VARIABLE.test(inquire)) questions.push(`INQUIRE ${inquire}`);
  if (dinquire !== undefined && VARIABLE.test(dinquire)) questions.push(`DINQUIRE ${dinquire}`);
  return questions.length === 1 ? questions[0] : undefined;
}

/** All that is ever sent: the questions between two UELs, in one piece, so that no job stays open however the connection ends. */
export function frameOf(questions: string[]): string {
  return `${UEL}${questions.map((question) => `@PJL ${question}\r\n`).join('')}${UEL}`;
}
