/**
 * One thing that was looked into before the bot is relied on.
 * `state`: `well`; `unsure` where it works and may not for long, or could not be looked into; `ill` where the bot does not do its work so.
 * `remedy` is what to do, absent where all is well.
 */
export type Finding = { what: string; state: 'well' | 'unsure' | 'ill'; says: string; remedy?: string | undefined };
