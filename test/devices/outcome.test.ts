import { describe, expect, it } from 'vitest';
import type { Ask, Place } from '../../src/core/place.ts';
import type { AbsentReason } from '../../src/core/value.ts';
import { outcomeOf, type Tried } from '../../src/devices/outcome.ts';
import type { AskResults, PlaceResult } from '../../src/devices/place-result.ts';

const SNMP: Place = { kind: 'snmp-get', oid: '1.3.6.1.2.1.1.3.0', decode: {} };
const PAGE: Place = { kind: 'http', path: '/usage.xml', pick: '/total', decode: {} };
const SERVICE: Place = { kind: 'http', service: 'remote-maintenance', pick: '/total', decode: {} };

function next(reason: AbsentReason, raw: string): PlaceResult {
  return { kind: 'next', reason, evidence: { protocol: 'snmp', place: 'p', raw, at: 0, tookMs: 1 } };
}

function tried(places: Place[], results: AskResults, hasCommunity = true): Tried {
  const asks: Ask[] = [{ item: 'copies.total', kind: 'number', places }];
  return { asks, results: [results], hasCommunity };
}
const snmp = (hasAnswered: boolean, words = 'SNMP 2c, 3 requests, 0.4 s') => ({
  hasAnswered,
  isOther: false,
  said: {},
  tried: words,
});

describe('how a device answered as a whole', () => {
  it('is refused where it answers and gives no access to anything', () => {
    expect(
      outcomeOf({ snmp: snmp(true) }, tried([SNMP], [next('refused', 'the device says authorizationError')])),
    ).toEqual({
      kind: 'refused',
      said: 'SNMP 2c, 3 requests, 0.4 s; the device says authorizationError',
    });
  });

  it('is answered where one thing is refused and another told, and where nothing is offered', () => {
    const found: PlaceResult = {
      kind: 'found',
      found: [
        {
          value: { kind: 'absent', reason: 'unknown' },
          evidence: { protocol: 'snmp', place: 'p', raw: '-2', at: 0, tookMs: 1 },
          at: 0,
        },
      ],
    };
    expect(outcomeOf({ snmp: snmp(true) }, tried([PAGE, SNMP], [next('refused', 'HTTP 401'), found])).kind).toBe(
      'answered',
    );
    expect(outcomeOf({ snmp: snmp(true) }, tried([SNMP], [next('unsupported', 'noSuchObject')])).kind).toBe('answered');
    const said = { ...snmp(true), said: { model: 'M-1' } };
    expect(outcomeOf({ snmp: said }, tried([SNMP], [next('refused', 'noAccess')])).kind).toBe('answered');
  });

  it("is refused where only the device's own pages answer, with a login", () => {
    const http = { hasAnswered: false, tried: ['HTTP: 401'] };
    const results = [next('timeout', 'no answer'), next('refused', 'HTTP 401')];
    expect(outcomeOf({ snmp: snmp(false), http }, tried([SNMP, PAGE], results))).toEqual({
      kind: 'refused',
      said: 'SNMP 2c, 3 requests, 0.4 s; HTTP: 401; HTTP 401',
    });
  });

  it('is silent where only a service beside it refused, and says what else silence may be', () => {
    const results = [next('timeout', 'no answer'), next('refused', 'HTTP 403')];
    const http = { hasAnswered: false, tried: ['remote-maintenance: HTTP 403'] };
    expect(outcomeOf({ snmp: snmp(false), http }, tried([SNMP, SERVICE], results))).toEqual({
      kind: 'silent',
      tried: 'SNMP 2c, 3 requests, 0.4 s; remote-maintenance: HTTP 403; a wrong community looks the same',
    });
    expect(outcomeOf({ snmp: snmp(false) }, tried([SNMP], [next('timeout', 'no answer')], false))).toEqual({
      kind: 'silent',
      tried: 'SNMP 2c, 3 requests, 0.4 s',
    });
  });
});
