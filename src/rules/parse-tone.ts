/** Words for what is no more, beside thanks; or what is "no longer too" anything. */
const NO_MORE =
  /\bno longer\b|\bany ?more\b|\bnicht mehr\b|\bkeine?\w* .{0,30}\bmehr\b|\bn(?:e |').{0,30}\bplus\b|\bya no\b|もう.{0,12}(?:ない|ませ)/;
const THANKED = /\b(?:thanks|thank you|cheers|danke|merci|gracias)\b|ありがとう|感謝/;
const NO_LONGER_TOO =
  /\bnicht mehr (?:zu|so)\b|\bno longer (?:too|so)\b|\bplus (?:trop|aussi)\b|\bya no .{0,12}\b(?:demasiado|muy|tan)\b/;
const WORKS_AGAIN =
  /\b(?:works?|working|fine|back|ok) again\b|\b(?:geht|lauft|funktioniert|druckt|klappt) (?:jetzt )?wieder\b|\b(?:de|a) nouveau\b.{0,12}merci|\b(?:funciona|va) (?:otra vez|de nuevo)\b/;
const HOW_TO =
  /^\W*(?:(?:how|where|what|which) (?:do|does|can|could|is|are|to|much)|wie (?:kann|stelle|geht|richte|wechs)|wo (?:kann|finde|steht)|comment (?:faire|puis|peut|on|change|ajoute|install)|como (?:puedo|se |hago|cambi|agreg|instal)|can (?:we|i|you)|could you)\b.*[?？]\s*$/;

/** Whether a folded text sounds like good news, or like a question how something is done: likeness to a complaint then proves little. */
export function isDoubtful(folded: string): boolean {
  const isOver =
    NO_LONGER_TOO.test(folded) || WORKS_AGAIN.test(folded) || (NO_MORE.test(folded) && THANKED.test(folded));
  return isOver || HOW_TO.test(folded);
}

const MACHINE =
  /\b(?:printer|copier|photocopier|mfp|drucker|kopierer|gerat|imprimante|copieur|photocopieu|impresora|copiadora|fotocopiadora)|ぷりんた|こぴー機|複合機|複写機|印刷機/;

/** Whether a folded text names a printer or a copier: what is said in a phrase of the rules is then said of it. */
export function isOfMachine(folded: string): boolean {
  return MACHINE.test(folded);
}
