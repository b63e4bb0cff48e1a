import type { Secret } from '../../core/secret.ts';

/** A service that answers for a serial; `urlTemplate` holds `{serial}`. */
export type HttpService = { urlTemplate: string; token?: Secret | undefined };

/** The address of a device's document. */
export function documentUrl(service: HttpService, serial: string): string {
  return service.urlTemplate.replaceAll('{serial}', encodeURIComponent(serial));
}

/** The same address to be shown: without user, password and whatever else a query may hold besides the serial. */
export function shownUrl(service: HttpService, serial: string): string {
  const [plain = '', query] = service.urlTemplate.split('#', 1)[0]?.split('?', 2) ?? [];
  const shownQuery = (query ?? '')
    .split('&')
    .map((pair) =>
      pair.endsWith('={serial}') || !pair.includes('=') ? pair : `${pair.slice(0, pair.indexOf('='))}=...`,
    )
    .join('&');
  const base = plain.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, '$1');
  const shown = query === undefined ? base : `${base}?${shownQuery}`;
  return shown.replaceAll('{serial}', encodeURIComponent(serial));
}
