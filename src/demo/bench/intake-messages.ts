import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { LANGUAGES } from '../../rules/schema.ts';

/** Where messages come from: what rules were written beside, and three sets written apart from them. */
export const SETS = { development: '', 'held out': 'held/', fresh: 'fresh/', apart: 'apart/' } as const;
export type MessageSet = keyof typeof SETS;

/** A message and what it is. Shape: `wanted` are the symptoms that would be right; empty for talk. */
export type Message = { language: string; wanted: string[]; text: string };

/** What became of messages. Units: counts; the first five of complaints, the last three of talk. */
/** What a reader makes of a message. */
export type Answered = {
  complaints: number;
  named: number;
  amongThree: number;
  wrong: number;
  askedInVain: number;
  talk: number;
  opened: number;
  asked: number;
};

export type Answer = { symptoms: readonly string[]; candidates: readonly string[] };

const FOLDER = new URL('../../../test/fixtures/intake/', import.meta.url);

/** The messages of a set, which are no part of the rules: a line is a symptom (or several that would do) or `talk`, a tab, and what was said. */
export async function readMessages(set: MessageSet): Promise<Message[]> {
  const found: Message[] = [];
  for (const language of LANGUAGES) {
    const text = await readFile(fileURLToPath(new URL(`${SETS[set]}${language}.txt`, FOLDER)), 'utf8');
    for (const line of text.trim().split('\n')) {
      const [label = '', said = ''] = line.split('\t');
      found.push({ language, wanted: label === 'talk' ? [] : label.split(','), text: said });
    }
  }
  return found;
}

/** Counts what a reader makes of messages. Shape: `named` is right outright, `amongThree` that or asked about with the right one among the choices. */
export function countAnswers(messages: readonly Message[], read: (text: string) => Answer): Answered {
  const count = { complaints: 0, named: 0, amongThree: 0, wrong: 0, askedInVain: 0, talk: 0, opened: 0, asked: 0 };
  for (const { wanted, text } of messages) {
    const { symptoms, candidates } = read(text);
    if (wanted.length === 0) {
      count.talk += 1;
      if (symptoms.length > 0) count.opened += 1;
      else if (candidates.length > 0) count.asked += 1;
      continue;
    }
    count.complaints += 1;
    const isWrong = symptoms.some((id) => !wanted.includes(id));
    const isNamed = symptoms.length > 0 && !isWrong;
    const isOffered = candidates.some((id) => wanted.includes(id));
    if (isWrong) count.wrong += 1;
    if (isNamed) count.named += 1;
    if (isNamed || isOffered) count.amongThree += 1;
    if (candidates.length > 0 && !isOffered) count.askedInVain += 1;
  }
  return count;
}
