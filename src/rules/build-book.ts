import { join } from 'node:path';
import type { z } from 'zod';
import type { RuleBook, RuleKind } from './book.ts';
import { explainFindings, explainSchema } from './explain-schema.ts';
import { type Fault, type Finding, renderFaults } from './fault.ts';
import { type IntakeModel, learnModel } from './intake-model.ts';
import { itemFindings, type Known, measureFindings, profileFindings, symptomFindings } from './references.ts';
import { reportFindings } from './report-references.ts';
import { reportSchema } from './report-schema.ts';
import { itemSchema } from './item-schema.ts';
import { measureSchema, type ProfileDef, profileSchema, type SymptomDef, symptomSchema } from './schema.ts';
import { type TalkDef, talkSchema } from './talk-schema.ts';
import { type CheckedFile, checkYaml, type YamlFile } from './yaml-faults.ts';

/** A rule file with the kind its folder says and the id its name says. */
export type RuleText = YamlFile & { kind: RuleKind; id: string };

/**
 * Makes a RuleBook of texts; `dir` is how their folder is shown, `kept` gives what was learnt of these rules before.
 * Shape: `book` is there only when `faults` is empty; the faults are of all files at once.
 * Fails: never.
 */
export function buildBook(
  dir: string,
  files: RuleText[],
  version: string,
  kept: () => IntakeModel | undefined = () => undefined,
): { book: RuleBook | undefined; faults: string[] } {
  const items = checkAll(files, 'items', itemSchema);
  const symptoms = checkAll(files, 'symptoms', symptomSchema);
  const models = checkAll(files, 'models', profileSchema);
  const measures = checkAll(files, 'measures', measureSchema);
  const reports = checkAll(files, 'reports', reportSchema);
  const talk = checkAll(files, 'talk', talkSchema);
  const explain = checkAll(files, 'explain', explainSchema);

  const known: Known = {
    itemIds: new Set(items.map((file) => file.id)),
    items: valuesById(items),
    symptomIds: new Set(symptoms.map((file) => file.id)),
    measureIds: new Set(measures.map((file) => file.id)),
    parents: new Map(models.map((file) => [file.id, file.value?.extends])),
  };
  const faults = [
    ...check(items, (item) => itemFindings(item, known)),
    ...check(symptoms, (symptom) => symptomFindings(symptom, known)),
    ...check(models, (profile) => profileFindings(profile, known)),
    ...check(measures, (measure) => measureFindings(measure, known)),
    ...check(reports, (report) => reportFindings(report, known)),
    ...check(talk, () => []),
    ...check(explain, (language) => explainFindings(language, known)),
    ...genericFaults(models, join(dir, 'models')),
  ];
  const generic = models.find((file) => file.value !== undefined && file.value.match === undefined)?.value;
  if (faults.length > 0 || generic === undefined) return { book: undefined, faults: renderFaults(faults) };
  const profiles = values(models).filter((profile) => profile !== generic);
  const learnt = onceLearnt(valuesById(symptoms), values(talk), kept);
  const book = {
    items: known.items,
    symptoms: valuesById(symptoms),
    model: learnt,
    profiles,
    generic,
    measures: values(measures),
    reports: values(reports),
    explain: values(explain),
    version,
  };
  return { book, faults: [] };
}

/** What was learnt, kept or learnt anew, when it is first asked for. */
function onceLearnt(
  symptoms: Map<string, SymptomDef>,
  talk: TalkDef[],
  kept: () => IntakeModel | undefined,
): () => IntakeModel | undefined {
  let model: IntakeModel | undefined;
  return () => {
    if (talk.length === 0) return undefined;
    model ??= kept() ?? learnModel(symptoms, talk);
    return model;
  };
}

type Rule<T> = CheckedFile<T> & { id: string };

function checkAll<T>(files: RuleText[], kind: RuleKind, schema: z.ZodType<T>): Rule<T>[] {
  return files.filter((file) => file.kind === kind).map((file) => ({ ...checkYaml(file, schema), id: file.id }));
}

/** Faults of shape, then what only a well-formed file can be asked: its id and its references. */
function check<T extends { id: string }>(files: Rule<T>[], findings: (value: T) => Finding[]): Fault[] {
  return files.flatMap((file) => {
    const { value } = file;
    if (value === undefined) return file.faults;
    const named: Finding[] = value.id === file.id ? [] : [misnamed(value.id, file.id)];
    return [...named, ...findings(value)].map(file.place);
  });
}

function misnamed(id: string, name: string): Finding {
  return {
    what: `id "${id}" is not the file's name`,
    where: ['id'],
    why: `call it "${name}" or rename the file`,
    on: 'value',
  };
}

function genericFaults(models: Rule<ProfileDef>[], folder: string): Fault[] {
  const generic = models.filter((file) => file.value !== undefined && file.value.match === undefined);
  const [first, ...more] = generic;
  // A broken profile may be the generic one: its own faults come first.
  if (first === undefined && models.some((file) => file.value === undefined)) return [];
  if (first === undefined)
    return [
      {
        path: folder,
        line: 1,
        column: 1,
        text: 'no generic profile, in this folder, exactly one profile has no "match"',
      },
    ];
  return more.map((file) =>
    file.place({
      what: 'a second generic profile',
      where: [],
      why: `${first.path} has no "match" either: exactly one may`,
      on: 'key',
    }),
  );
}

function values<T>(files: Rule<T>[]): T[] {
  return files.flatMap((file) => (file.value === undefined ? [] : [file.value]));
}

function valuesById<T extends { id: string }>(files: Rule<T>[]): Map<string, T> {
  return new Map(values(files).map((value) => [value.id, value]));
}
