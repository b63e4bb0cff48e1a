/**
 * The app as it was installed in one workspace of Slack.
 * Shape: `sealed` is what the install gave, tokens among it, encrypted: whoever has the store alone cannot read it; `key` names the key it was sealed with.
 * Units: `at`, when it was installed, milliseconds since 1970.
 */
export type Installation = { team: string; at: number; key: string; sealed: string };
