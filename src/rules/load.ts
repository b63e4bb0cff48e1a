import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError } from '../core/errors.ts';
import { RULE_KINDS, type RuleBook, type RuleKind } from './book.ts';
import { inOrder } from './fault.ts';
import { buildBook } from './build-book.ts';
import { type IntakeModel, packModel, unpackModel, WAY_OF_LEARNING } from './intake-model.ts';
import { packTexts, unpackTexts } from './kept-texts.ts';
import type { YamlFile } from './yaml-faults.ts';

/** One file of a rules folder; `id` is its name without `.yml` or `.test.yml`. */
export type RuleFile = YamlFile & { kind: RuleKind; id: string; isTest: boolean };

/** What was found in a rules folder; `faults` are folders that are missing and files whose name says nothing. */
export type RuleFiles = { dir: string; files: RuleFile[]; faults: string[] };

/** The folder that comes with the program: the same two steps up from `src/rules` and from `dist/rules`. */
export function defaultRulesDir(): string {
  return fileURLToPath(new URL('../../rules', import.meta.url));
}

/**
 * Reads and checks all rules.
 * Fails: AppError `bad_rules`; `facts.faults` lists all faults of all files as `path:line:column: what, where, why`.
 */
export async function loadRules(dir: string = defaultRulesDir()): Promise<RuleBook> {
  const found = await readRuleFiles(dir, 'rules');
  const version = digest(found.files);
  const { book, faults } = buildBook(found.dir, found.files, version, () => keptModelOf(dir, found.files));
  const all = [...found.faults, ...faults];
  if (book !== undefined && all.length === 0) return book;
  const count = all.length === 1 ? '1 fault' : `${all.length} faults`;
  throw new AppError('bad_rules', `${count} in the rules:\n${all.join('\n')}`, { faults: all });
}

/** Reads the texts of a rules folder, in order of path: the rules alone, or their tests too. */
export async function readRuleFiles(dir: string, which: 'rules' | 'rules-and-tests'): Promise<RuleFiles> {
  const kept = unpackTexts(await readFile(KEPT_TEXTS, 'utf8').catch(() => ''));
  const files: Promise<RuleFile>[] = [];
  const faults: string[] = [];
  for (const kind of RULE_KINDS) {
    const folder = join(dir, kind);
    const names = await readdir(folder).catch(() => undefined);
    // A folder of one's own rules may have no formats of lists, no talk, and no words for customers.
    if (names === undefined && kind !== 'reports' && kind !== 'talk' && kind !== 'explain')
      faults.push(`${shown(folder)}:1:1: missing folder "${kind}", in the rules folder, nothing can be read from it`);
    for (const name of (names ?? []).toSorted(inOrder)) {
      const match = /^(?<id>.+?)(?<test>\.test)?\.yml$/.exec(name);
      const path = join(folder, name);
      if (match?.groups === undefined) {
        if (!name.startsWith('.'))
          faults.push(`${shown(path)}:1:1: not a rule, by its name, call it <id>.yml or <id>.test.yml`);
        continue;
      }
      const isTest = match.groups.test !== undefined;
      if (isTest && which === 'rules') continue;
      const id = match.groups.id ?? '';
      files.push(
        readFile(path, 'utf8').then((text) => ({ path: shown(path), text, kept: kept(text), kind, id, isTest })),
      );
    }
  }
  return { dir: shown(dir), files: await Promise.all(files), faults };
}

/** Writes generated texts below a folder, each under its own name. */
export async function writeTexts(dir: string, texts: ReadonlyMap<string, string>): Promise<void> {
  await mkdir(dir, { recursive: true });
  for (const [name, text] of texts) {
    await mkdir(dirname(join(dir, name)), { recursive: true });
    await writeFile(join(dir, name), text);
  }
}

/** Where the build keeps what the rules' texts say: to read them as YAML takes longer than all else of a short command. */
const KEPT_TEXTS = fileURLToPath(new URL('../../dist/rules.texts', import.meta.url));

/** Where what was learnt is kept: of the rules that come with the program beside the program, where the build writes it; of others in their own folder. */
function keptPlace(dir: string): string {
  const isOwn = resolve(dir) !== resolve(defaultRulesDir());
  return isOwn ? join(dir, 'intake.model') : fileURLToPath(new URL('../../dist/intake.model', import.meta.url));
}

/** What was learnt before, when it was learnt of these very symptoms and talk; otherwise it is learnt anew, which takes most of a minute. */
export function keptModelOf(dir: string, files: RuleFile[]): IntakeModel | undefined {
  for (const place of new Set([keptPlace(dir), keptPlace(defaultRulesDir())])) {
    try {
      const model = unpackModel(readFileSync(place), learntVersion(files));
      if (model !== undefined) return model;
    } catch {
      // Not there, or not to be read: it is learnt.
    }
  }
  return undefined;
}

/**
 * Learns from the rules of a folder and keeps it for every later start; of the rules that come with the program, what their texts say as well.
 * Shape: where it was kept; undefined where there is no talk, without which nothing is learnt.
 * Fails: AppError `bad_rules`, `bad_input` when the place cannot be written.
 */
export async function keepRules(dir: string = defaultRulesDir()): Promise<string | undefined> {
  const { files } = await readRuleFiles(dir, 'rules');
  if (resolve(dir) === resolve(defaultRulesDir()))
    await writeFile(KEPT_TEXTS, packTexts(files.map(({ text }) => text)));
  const model = (await loadRules(dir)).model?.();
  if (model === undefined) return undefined;
  const place = keptPlace(dir);
  await writeFile(place, packModel(model, learntVersion(files))).catch((cause: unknown) => {
    throw new AppError(
      'bad_input',
      `What was learnt cannot be written to ${shown(place)}.`,
      { place: shown(place) },
      cause,
    );
  });
  return shown(place);
}

function learntVersion(files: RuleFile[]): string {
  return `${WAY_OF_LEARNING}:${digest(files.filter(({ kind, isTest }) => !isTest && (kind === 'symptoms' || kind === 'talk')))}`;
}

/** A path as a terminal can open it: from here where it lies below, else from the root. */
function shown(path: string): string {
  const near = relative(process.cwd(), path);
  return near.startsWith('..') || isAbsolute(near) ? path : near;
}

function digest(files: RuleFile[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file.kind}/${file.id}\0${file.text}\0`);
  return hash.digest('hex').slice(0, 12);
}
