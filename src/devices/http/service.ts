import type { Device } from '../../core/device.ts';
import type { HttpService } from '../../core/http-service.ts';
import type { DocumentFormat } from '../../core/place.ts';

/** What of a device may stand in the address of its document. */
export type Named = Pick<Device, 'serial' | 'model' | 'address'>;

const PLACEHOLDERS = ['serial', 'model', 'address'] as const;

/**
 * The address of a device's document, and what is sent with it.
 * Fails: throws where the template makes no address.
 */
export function documentRequest(
  service: HttpService,
  device: Named,
): { origin: string; path: string; headers: Record<string, string> } {
  const url = new URL(filled(service.urlTemplate, device));
  const headers: Record<string, string> = { accept: ACCEPT[service.format ?? 'json'], ...service.headers };
  const { auth } = service;
  if (url.username !== '')
    headers['authorization'] = basic(decodeURIComponent(url.username), decodeURIComponent(url.password));
  switch (auth?.kind) {
    case 'bearer':
      headers['authorization'] = `Bearer ${auth.token.reveal()}`;
      break;
    case 'basic':
      headers['authorization'] = basic(auth.user, auth.password.reveal());
      break;
    case 'header':
      headers[auth.name.toLowerCase()] = auth.value.reveal();
      break;
    case 'query':
      url.searchParams.append(auth.name, auth.value.reveal());
      break;
    case undefined:
      break;
  }
  return { origin: url.origin, path: `${url.pathname}${url.search}`, headers };
}

const ACCEPT: Record<DocumentFormat, string> = {
  json: 'application/json',
  'relaxed-json': 'application/json, */*;q=0.5',
  xml: 'application/xml, text/xml, */*;q=0.5',
  csv: 'text/csv, */*;q=0.5',
  html: 'text/html',
};

/** The same address to be shown: without user, password and whatever else a query may hold besides the device itself. */
export function shownUrl(service: HttpService, device: Named): string {
  const [plain = '', query] = service.urlTemplate.split('#', 1)[0]?.split('?', 2) ?? [];
  const shownQuery = (query ?? '')
    .split('&')
    .map((pair) =>
      /=\{(serial|model|address)\}$/.test(pair) || !pair.includes('=')
        ? pair
        : `${pair.slice(0, pair.indexOf('='))}=...`,
    )
    .join('&');
  const base = plain.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, '$1');
  return filled(query === undefined ? base : `${base}?${shownQuery}`, device);
}

function filled(template: string, device: Named): string {
  let text = template;
  for (const name of PLACEHOLDERS) text = text.replaceAll(`{${name}}`, () => encodeURIComponent(device[name]));
  return text;
}

function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}
