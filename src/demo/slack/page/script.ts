import { DO } from './script-do.ts';
import { SHOW } from './script-show.ts';

/**
 * What the browser runs.
 * Shape: plain JavaScript without a build; it only ever inserts HTML in which the server escaped every text.
 */
export const SCRIPT = SHOW + DO;
