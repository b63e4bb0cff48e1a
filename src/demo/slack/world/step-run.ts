import type { StepFact } from '../app-facts.ts';
import type { Fields } from '../json.ts';

/** One run of a step by somebody's workflow. */
export interface StepRun {
  /** The function_execution_id. */
  readonly id: string;
  readonly callbackId: string;
  readonly step: StepFact;
  /** Who set the workflow off. */
  readonly user: string;
  readonly inputs: Fields;
  /** Good for this run alone, and only while it goes on. */
  readonly token: string;
  state: 'running' | 'completed' | 'failed';
  outputs?: Fields;
  error?: string;
}
