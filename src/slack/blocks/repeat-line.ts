import { detailsOf } from '../../core/claim.ts';
import type { Dossier } from '../../core/dossier.ts';
import { repeatInWords } from '../../core/ruler.ts';
import { escapeMrkdwn, oneLine } from '../text/escape.ts';

/** The distance between marks that was said, held to the rollers of the model. Shape: mrkdwn lines, none where none was said. */
export function repeatLines({ claim, ruler }: Dossier): string[] {
  const said = repeatInWords(detailsOf(claim)?.repeatMm, ruler);
  return said === undefined ? [] : [escapeMrkdwn(oneLine(said), 600)];
}
