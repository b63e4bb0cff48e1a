import { expect, it } from 'vitest';
import { dossierText } from '../../src/cli/dossier-text.ts';
import type { Dossier } from '../../src/core/dossier.ts';
import type { Reading } from '../../src/core/reading.ts';
import type { AbsentReason } from '../../src/core/value.ts';

function absent(item: string, reason: AbsentReason): Reading {
  return { item, value: { kind: 'absent', reason }, evidence: [], at: 0 };
}

const dossier: Dossier = {
  claim: {
    id: 1,
    sourceKey: 'k',
    serial: 'C-0',
    symptoms: ['light-print'],
    words: 'too light',
    by: 'terminal',
    at: 0,
    origin: { via: 'terminal' },
    status: 'open',
    handler: { kind: 'nobody', id: '' },
    events: [],
    revision: 1,
  },
  symptomTitles: ['Light print'],
  device: { serial: 'C-0', model: 'M-1', customer: 'Acme', address: '127.0.0.1' },
  items: [
    { item: 'a', title: 'Drum charge', because: 'b', symptom: 'light-print', serviceMode: 'V-CONT in service mode' },
    { item: 'c', title: 'Toner', because: 'b', symptom: 'light-print', serviceMode: 'the panel' },
  ],
  questions: ['Since when?'],
  fetches: [
    {
      n: 0,
      key: 'claim',
      by: 'terminal',
      askedAt: 0,
      phase: 'complete',
      doneAt: 1,
      outcome: { kind: 'refused', said: 'SNMP 3, 2 requests' },
      readings: [absent('a', 'unsupported'), absent('c', 'refused')],
      comparisons: [],
      measures: [],
      peers: { eligible: 0, customers: 0, asked: 0, live: 0, stored: 0, pending: 0, missing: 0 },
      warnings: ['Nothing could be read from C-0: SNMP 3, 2 requests.'],
    },
  ],
  now: 1,
};

it('a dossier as text says where an engineer finds what the model does not offer, and why nothing was read', () => {
  const text = dossierText(dossier);
  expect(text).toContain(
    'Not offered over the network; an engineer finds it at\n  Drum charge: V-CONT in service mode\n',
  );
  expect(text).not.toContain('the panel');
  expect(text).toContain('! Nothing could be read from C-0: SNMP 3, 2 requests.');
});
