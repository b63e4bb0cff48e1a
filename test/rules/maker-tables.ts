const TYPE = '1.3.6.1.2.1.43.11.1.1.5';
const DESCRIPTION = '1.3.6.1.2.1.43.11.1.1.6';
const MAX = '1.3.6.1.2.1.43.11.1.1.8';
const LEVEL = '1.3.6.1.2.1.43.11.1.1.9';
const UNIT = '1.3.6.1.2.1.43.11.1.1.7';
const LEXMARK_COUNTS = '1.3.6.1.4.1.641.6.4.1.1.1';
const LEXMARK_PAPER = '1.3.6.1.4.1.641.6.4.2.1.1';
const RICOH_TONER = '1.3.6.1.4.1.367.3.2.1.2.24.1.1';

type Tables = [profile: string, item: string, place: number, columns: Record<string, string[]>, parts: string[]][];

/** Columns as recorded or, for Ricoh and Lexmark, as their MIBs say (rows 1.1, 1.2, ...), and what the n-th place of the item makes of them. */
export const TABLES: Tables = [
  ...genericTables(),
  [
    'sharp',
    'drum.life',
    0,
    {
      [TYPE]: ['3', '4', '9', '10'],
      [DESCRIPTION]: ['Black Toner', 'Waste Toner', 'Black Photoconductive Drum', 'Black Developer'],
      [MAX]: ['100', '-2', '-2', '-2'],
      [LEVEL]: ['75', '100', '9', '9'],
    },
    ['black Black Photoconductive Drum: 9 percent'],
  ],
  [
    'samsung',
    'feed-roller.life',
    0,
    {
      [DESCRIPTION]: ['Fuser S/N:', 'Transfer Roller', 'ADF Roller', 'MP Roller', 'Tray 1 Roller'],
      [MAX]: ['90000', '150000', '100000', '100000', '200000'],
      [LEVEL]: ['67066', '127066', '95643', '99959', '181069'],
    },
    ['adf ADF Roller: 95.643 percent', 'bypass MP Roller: 99.959 percent', 'tray-1 Tray 1 Roller: 90.5345 percent'],
  ],
  [
    'brother',
    'transfer.life',
    1,
    { [DESCRIPTION]: ['Waste Toner Box', 'Belt Unit'], [MAX]: ['-2', '100000'], [LEVEL]: ['-3', '56461'] },
    ['transfer Belt Unit: 56.461 percent'],
  ],
  [
    'brother',
    'tray.media',
    0,
    {
      '1.3.6.1.2.1.43.8.2.1.12': ['THIN', 'REGULAR', 'REGULAR'],
      '1.3.6.1.2.1.43.8.2.1.13': ['AUTO', 'MP TRAY', 'TRAY1'],
    },
    ['bypass MP TRAY: REGULAR', 'tray-1 TRAY1: REGULAR'],
  ],
  [
    'kyocera',
    'tray.media',
    0,
    {
      '1.3.6.1.2.1.43.8.2.1.12': ['Custom 8', 'PLAIN', 'PLAIN'],
      '1.3.6.1.2.1.43.8.2.1.18': ['MP Tray', 'Cassette 1', 'Cassette 2'],
    },
    ['bypass MP Tray: Custom 8', 'tray-1 Cassette 1: PLAIN', 'tray-2 Cassette 2: PLAIN'],
  ],
  [
    'kyocera',
    'tray.media',
    0,
    {
      '1.3.6.1.2.1.43.8.2.1.12': ['Normal', 'Normal', 'Recycling', 'Recycling'],
      '1.3.6.1.2.1.43.8.2.1.18': ['MP-Fach', 'Kassette 1', 'PF-3110', 'PF-3110'],
    },
    ['bypass MP-Fach: Normal', 'tray-1 Kassette 1: Normal', 'tray-3 PF-3110: Recycling', 'tray-4 PF-3110: Recycling'],
  ],
  [
    'sharp',
    'tray.media',
    0,
    {
      '1.3.6.1.2.1.43.8.2.1.12': ['Plain', 'Plain', 'Plain', 'Plain', 'Plain'],
      '1.3.6.1.2.1.43.8.2.1.13': ['Tray 1', 'Tray 5(LCC)', 'Inserter', 'Bypass Tray', 'Auto Select'],
    },
    ['tray-1 Tray 1: Plain', 'tray-5 Tray 5(LCC): Plain', 'tray-3 Inserter: Plain', 'bypass Bypass Tray: Plain'],
  ],
  [
    'ricoh',
    'copies.by-function',
    1,
    {
      '1.3.6.1.4.1.367.3.2.1.2.19.5.1.2': ['400', '401', '10', '870', '200', '300'],
      '1.3.6.1.4.1.367.3.2.1.2.19.5.1.5': ['Printer', 'Black', 'Total', 'Scan', 'Copier', 'Fax'],
      '1.3.6.1.4.1.367.3.2.1.2.19.5.1.9': ['41', '30', '61', '9', '20', '-1'],
    },
    ['print Printer: 41 impressions', 'copy Copier: 20 impressions', 'fax Fax: unknown'],
  ],
  [
    'ricoh',
    'copies.total',
    1,
    { '1.3.6.1.4.1.367.3.2.1.2.19.5.1.2': ['400', '10'], '1.3.6.1.4.1.367.3.2.1.2.19.5.1.9': ['41', '61'] },
    ['undefined : 61 impressions'],
  ],
  [
    'lexmark',
    'copies.by-function',
    0,
    {
      [`${LEXMARK_PAPER}.2`]: ['1', '16', '48'],
      [`${LEXMARK_PAPER}.3`]: ['5', '4', '3'],
      [`${LEXMARK_PAPER}.4`]: ['9', '8', '7'],
    },
    ['print : 8 impressions', 'fax : unsupported'],
  ],
  [
    'xerox',
    'transfer.life',
    0,
    {
      [TYPE]: ['20', '20', '20', '15'],
      [DESCRIPTION]: ['Transfer Belt Cleaner', 'Second Bias Transfer Roll', 'Transfer Kit', 'Fuser'],
      [MAX]: ['100', '100', '100', '100'],
      [LEVEL]: ['65', '86', '12', '5'],
    },
    [
      'transfer-cleaner Transfer Belt Cleaner: 65 percent',
      'transfer-roller Second Bias Transfer Roll: 86 percent',
      'transfer-3 Transfer Kit: 12 percent',
    ],
  ],
  [
    'epson',
    'firmware.version',
    0,
    {
      '1.3.6.1.4.1.1248.1.2.2.2.1.1.3': ['Main FW', 'Serial No', 'Network FW'],
      '1.3.6.1.4.1.1248.1.2.2.2.1.1.2': ['TS20P2', 'X7F4008528', '03.77'],
    },
    ['main Main FW: TS20P2'],
  ],
  [
    'ricoh',
    'supply.toner',
    1,
    { [`${RICOH_TONER}.3`]: ['Cyan', 'Black Toner'], [`${RICOH_TONER}.5`]: ['40', '-100'] },
    ['toner-cyan Cyan: 40 percent', 'toner-black Black Toner: some_left'],
  ],
  [
    'lexmark',
    'jams.by-place',
    0,
    { [`${LEXMARK_COUNTS}.2`]: ['1', '97', '98', '101'], [`${LEXMARK_COUNTS}.4`]: ['40', '12', '3', '9'] },
    ['engine : 12 count', 'adf : 3 count'],
  ],
];

/** Supplies and trays as machines of no known maker name them. */
function genericTables(): Tables {
  const mixed = {
    [TYPE]: ['3', '1', '2', '77', '1', '21', '1', '1', '4', '3'],
    [DESCRIPTION]: [
      'Black toner',
      'Toner (C)',
      '紅色碳粉',
      'Toner Y',
      'Staple cartridge',
      'Staple cartridge',
      'Tonerauffangbehälter',
      'Waste Ink Tank',
      'Waste box',
      'Waste Toner Box',
    ],
    [UNIT]: ['19', '19', '7', '19', '19', '19', '19', '19', '19', '19'],
    [MAX]: ['-2', '100', '-2', '100', '100', '100', '100', '100', '100', '100'],
    [LEVEL]: ['45', '33', '60', '-3', '10', '11', '12', '13', '14', '15'],
  };
  const drums = {
    [TYPE]: ['9', '9', '1', '9', '9', '9'],
    [DESCRIPTION]: ['Drum Cartridge [R1]', 'Drum [R2]', 'Drum unit K', 'OPC', 'OPC', 'Drum (M)'],
    [UNIT]: ['7', '7', '7', '7', '7', '7'],
    [MAX]: ['100', '100', '100', '2147483647', '100', '2147483647'],
    [LEVEL]: ['1', '2', '3', '2147483647', '5', '50'],
  };
  const trays = ['AUTO', 'Automatisch', '自動', 'Manual Feed', 'Manual feed', 'Manual feed tray', 'Bypass', 'Tray 1'];
  return [
    [
      'generic',
      'supply.toner',
      0,
      mixed,
      ['toner-black Black toner: 45 percent', 'toner-cyan Toner (C): 33 percent', 'toner-magenta 紅色碳粉: unknown'],
    ],
    [
      'generic',
      'supply.waste',
      0,
      mixed,
      [
        'waste-7 Tonerauffangbehälter: 12 percent',
        'waste-8 Waste Ink Tank: 13 percent',
        'waste-9 Waste box: 14 percent',
        'waste-10 Waste Toner Box: 15 percent',
      ],
    ],
    [
      'generic',
      'drum.life',
      0,
      drums,
      [
        'r1 Drum Cartridge [R1]: 1 percent',
        'r2 Drum [R2]: 2 percent',
        'black Drum unit K: 3 percent',
        'drum-4 OPC: unknown',
        'drum-5 OPC: 5 percent',
        'magenta Drum (M): unknown',
      ],
    ],
    [
      'generic',
      'drum.life',
      0,
      {
        [TYPE]: ['3', '9'],
        [DESCRIPTION]: ['Toner', 'Drum'],
        [UNIT]: ['7', '7'],
        [MAX]: ['9', '9'],
        [LEVEL]: ['9', '9'],
      },
      ['drum Drum: 100 percent'],
    ],
    [
      'generic',
      'tray.media',
      0,
      {
        '1.3.6.1.2.1.43.8.2.1.9': ['-2', '-2', '-2', '1', '100', '1', '-2', '500'],
        '1.3.6.1.2.1.43.8.2.1.12': trays.map(() => 'plain'),
        '1.3.6.1.2.1.43.8.2.1.13': trays,
      },
      ['tray-5 Manual feed: plain', 'tray-6 Manual feed tray: plain', 'tray-7 Bypass: plain', 'tray-8 Tray 1: plain'],
    ],
  ];
}
