import type { Neighbour, Neighbours } from './neighbours.ts';
import { ageInWords } from './words.ts';

/** What was looked for and how far, in one sentence. Shape: not escaped. */
export function neighboursInWords({
  claim,
  model,
  sign,
  isEarly,
  devices,
  among,
  looked,
  claimed,
  muted,
  found,
}: Neighbours): string {
  if (isEarly === true) return `Claim ${claim} is still being read; ask again once its card says Complete.`;
  if (sign === undefined) return `Nothing is out of the ordinary in claim ${claim} that other devices could have too.`;
  const rest = [
    ...(claimed === 0 ? [] : [`${claimed} with a claim of it left out`]),
    ...(muted === 0 ? [] : [`${muted} of muted customers left out`]),
  ];
  const said = `${found.length === 0 ? 'No other' : found.length} ${found.length === 1 ? 'device' : 'devices'} of ${model} without a claim`;
  const where = `of ${looked} with a stored value that is young enough, out of ${among === undefined ? '' : `the first ${among} of `}${devices}`;
  return `${said} ${found.length === 1 ? 'goes' : 'go'} the way of claim ${claim}: ${sign} (${[where, ...rest].join('; ')}). Stored readings, not live.`;
}

/** One of them. Shape: not escaped. Units: `now` milliseconds since 1970. */
export function neighbourInWords({ serial, customer, site, isOdd, figure, at, moves }: Neighbour, now: number): string {
  const where = site === undefined ? customer : `${customer}, ${site}`;
  const way = moves === undefined ? '' : `, ${moves.movement} since ${ageInWords(moves.since, now)}`;
  return `${serial} (${where}): ${figure}${isOdd ? ', odd already' : ''}${way}; read ${ageInWords(at, now)}`;
}
