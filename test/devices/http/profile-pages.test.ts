import { existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import type { Ask } from '../../../src/core/place.ts';
import type { DeviceAnswer, Reader } from '../../../src/core/ports.ts';
import { openReader } from '../../../src/devices/open-reader.ts';
import { loadRules } from '../../../src/rules/load.ts';
import { matchProfile } from '../../../src/rules/match-profile.ts';
import { optionsOf, requestOf } from '../printer.ts';
import { valuesOf } from '../reader-contract.ts';
import { movedTo, type PageServer, startPages } from './page-server.ts';

const book = await loadRules();
const CAPTURES = pathToFileURL(`${process.env['CLAIMSCOPE_CAPTURES'] ?? '/work/shared/captures'}/`);

let device: PageServer | undefined;
let reader: Reader | undefined;

afterEach(async () => {
  await reader?.close();
  await device?.close();
});

/** A recording, where there is one: they are not on every machine, and the tests beside these stand without them. */
function recorded(path: string): [string, URL][] {
  const file = new URL(path, CAPTURES);
  return existsSync(file) ? [[path, file]] : [];
}

/** Reads what a profile's own pages say, as if SNMP had said nothing. */
async function read(pages: Parameters<typeof startPages>[0], model: string, serial: string): Promise<DeviceAnswer> {
  device = await startPages(pages);
  const profile = matchProfile(book, { model });
  const asks = Object.entries(profile.places).flatMap(([item, places]): Ask[] => {
    const def = book.items.get(item);
    const own = places.filter(({ kind }) => kind === 'http');
    return def === undefined || own.length === 0 ? [] : [{ item, kind: def.kind, unit: def.unit, places: own }];
  });
  reader = openReader(optionsOf());
  const request = requestOf(1, asks, { identity: { serial: [], model: [] } });
  return await reader.read({ ...request, device: { ...request.device, serial, model, httpPort: device.port } });
}

describe('the maintenance table of a Brother', () => {
  const model = 'Brother HL-L8360CDW series';
  const head = [
    'Model Name,Serial No.,Page Counter,Average Coverage,% of Life Remaining(Drum Unit),% of Life Remaining(Toner Black)',
    '% of Life Remaining(Toner Cyan),Others,Copy,Print,Others,Replace Count(Toner),Total Paper Jams,Jam Tray 1,Jam Inside',
    'Jam Rear,Jam 2-sided,Total Paper Jams(ADF)',
  ].join(',');
  const csv = `${head}\n${model},E71833C4J372261,1342,4.01,99,40,7,11,20,1300,22,3,24,1,2,3,4,5\n`;

  it('says what its columns are named for, once got', async () => {
    const answer = await read({ '/etc/mnt_info.csv': csv }, model, 'E71833C4J372261');
    expect(valuesOf(answer.readings)).toEqual({
      'copies.total': 1342,
      'copies.by-function/copy': 20,
      'copies.by-function/print': 1300,
      'copies.by-function/other': 22,
      'supply.toner/toner-black': 40,
      'supply.toner/toner-cyan': 7,
      'drum.life/drum': 99,
      'jams.by-place/feed-tray-1': 1,
      'jams.by-place/inside': 2,
      'jams.by-place/exit': 3,
      'jams.by-place/duplex': 4,
      'jams.by-place/adf': 5,
      'toner.coverage': 4.01,
      'toner.cartridges-used/toner-black': 3,
    });
    expect(device?.requests).toEqual(['GET /etc/mnt_info.csv']);
  });

  it('of another machine is not believed', async () => {
    const answer = await read({ '/etc/mnt_info.csv': csv }, model, 'E71833C4J372262');
    expect(new Set(Object.values(valuesOf(answer.readings)))).toEqual(new Set(['wrong_device']));
  });

  it('behind a login is refused', async () => {
    const pages = {
      '/etc/mnt_info.csv': movedTo('/general/status.html'),
      '/general/status.html': '<!DOCTYPE html><p>',
    };
    const answer = await read(pages, model, 'E71833C4J372261');
    expect(new Set(Object.values(valuesOf(answer.readings)))).toEqual(new Set(['refused']));
    expect(answer.outcome.kind).toBe('refused');
  });

  it.each(recorded('brother/mnt_info_dcp-l2550dw.csv'))('as a machine sent it is read (%s)', async (_, file) => {
    const answer = await read(
      { '/etc/mnt_info.csv': readFileSync(file) },
      'Brother DCP-L2550DW series',
      'U00000000000000',
    );
    expect(valuesOf(answer.readings)).toMatchObject({
      'copies.total': 1,
      'copies.by-function/copy': 2,
      'toner.coverage': 4.01,
      'drum.life/drum': 99,
      'supply.toner/toner-black': 99,
      'jams.by-place/feed-tray-1': 0,
    });
  });
});

describe('the documents of an HP', () => {
  const model = 'HP OfficeJet Pro 6830';
  const tree = (...paths: string[]): string =>
    `<ledm:DiscoveryTree xmlns:ledm="l" xmlns:dd="d">${paths
      .map((path) => `<ledm:SupportedTree><dd:ResourceURI>${path}</dd:ResourceURI></ledm:SupportedTree>`)
      .join('')}</ledm:DiscoveryTree>`;
  const usage = `<?xml version="1.0" encoding="UTF-8"?><pudyn:ProductUsageDyn xmlns:pudyn="p" xmlns:dd="d"><pudyn:PrinterSubunit>
    <dd:TotalImpressions PEID="5082">15234</dd:TotalImpressions><dd:JamEvents PEID="16076">12</dd:JamEvents></pudyn:PrinterSubunit>
    <pudyn:CopyApplicationSubunit><dd:TotalImpressions>420</dd:TotalImpressions></pudyn:CopyApplicationSubunit></pudyn:ProductUsageDyn>`;
  const info = (label: string, type: string, left: number): string =>
    `<ccdyn:ConsumableInfo><dd:ConsumableTypeEnum>${type}</dd:ConsumableTypeEnum><dd:ConsumableLabelCode>${label}</dd:ConsumableLabelCode>
     <dd:ConsumablePercentageLevelRemaining>${left}</dd:ConsumablePercentageLevelRemaining><dd:SerialNumber>99887766</dd:SerialNumber></ccdyn:ConsumableInfo>`;
  const supplies = (...infos: string[]): string =>
    `<ccdyn:ConsumableConfigDyn xmlns:ccdyn="c" xmlns:dd="d">${infos.join('')}</ccdyn:ConsumableConfigDyn>`;

  it('say what they are named for, where the tree names them', async () => {
    const pages = {
      '/DevMgmt/DiscoveryTree.xml': tree('/DevMgmt/ProductUsageDyn.xml', '/DevMgmt/ConsumableConfigDyn.xml'),
      '/DevMgmt/ProductUsageDyn.xml': usage,
      '/DevMgmt/ConsumableConfigDyn.xml': supplies(
        info('K', 'toner', 80),
        info('C', 'ink', 60),
        info('CMYK', 'printhead', 100),
        info('CMY', 'ink', 5),
      ),
    };
    const answer = await read(pages, model, 'TH4BL3N0XX');
    expect(valuesOf(answer.readings)).toEqual({
      'copies.total': 15_234,
      'jams.by-place/engine': 12,
      'supply.toner/toner-black': 80,
      'supply.toner/toner-cyan': 60,
    });
    expect(device?.requests).toHaveLength(3);
  });

  it('with one supply are read as with several', async () => {
    const pages = {
      '/DevMgmt/DiscoveryTree.xml': tree('/DevMgmt/ConsumableConfigDyn.xml'),
      '/DevMgmt/ConsumableConfigDyn.xml': supplies(info('K', 'toner', 80)),
    };
    expect(valuesOf((await read(pages, model, 'TH4BL3N0XX')).readings)).toEqual({
      'copies.total': 'unsupported',
      'jams.by-place': 'unsupported',
      'supply.toner/toner-black': 80,
    });
  });

  it.each(recorded('hp/ledm_discoveryTree.xml'))('are named by the tree that a machine sent (%s)', async (_, file) => {
    const pages = {
      '/DevMgmt/DiscoveryTree.xml': readFileSync(file),
      '/DevMgmt/ProductUsageDyn.xml': usage,
    };
    const values = valuesOf((await read(pages, model, 'TH4BL3N0XX')).readings);
    expect(values).toMatchObject({ 'copies.total': 15_234, 'supply.toner': 'unsupported' });
    expect(device?.requests).toContain('GET /DevMgmt/ConsumableConfigDyn.xml');
  });
});
