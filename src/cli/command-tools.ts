import type { Config } from '../config/config.ts';

/** What the commands need of the program they belong to: how a result or fault is shown, the configuration, and how numbers are typed. */
export type CommandTools = {
  run: (asJson: boolean | undefined, work: () => Promise<number | undefined>) => Promise<void>;
  configOf: (options: { config?: string | undefined }) => Promise<Config>;
  numberBetween: (least: number, most: number) => (text: string) => number;
};
