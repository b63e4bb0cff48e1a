import type { ItemDef } from '../core/item.ts';
import type { MeasureDef } from '../core/measure.ts';
import type { ExplainDef } from './explain-schema.ts';
import type { IntakeModel } from './intake-model.ts';
import type { ReportDef } from './report-schema.ts';
import type { ProfileDef, SymptomDef } from './schema.ts';

/** The kinds of rule; each is a folder of `rules/`. */
export const RULE_KINDS = ['items', 'symptoms', 'models', 'measures', 'reports', 'talk', 'explain'] as const;
export type RuleKind = (typeof RULE_KINDS)[number];

/**
 * All rules, checked.
 * Shape: `profiles` holds every profile but the generic one; maps and lists are in order of id.
 * `version` is a short digest of the files' contents: the same rules give the same version anywhere.
 */
export type RuleBook = {
  items: Map<string, ItemDef>;
  symptoms: Map<string, SymptomDef>;
  profiles: ProfileDef[];
  generic: ProfileDef;
  measures: MeasureDef[];
  /** Formats of service-mode lists. */
  reports: ReportDef[];
  /** What a customer is told, a language each. */
  explain: ExplainDef[];
  version: string;
  /** What was learnt of the symptoms and the talk, made ready when it is first asked for; nothing where there is no talk to tell them from. */
  model?: (() => IntakeModel | undefined) | undefined;
};
