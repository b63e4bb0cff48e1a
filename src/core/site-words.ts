import type { SiteItem, SiteView } from './site-view.ts';
import { ageInWords } from './words.ts';

/**
 * What the other devices at the site say, in one line; undefined where nothing was looked at.
 * Shape: not escaped. Units: `now` milliseconds since 1970.
 */
export function siteInWords(site: SiteView | undefined, now: number): string | undefined {
  if (site === undefined) return undefined;
  const { devices, items, says, oldest } = site;
  const [first] = items;
  if (says === 'alone')
    return 'Site: no other device of this customer is registered here, so the site cannot be told from the machine';
  if (first === undefined || says === 'unread') {
    return `Site: of ${others(devices)} here no stored value of what is odd is young enough: the site cannot be told from the machine`;
  }
  const age = oldest === undefined ? '' : ` (stored readings, not live; the oldest ${ageInWords(oldest, now)})`;
  return `Site: ${toldOf(site, first)}${age}`;
}

function toldOf({ says, items }: SiteView, first: SiteItem): string {
  const said = `${asIn(first)} at ${countIn(first)} here${modelIn(first)}`;
  switch (says) {
    case 'site': {
      const more = items.slice(1, 3).map((one) => `; ${asIn(one)} at ${one.all.same} of ${one.all.judged}`);
      return `${said}${more.join('')}: look at the site first`;
    }
    case 'machine':
      return `${said}: look at the machine first`;
    case 'too-few':
      return `${said}: too few to tell the site from the machine`;
    case 'unclear':
    case 'unread':
    case 'alone':
      return `${said}: it could be either`;
  }
}

function countIn({ all: { same, judged } }: SiteItem): string {
  return `${same === 0 ? 'none' : same} of ${others(judged)}`;
}

function others(devices: number): string {
  return devices === 1 ? '1 other device' : `${devices} other devices`;
}

function modelIn({ all, ofModel }: SiteItem): string {
  if (ofModel.judged === all.judged) return ', all of this model';
  return ofModel.judged === 0 ? ', none of them of this model' : `, ${ofModel.same} of ${ofModel.judged} of this model`;
}

function asIn({ title, part, partTitle = part, side, state }: SiteItem): string {
  const name = partTitle === undefined ? title : `${title}, ${partTitle}`;
  return state === undefined ? `${name} on the ${side} side` : `${name} at “${state}”`;
}
