import { isFields } from '../fields.ts';
import type { FileFacts } from './calls.ts';

/**
 * A file as Slack tells of it in events and answers; as we kept it, too. Fails: never; undefined where there is no address to fetch it from.
 * Source: docs.slack.dev, "File object".
 */
export function readFileFacts(file: unknown): FileFacts | undefined {
  if (!isFields(file)) return undefined;
  const {
    id,
    name,
    mimetype,
    size,
    url_private_download,
    url_private,
    url = url_private_download ?? url_private,
  } = file;
  if (typeof id !== 'string' || typeof url !== 'string') return undefined;
  return {
    id,
    name: typeof name === 'string' ? name.slice(0, 200) : 'file',
    mimetype: typeof mimetype === 'string' ? mimetype.slice(0, 100) : '',
    size: typeof size === 'number' ? size : 0,
    url,
  };
}
