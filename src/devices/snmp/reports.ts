/**
 * Reports with which an engine answers instead of the agent, by the counter they name.
 * Source: RFC 3414, usmStats; RFC 3412, snmpMPDStats; RFC 3413, snmpUnknownContexts.
 */
const REPORTS: Record<string, { name: string; meaning: string }> = {
  '1.3.6.1.6.3.15.1.1.1.0': {
    name: 'usmStatsUnsupportedSecLevels',
    meaning: 'this user may not sign or encrypt as the credential says',
  },
  '1.3.6.1.6.3.15.1.1.2.0': { name: 'usmStatsNotInTimeWindows', meaning: 'the clocks could not be brought together' },
  '1.3.6.1.6.3.15.1.1.3.0': { name: 'usmStatsUnknownUserNames', meaning: 'it does not know the user' },
  '1.3.6.1.6.3.15.1.1.4.0': { name: 'usmStatsUnknownEngineIDs', meaning: 'it does not know its own engine' },
  '1.3.6.1.6.3.15.1.1.5.0': {
    name: 'usmStatsWrongDigests',
    meaning: 'the authentication key or its protocol is wrong',
  },
  '1.3.6.1.6.3.15.1.1.6.0': { name: 'usmStatsDecryptionErrors', meaning: 'the privacy key or its protocol is wrong' },
  '1.3.6.1.6.3.11.2.1.1.0': { name: 'snmpUnknownSecurityModels', meaning: 'it has no users' },
  '1.3.6.1.6.3.11.2.1.2.0': { name: 'snmpInvalidMsgs', meaning: 'it cannot read the message' },
  '1.3.6.1.6.3.11.2.1.3.0': { name: 'snmpUnknownPDUHandlers', meaning: 'nobody there answers such a request' },
  '1.3.6.1.6.3.12.1.4.0': { name: 'snmpUnavailableContexts', meaning: 'the context cannot be had now' },
  '1.3.6.1.6.3.12.1.5.0': { name: 'snmpUnknownContexts', meaning: 'it does not know the context' },
};
const NOT_IN_TIME = '1.3.6.1.6.3.15.1.1.2.0';
const UNKNOWN_ENGINE = '1.3.6.1.6.3.15.1.1.4.0';

/** A report as a sentence for the evidence; `oid` is the counter it names. */
export function reportInWords(oid: string | undefined): string {
  const known = oid !== undefined && Object.hasOwn(REPORTS, oid) ? REPORTS[oid] : undefined;
  if (known === undefined) return `the device refused with the report ${oid ?? 'of nothing'}`;
  return `the device refused with the report ${known.name}: ${known.meaning}`;
}

/** Whether a report only says that we hold an old engine or an old clock, and brings the right one. */
export function isOutOfStep(oid: string): boolean {
  return oid === NOT_IN_TIME || oid === UNKNOWN_ENGINE;
}
