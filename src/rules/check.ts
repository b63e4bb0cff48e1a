import { z } from 'zod';
import type { RuleBook } from './book.ts';
import { buildBook } from './build-book.ts';
import { explainTestSchema } from './explain-schema.ts';
import { type Fault, type Finding, renderFaults } from './fault.ts';
import { defaultRulesDir, keptModelOf, readRuleFiles, type RuleFile } from './load.ts';
import { runExplainTest } from './run-explain-test.ts';
import { runItemTest } from './run-item-test.ts';
import { runMeasureTest } from './run-measure-test.ts';
import { runProfileTest } from './run-profile-test.ts';
import { runReportTest } from './run-report-test.ts';
import { runSymptomTest, runTalkTest } from './run-symptom-test.ts';
import { senseFindings } from './sense.ts';
import {
  itemTestSchema,
  measureTestSchema,
  profileTestSchema,
  reportTestSchema,
  symptomTestSchema,
} from './test-schema.ts';
import { checkYaml } from './yaml-faults.ts';

/** What a check found: how many files were read, how many cases run, and every fault as `path:line:column: what, where, why`. */
export type RulesCheck = { files: number; cases: number; faults: string[] };

type Ran = { faults: Fault[]; cases: number };

/**
 * Checks a rules folder: every rule, and what the test beside each says must follow.
 * Fails: never for what stands in the folder; all of it is in `faults`. Tests run only once the rules themselves are sound.
 */
export async function checkRules(dir: string = defaultRulesDir()): Promise<RulesCheck> {
  const found = await readRuleFiles(dir, 'rules-and-tests');
  const rules = found.files.filter((file) => !file.isTest);
  const tests = found.files.filter((file) => file.isTest);
  const { book, faults } = buildBook(found.dir, rules, '', () => keptModelOf(dir, rules));
  const ran = tests.map((file) => runTest(file, book));
  const placed = [
    ...unpaired(rules, tests),
    ...ran.flatMap((result) => result.faults),
    ...(book === undefined ? [] : rules.flatMap((file) => senseFaults(file, book))),
  ];
  return {
    files: found.files.length,
    cases: ran.reduce((sum, result) => sum + result.cases, 0),
    faults: [...found.faults, ...faults, ...renderFaults(placed)],
  };
}

function unpaired(rules: RuleFile[], tests: RuleFile[]): Fault[] {
  const tested = new Set(tests.map(ruleKey));
  const ruled = new Set(rules.map(ruleKey));
  return [
    ...rules
      .filter((file) => !tested.has(ruleKey(file)))
      .map((file) => atTop(file, `no test, beside the rule, write ${file.id}.test.yml`)),
    ...tests
      .filter((file) => !ruled.has(ruleKey(file)))
      .map((file) => atTop(file, `a test without a rule, in ${file.kind}, there is no ${file.id}.yml`)),
  ];
}

function ruleKey(file: RuleFile): string {
  return `${file.kind}/${file.id}`;
}

function atTop(file: RuleFile, text: string): Fault {
  return { path: file.path, line: 1, column: 1, text };
}

function runTest(file: RuleFile, book: RuleBook | undefined): Ran {
  switch (file.kind) {
    case 'items':
      return run(file, itemTestSchema, book, runItemTest, (test) => test.cases.length);
    case 'symptoms':
      return run(file, symptomTestSchema, book, runSymptomTest, (test) => test.match.length + test.miss.length);
    case 'talk':
      return run(file, symptomTestSchema, book, runTalkTest, (test) => test.match.length + test.miss.length);
    case 'explain':
      return run(file, explainTestSchema, book, runExplainTest, (test) => test.cases.length);
    case 'measures':
      return run(file, measureTestSchema, book, runMeasureTest, (test) => test.cases.length);
    case 'models':
      return run(
        file,
        profileTestSchema,
        book,
        runProfileTest,
        (test) => test.recognises.length + test.ignores.length + Object.keys(test.offers).length + test.decodes.length,
      );
    case 'reports':
      return run(
        file,
        reportTestSchema,
        book,
        runReportTest,
        (test) => test.recognises.length + test.ignores.length + test.cases.length,
      );
  }
}

function run<T>(
  file: RuleFile,
  schema: z.ZodType<T>,
  book: RuleBook | undefined,
  runner: (book: RuleBook, id: string, test: T) => Finding[],
  count: (test: T) => number,
): Ran {
  const checked = checkYaml(file, schema);
  if (checked.value === undefined) return { faults: checked.faults, cases: 0 };
  if (book === undefined) return { faults: [], cases: 0 };
  return { faults: runner(book, file.id, checked.value).map(checked.place), cases: count(checked.value) };
}

function senseFaults(file: RuleFile, book: RuleBook): Fault[] {
  const findings = senseFindings(book, file.kind, file.id);
  return findings.length === 0 ? [] : findings.map(checkYaml(file, z.unknown()).place);
}
