import type { Bell } from './bell.ts';
import type { Rung } from './bell-state.ts';

/** Of which devices a bell is. Shape: not escaped; `model` as the registry writes it. */
export function bellTitle(
  { kind, value = '' }: Pick<Bell, 'kind' | 'value'>,
  { symptom, model }: { symptom: string; model: string },
): string {
  return kind === 'model' ? `${symptom} on ${model}` : `${symptom} on ${model}, ${kind} ${value}`;
}

/** What made it ring, in one sentence. */
export function bellInWords({ devices, customers, windowMs, usual, chance }: Bell): string {
  const days = Math.max(1, Math.round(windowMs / 86_400_000));
  const usually = usual === 0 ? 'none before' : usual < 0.05 ? 'usual less than 0.1' : `usual ${usual.toFixed(1)}`;
  return `${devices} devices of ${customers} customers within ${days} days; ${usually}. By chance alone so many would come once in ${inWords(1 / chance)} looks`;
}

/** How many it has gathered since; empty where it is as it rang. */
export function gatheredInWords({ bell, claims }: Rung): string {
  return claims.length > bell.claims.length ? `${claims.length} claims by now.` : '';
}

function inWords(number: number): string {
  if (!Number.isFinite(number) || number >= 1e9) return 'a thousand million';
  const digits = 10 ** Math.max(0, Math.floor(Math.log10(number)) - 1);
  return (Math.floor(number / digits) * digits).toLocaleString('en-GB');
}
