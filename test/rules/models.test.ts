import { beforeAll, describe, expect, it } from 'vitest';
import type { RuleBook } from '../../src/rules/book.ts';
import { loadRules } from '../../src/rules/load.ts';
import { matchProfile } from '../../src/rules/match-profile.ts';
import type { ProfileDef } from '../../src/rules/schema.ts';

/** Names out of recordings, notes and catalogues; a sister brand's name stands before that of a model it shares. */
const NAMES: Record<string, string[]> = {
  kyocera: [
    'CS 4053ci',
    'ECOSYS P2040dw',
    'Kyocera TASKalfa 4053ci',
    'TASKalfa 5054ci',
    'KYOCERA ECOSYS M2540dn',
    'FS-1028MFP',
    'FS-C8500DN',
    'UTAX 2508ci',
    'Triumph-Adler 3206ci',
  ],
  brother: [
    'Brother HL-L8260CDW series',
    'DCP-1618W',
    'DCP-7070DW',
    'HL-1112',
    'HL-5350DN',
    'MFC-8880DN',
    'MFC-B7715DW',
    'MFC-J5320DW',
  ],
  'brother-kit-50k': ['DCP-9020CDW', 'DCP-L3550CDW'],
  'brother-kit-100k': ['HL-L5100DN', 'MFC-L8650CDW'],
  'hp-clj2550': ['HP Color LaserJet 2550n'],
  'hp-clj4500': ['HP Color LaserJet 4500N'],
  'hp-lj2400': ['hp LaserJet 2420'],
  'hp-lj4015': ['HP LaserJet P4015n'],
  'hp-lj4730': ['hp LaserJet 4730 MFP'],
  hp: ['HP LaserJet MFP M130nw', 'HP LaserJet P2055dn', 'hp LaserJet 4250', 'HP OfficeJet Pro 6830', 'LaserJet 5100'],
  canon: [
    'Canon LBP6670',
    'LBP6670',
    'Canon iR-ADV C5535 III 16.12',
    'iR-ADV C3822',
    'iR7086',
    'iR8500',
    'Canon MF720',
  ],
  ricoh: [
    'RICOH Aficio MP C3002',
    'Aficio MP C3002',
    'MP C2503',
    'MP C3004',
    'MP 301SPF',
    'Gestetner MP C3002',
    'LANIER MP C2503',
    'NRG MP C2503',
    'SAVIN MP C3002',
  ],
  'konica-minolta': ['KONICA MINOLTA bizhub C250i', 'bizhub C250i', 'Develop ineo+ 280', 'ineo+ 280'],
  sharp: ['SHARP MX-M266NV', 'MX-3570N', 'Sharp MX-5001N'],
  xerox: [
    'Xerox AltaLink C8045',
    'Xerox C315',
    'Xerox WorkCentre Pro 423',
    'Xerox Phaser 8560DN',
    'FUJIFILM C7580',
    'FUJI XEROX C810',
  ],
  samsung: ['Samsung M408x Series', 'SAMSUNG C4060FX', 'Samsung ML-3470', 'Xerox Phaser 3200'],
  epson: ['EPSON CW-C6500Au', 'EPSON SC-T3405 Series', 'Epson L575', 'AM-C550'],
  oki: ['OKI MC873', 'MC873'],
  lexmark: ['Lexmark MS810', 'Dell S5830dn 7XQ1R92 LW62', 'Toshiba e-STUDIO305CS'],
  toshiba: ['TOSHIBA e-STUDIO2505AC', 'Toshiba e-STUDIO 4500c'],
  sim: ['SIM-1200', 'SIM-3500', 'SIM-9100'],
  // No profile: the standard objects are all that is known of these without guessing.
  generic: ['Pantum M6500', 'Riso ComColor 3150', ''],
};

/** The trees that the recordings and the notes give for a maker. */
const TREES: [model: string, sysObjectID: string, profile: string][] = [
  ['CS 4053ci', '1.3.6.1.4.1.1347.41', 'kyocera'],
  ['Brother HL-L8260CDW series', '1.3.6.1.4.1.2435.2.3.9.1', 'brother'],
  ['HP LaserJet MFP M130nw', '1.3.6.1.4.1.11.2.3.9.1', 'hp'],
  ['Canon LBP6670', '1.3.6.1.4.1.1602.4.2', 'canon'],
  ['RICOH Aficio MP C3002', '1.3.6.1.4.1.367.1.1', 'ricoh'],
  ['KONICA MINOLTA bizhub C250i', '1.3.6.1.4.1.18334.1.1.1.2.1.181.2.4', 'konica-minolta'],
  ['SHARP MX-M266NV', '1.3.6.1.4.1.2385.3.1.111.1.26', 'sharp'],
  ['Xerox AltaLink C8045', '1.3.6.1.4.1.253.8.62.1.35.2.3.1.1', 'xerox'],
  ['Samsung M408x Series', '1.3.6.1.4.1.236.11.5.11.62.1', 'samsung'],
  ['Xerox Phaser 3200', '1.3.6.1.4.1.236.11.5.1', 'samsung'],
  ['EPSON CW-C6500Au', '1.3.6.1.4.1.1248.1.1.2.1.3.5.69.69.80.83.50', 'epson'],
  ['OKI MC873', '1.3.6.1.4.1.2001.1.1.1.1', 'oki'],
  ['Dell S5830dn', '1.3.6.1.4.1.674.10898.100.2.1', 'lexmark'],
  // A name that says one maker and a tree that says another: only the standard objects are safe.
  ['Brother HL-L8260CDW series', '1.3.6.1.4.1.11.2.3.9.1', 'generic'],
];

const EACH = Object.entries(NAMES).flatMap(([id, models]) => models.map((model): [string, string] => [model, id]));

let book: RuleBook;
beforeAll(async () => {
  book = await loadRules();
});

function own(model: string): string {
  return matchProfile(book, { model }).id;
}

/** A profile and those it extends, which all know its models' names. */
function lineOf(id: string): string[] {
  const profile = book.profiles.find((each) => each.id === id);
  if (profile === undefined) return [];
  return [id, ...(profile.extends === undefined ? [] : lineOf(profile.extends))];
}

function fitting(model: string): string[] {
  const alone = (profile: ProfileDef): RuleBook => ({ ...book, profiles: [profile] });
  return book.profiles.filter((profile) => matchProfile(alone(profile), { model }) === profile).map(({ id }) => id);
}

describe('the profiles of makers', () => {
  it('have an id each, and names in this test', () => {
    const ids = [book.generic, ...book.profiles].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.toSorted()).toEqual(Object.keys(NAMES).toSorted());
    expect(EACH.length).toBeGreaterThanOrEqual(60);
  });

  it.each(EACH)('know the name %j as %s, and as no other', (model, id) => {
    expect(own(model)).toBe(id);
    expect(fitting(model).toSorted()).toEqual(lineOf(id).toSorted());
  });

  it.each(EACH)('know %j in capitals, in small letters, and with a firmware and a serial behind it', (model, id) => {
    for (const noisy of [model.toUpperCase(), model.toLowerCase(), `${model} 16.12`, `${model} 7XQ1R92 LW62`])
      expect(own(noisy), noisy).toBe(id);
  });

  it.each(TREES)('take %j with the tree %s for %s', (model, sysObjectID, id) => {
    expect(matchProfile(book, { model, sysObjectID }).id).toBe(id);
  });

  it('never turn the code of a supply into a number', () => {
    const levels = book.profiles.flatMap(({ id, places }) =>
      Object.entries(places).flatMap(([item, all]) =>
        all.flatMap((place) =>
          place.kind === 'snmp-table' && place.value === 'level' ? [{ where: `${id} ${item}`, place }] : [],
        ),
      ),
    );
    expect(levels.length).toBeGreaterThanOrEqual(10);
    for (const { where, place } of levels)
      expect(place.decode.sentinels, where).toMatchObject({ '-1': 'unlimited', '-2': 'unknown', '-3': 'some_left' });
  });

  it('divide a level by its capacity, or say that it is a percentage already', () => {
    const undivided = book.profiles.flatMap(({ id, places }) =>
      Object.entries(places).flatMap(([item, all]) =>
        all.flatMap((place) =>
          place.kind === 'snmp-table' && place.value === 'level' && place.outOf === undefined ? [`${id} ${item}`] : [],
        ),
      ),
    );
    expect(undivided).toEqual(['ricoh supply.toner']);
  });

  it('count impressions and sheets by their name wherever a total has more than one place', () => {
    const units = book.profiles.find(({ id }) => id === 'ricoh')?.places['copies.total'];
    expect(units?.map(({ decode }) => decode.unit ?? 'impressions')).toEqual(['impressions', 'impressions', 'sheets']);
  });
});
