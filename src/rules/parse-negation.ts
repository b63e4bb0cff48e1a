import type { Span } from './parse-phrases.ts';
import type { Token } from './parse-words.ts';

function words(list: string): Set<string> {
  return new Set(list.split(' '));
}

/** Words that deny what follows; French `plus` needs its `ne`, because alone it means "more". */
const DENIES = words(
  'not no nor never without cannot dont doesnt didnt isnt arent wasnt werent wont cant couldnt hasnt havent hadnt wouldnt ' +
    'nicht kein keine keinen keiner keinem keinerlei nie niemals ohne weder ' +
    'pas jamais sans aucun aucune ni non sin nunca tampoco ningun ninguna',
);
/** Denied themselves, these deny nothing: "not a page without a jam". */
const WITHOUT = words('without ohne sans sin');
/** Words that say it was mended, before or after what was mended. */
const MENDED = words(
  'fixed fixing solved solving resolved resolving repaired repairing mended ' +
    'behoben beseitigt gelost repariert resolu resolue repare reparee regle solucionado resuelto arreglado reparado solucionada arreglada',
);
const GONE = words(
  'gone cleared disappeared vanished erledigt weg verschwunden vorbei disparu disparue disparus desaparecido desaparecio',
);
const AGAIN = words('again back still wieder immer noch erneut encore toujours nouveau otra sigue aun todavia');
const THANKS = words('thanks thank you danke merci gracias');
/** Words that may stand between the denial and what is denied. */
const BEFORE_FILLERS = words(
  'any more anymore longer a an the too so very really that this these is be been being was were have has had having get getting got gets ' +
    'seem look looks looking see seeing come coming out at all even problem problems issue issues with of for about our my your ' +
    'zu mehr sehr ein eine einen einem einer der die das den sich ist sind wirklich ganz ' +
    'trop si tres de d du des le la les l un une est sont en y a plus panne tan muy demasiado mas una unos unas el los las hay se esta estan sale salen',
);
const STRENGTHS = words('too so very any more anymore longer zu mehr sehr trop si tres tan muy demasiado');
const PRINTS = words('print prints printing printed druckt drucken imprime imprimir imprimer imprimen');
const AFTER_FILLERS = words(
  'but it is are was were has have had been be now finally already also the a s problem problems issue issues error errors message seems to ' +
    'aber ist sind wurde wurden jetzt inzwischen schon problem tritt treten kommt kommen taucht tauchen hat haben sich da ' +
    'mais est sont a ont ete maintenant deja le probleme enfin pero esta estan ha han sido ya fue quedo se problema todo desde',
);
const MOST_FILLERS = 5;
const MOST_BETWEEN = 8;
const BETWEEN_SCRIPT = '(?:は|が|も|の|問題|えらー|件|こと|わけ|では|じゃ|もう|し|発生|今|全)';
const NOT_IN_SCRIPT = 'な(?:い(?!か|ため|程|ほど)|く(?:な(?:り|っ)|て大丈夫))|ありませ|ございませ|しませ';
const MENDED_IN_SCRIPT =
  '出な(?:い|く)|起きな(?:い|く)|出ませ|起きませ|直(?:りました|った|って)|治(?:りました|った|って)|なおりました|解[消決]し(?:ました|た|て)|解[消決]され(?:ました|た)|解消ずみ|解[消決]済';
/** A bare denial needs a particle before it: straight behind a phrase it ends the phrase's own verb (届か ない). */
const DENIED_AFTER_SCRIPT = new RegExp(
  `^(?:${BETWEEN_SCRIPT}+(?:${NOT_IN_SCRIPT})|${BETWEEN_SCRIPT}*(?:${MENDED_IN_SCRIPT}))`,
);
const FEW = 24;

/**
 * The spans that are meant: without those that are denied ("not too light", "kein Papierstau") and those said to be mended.
 * A denial that is part of another phrase belongs to that phrase ("won't print"), unless a word such as "too" shows that it goes on: of
 * "does not print too light" neither is meant.
 */
export function keepMeant(spans: readonly Span[], folded: string, tokens: readonly Token[]): Span[] {
  const dropped = new Set<Span>();
  for (const span of spans) {
    const first = tokens.findIndex((token) => token.end > span.start);
    const after = tokens.findIndex((token) => token.start >= span.end);
    if (isMendedAfter(tokens, after === -1 ? tokens.length : after) || isDeniedInScript(folded, span))
      dropped.add(span);

    const at = denialBefore(tokens, first);
    const denial = at === undefined ? undefined : tokens[at];
    if (at === undefined || denial === undefined) continue;
    const owner = spans.find((other) => other !== span && other.start <= denial.start && denial.end <= other.end);
    const next = tokens[PRINTS.has(tokens[at + 1]?.word ?? '') ? at + 2 : at + 1];
    if (owner !== undefined && !STRENGTHS.has(next?.word ?? '')) continue;
    dropped.add(span);
    if (owner !== undefined) dropped.add(owner);
  }
  return spans.filter((span) => !dropped.has(span));
}

/** Place of the word that denies what begins at `first`. */
function denialBefore(tokens: readonly Token[], first: number): number | undefined {
  for (let at = first - 1; at >= 0 && at >= first - 1 - MOST_FILLERS; at -= 1) {
    const token = tokens[at];
    if (token === undefined || token.kind !== 'word') return undefined;
    if (WITHOUT.has(token.word) && isDenied(tokens, at)) return undefined;
    if (DENIES.has(token.word) || (token.word === 'plus' && hasNe(tokens, at))) return at;
    if (MENDED.has(token.word)) return isAgain(tokens, first) ? undefined : at;
    const isPrint = PRINTS.has(token.word) && STRENGTHS.has(tokens[at + 1]?.word ?? '');
    if (!BEFORE_FILLERS.has(token.word) && !isPrint) return undefined;
  }
  return undefined;
}

function isDenied(tokens: readonly Token[], at: number): boolean {
  const clause = tokens.slice(Math.max(0, at - MOST_BETWEEN), at);
  const start = clause.findLastIndex(({ kind }) => kind === 'break') + 1;
  return clause.slice(start).some(({ word }) => DENIES.has(word));
}

function hasNe(tokens: readonly Token[], at: number): boolean {
  return tokens.slice(Math.max(0, at - 4), at).some(({ word }) => word === 'n' || word === 'ne');
}

function isMendedAfter(tokens: readonly Token[], after: number): boolean {
  for (let at = after; at < tokens.length && at <= after + MOST_FILLERS; at += 1) {
    const token = tokens[at];
    if (token === undefined || token.kind !== 'word') return false;
    const next = tokens[at + 1]?.word ?? '';
    const isNoMore =
      (token.word === 'nicht' && next === 'mehr') || (token.word === 'no' && (next === 'more' || next === 'longer'));
    if (isNoMore || MENDED.has(token.word) || GONE.has(token.word)) return !isAgain(tokens, at + 1);
    if (!AFTER_FILLERS.has(token.word)) return false;
  }
  return false;
}

/** "Fixed yesterday, and here it is again": what comes back was not mended. "Thanks again" says nothing. */
function isAgain(tokens: readonly Token[], from: number): boolean {
  return tokens.some(({ word }, at) => at >= from && AGAIN.has(word) && !THANKS.has(tokens[at - 1]?.word ?? ''));
}

function isDeniedInScript(folded: string, span: Span): boolean {
  const rest = folded.slice(span.end, span.end + FEW).replaceAll(/\s/g, '');
  return DENIED_AFTER_SCRIPT.test(rest);
}
