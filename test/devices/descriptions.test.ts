import { describe, expect, it } from 'vitest';
import { type Encoded, octets, oidValue } from './ber.ts';
import { openObjectReading } from './read-objects.ts';

const readObjects = await openObjectReading();

/** Who a device with nothing but these objects is taken for, and its firmware if it says one. */
async function identified(objects: Record<string, Encoded>): Promise<(string | undefined)[]> {
  const read = await readObjects(objects);
  const firmware = read.rows.find(({ item, value }) => item === 'firmware.version' && value.kind === 'text');
  return [read.model, read.profile, read.serial, firmware?.value.kind === 'text' ? firmware.value.text : undefined];
}

/** What a device says of itself that only has sysDescr, and sysObjectID below this of its maker's. */
function described(said: string, tree: string): Record<string, Encoded> {
  return { '1.3.6.1.2.1.1.1.0': octets(said), '1.3.6.1.2.1.1.2.0': oidValue(`1.3.6.1.4.1.${tree}`) };
}

/** sysDescr of products, with the tree of their sysObjectID, and what is to be told from them. */
const DESCRIBED: [string, string, string, string, string?][] = [
  [
    'RICOH MP 3053 1.09 / RICOH Network Printer C model / RICOH Network Scanner C model',
    '367.1.1',
    'RICOH MP 3053',
    'ricoh',
  ],
  ['NRG MP C2500 1.23 / NRG Network Printer C model', '367.1.1', 'NRG MP C2500', 'ricoh'],
  ['SHARP MX-2640N', '2385.3.1.56.1.2', 'SHARP MX-2640N', 'sharp'],
  ['KONICA MINOLTA bizhub C353', '18334.1.1.1.2.1.15.3.1', 'KONICA MINOLTA bizhub C353', 'konica-minolta'],
  ['Canon iR-ADV C5051 /P', '1602.4.7', 'Canon iR-ADV C5051', 'canon'],
  [
    'Samsung SL-M4072FD; V4.00.02.18 JUN-20-2019;Engine 1.00.07;NIC ;S/N',
    '236.11.5.1',
    'Samsung SL-M4072FD',
    'samsung',
    '4.00.02.18',
  ],
  [
    'Lexmark X792 version NH.HS2.N211La kernel 2.6.28.10.1 All-N-1',
    '641.2',
    'Lexmark X792',
    'lexmark',
    'NH.HS2.N211La',
  ],
  [
    'OKI OkiLAN 8100e Rev.02.73 10/100BASE Ethernet PrintServer: Attached to C3200n Rev.N2.14',
    '2001.1.1',
    'C3200n',
    'oki',
  ],
  [
    'Xerox Phaser 5550DT; System 1.3.7.P, OS 8.2, PS 5.1.0, Eng 11.58.00',
    '253.8.62.1',
    'Xerox Phaser 5550DT',
    'xerox',
    '1.3.7.P',
  ],
  [
    'Xerox Phaser 6180MFP-D; Net 11.74,ESS 200802151717,IOT 05.09.00',
    '253.8.62.1',
    'Xerox Phaser 6180MFP-D',
    'xerox',
    '200802151717',
  ],
  ['TASKalfa 820', '1347.41', 'TASKalfa 820', 'kyocera'],
  ['AL-C4200', '1248.1.1.2.1', 'AL-C4200', 'epson'],
  [
    'Xerox WorkCentre 7845; SS 072.040.004.09100, NC 072.44.04100',
    '253.8.62.1',
    'Xerox WorkCentre 7845',
    'xerox',
    '072.040.004.09100',
  ],
];

describe('a device that describes itself in sysDescr alone', () => {
  it.each(DESCRIBED)('is told by "%s"', async (said, tree, model, profile, firmware) => {
    expect(await identified(described(said, tree))).toEqual([model, profile, undefined, firmware]);
  });

  it.each([
    ['Brother NC-8300h, Firmware Ver.1.14  (14.11.06),MID 8C5-F01,FID 2', '2435.2.3.9.1', 'brother'],
    ['KYOCERA Document Solutions Printing System', '1347.41', 'kyocera'],
    ['EPSON Built-in 11b/g/n Print Server', '1248.1.1.2.1.3.5', 'epson'],
  ])('has no model where it speaks of the card or of any machine: "%s"', async (said, tree, profile) => {
    expect(await identified(described(said, tree))).toEqual([undefined, profile, undefined, undefined]);
  });
});

it('tells model and serial by the private tree where the standard objects are left out', async () => {
  const objects = {
    ...described('TA_UTAX Printing System', '1347.41'),
    '1.3.6.1.4.1.1347.43.5.1.1.1.1': octets('P-4532DN'),
    '1.3.6.1.4.1.1347.43.5.1.1.28.1': octets('R0L0000054'),
  };
  expect((await identified(objects)).slice(0, 3)).toEqual(['P-4532DN', 'kyocera', 'R0L0000054']);
});

it('tells the model by the device id alone', async () => {
  const id = 'MFG:Brother;CMD:PJL,HBP,URF;MDL:DCP-9020CDW series;CLS:PRINTER;';
  const [model] = await identified({ '1.3.6.1.4.1.2435.2.3.9.1.1.7.0': octets(id) });
  expect(model).toBe('DCP-9020CDW');
});
