import type { Secret } from '../core/secret.ts';

/** Takes our secrets, and anything shaped like a Slack token, out of a text that goes to the log. */
export function openRedact(secrets: readonly (Secret | undefined)[]): (text: string) => string {
  const known = secrets.flatMap((secret) => (secret === undefined || secret.reveal() === '' ? [] : [secret.reveal()]));
  return (text) => {
    let out = text;
    for (const secret of known) out = out.replaceAll(secret, '[secret]');
    return out.replace(/\bxox[a-z]-[\w-]+|\bx(?:app|wfp)-[\w-]+|hooks\.slack\.com\/\S+/g, '[secret]');
  };
}
