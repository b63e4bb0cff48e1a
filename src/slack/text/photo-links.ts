/** Links kept of one message. */
const MOST_PHOTOS = 10;

/**
 * The links to photos among these values; the first that fit.
 * Shape: each is an address and nothing else, so that it can stand between < and |; spread into what keeps it. Units: `mostChars` characters of JSON. Fails: never.
 */
export function photoLinks(values: unknown, mostChars = 6_000): { photos?: string[] } {
  if (!Array.isArray(values)) return {};
  const photos: string[] = [];
  for (const link of values) {
    if (typeof link !== 'string' || !/^https?:\/\/[^\s<>|]{1,500}$/.test(link)) continue;
    if (photos.length === MOST_PHOTOS || JSON.stringify([...photos, link]).length > mostChars) break;
    photos.push(link);
  }
  return photos.length === 0 ? {} : { photos };
}
