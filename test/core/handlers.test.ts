import { expect, it } from 'vitest';
import { findHandler, type HandlerRoute } from '../../src/core/handlers.ts';

const routes: HandlerRoute[] = [
  { model: 'HP LaserJet 4250', handler: { kind: 'user', id: 'U0MODEL' } },
  { customer: 'Acme', handler: { kind: 'user', id: 'U0CUSTOMER' } },
];

it('finds the person in charge of a model whichever way it is written, and of no other', () => {
  const claim = { customer: 'acme ', symptoms: [] };
  expect(findHandler(routes, { ...claim, model: 'hp laserjet-4250 16.12' }).id).toBe('U0MODEL');
  expect(findHandler(routes, { ...claim, model: 'HP LaserJet 4250n' }).id).toBe('U0CUSTOMER');
  expect(findHandler(routes, { ...claim, customer: 'Kita', model: 'X 1' })).toEqual({ kind: 'nobody', id: '' });
});
