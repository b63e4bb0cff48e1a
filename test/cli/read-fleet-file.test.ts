import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readFleetFile } from '../../src/cli/read-fleet-file.ts';
import { AppError } from '../../src/core/errors.ts';

function written(name: string, content: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'claimscope-fleet-')), name);
  writeFileSync(file, content);
  return file;
}
async function faultsOf(file: string): Promise<string> {
  const error: unknown = await readFleetFile(file).catch((thrown: unknown) => thrown);
  if (!(error instanceof AppError)) throw new Error('nothing was refused');
  expect(error.code).toBe('bad_input');
  return error.message.replaceAll(file, 'F');
}

describe('readFleetFile', () => {
  it('reads CSV with the headers people write, byte order mark and semicolons', async () => {
    const file = written(
      'fleet.csv',
      '\uFEFFSerial Number;Model;Customer;IP-Address;Asset Tag\r\nAB1;M2;"Smith; Sons";10.0.0.5;T-9\r\n\r\n',
    );
    expect(await readFleetFile(file)).toEqual([
      { serial: 'AB1', model: 'M2', customer: 'Smith; Sons', address: '10.0.0.5', assetTag: 'T-9' },
    ]);
  });

  it('reads JSON', async () => {
    const file = written(
      'fleet.json',
      JSON.stringify([{ serial: 'A', model: 'M', customer: 'C', host: 'h', snmpPort: 1161 }]),
    );
    expect(await readFleetFile(file)).toEqual([
      { serial: 'A', model: 'M', customer: 'C', address: 'h', snmpPort: 1161 },
    ]);
  });

  it('reads what is piped in, CSV or JSON by how it begins, in whatever pieces and character set', async () => {
    const device = { serial: 'A', model: 'M', customer: 'Café', address: 'h' };
    const piped = (octets: Buffer): Readable => Readable.from([octets.subarray(0, 9), octets.subarray(9)]);
    const csv = 'serial,model,customer,address\nA,M,Café,h\n';
    for (const octets of [Buffer.from(csv), Buffer.from(`\uFEFF${csv}`, 'utf16le'), Buffer.from(csv, 'latin1')])
      expect(await readFleetFile('-', undefined, piped(octets))).toEqual([device]);
    expect(await readFleetFile('-', undefined, piped(Buffer.from(`\n ${JSON.stringify([device])}`)))).toEqual([device]);
  });

  it('names standard input where what is piped in is at fault', async () => {
    for (const text of ['serial,model,customer,address\nA,M,C\n', ''])
      await expect(readFleetFile('-', undefined, Readable.from([Buffer.from(text)]))).rejects.toThrow(
        /^Nothing was imported:\nstandard input:\d+:\d+: /,
      );
  });

  it('lists every fault with line and column and imports nothing', async () => {
    const file = written(
      'fleet.csv',
      'serial,model,customer,address,port\nA1,M,C,10.0.0.1,\nA 1,M,C,10.0.0.2,\nB2,,C,http://x/,99999\n',
    );
    expect(await faultsOf(file)).toBe(
      [
        'Nothing was imported:',
        'F:3:1: serial A 1 stands in line 2 already',
        'F:4:2: model must not be empty',
        'F:4:4: address must be a host name or an address, without path or user',
        'F:4:5: snmpPort must be a port number',
      ].join('\n'),
    );
  });

  it('reads ports, paths and TLS of every protocol, under the headings people write', async () => {
    const file = written(
      'fleet.csv',
      [
        'serial,model,customer,address,IPP Port,ipp_path,IPP-TLS,pjlPort,HTTP port,https',
        'A1,M,C,10.0.0.1,8631,ipp/port1,yes,9101,8080,No',
        'A2,M,C,10.0.0.2,,,,,,',
        '',
      ].join('\n'),
    );
    expect(await readFleetFile(file)).toEqual([
      {
        serial: 'A1',
        model: 'M',
        customer: 'C',
        address: '10.0.0.1',
        ippPort: 8631,
        ippPath: '/ipp/port1',
        ippTls: true,
        pjlPort: 9101,
        httpPort: 8080,
        httpTls: false,
      },
      { serial: 'A2', model: 'M', customer: 'C', address: '10.0.0.2' },
    ]);
    const odd = written(
      'odd.csv',
      'serial,model,customer,address,ippPort,ippPath,httpTls\nA1,M,C,10.0.0.1,0,/a b,maybe\n',
    );
    expect((await faultsOf(odd)).split('\n').slice(1)).toEqual([
      'F:2:5: ippPort must be a port number',
      'F:2:6: ippPath must be a path such as /ipp/print',
      'F:2:7: httpTls must be yes or no',
    ]);
  });

  it('names the line of a quote that is never closed, and still lists what is wrong elsewhere', async () => {
    const file = written(
      'fleet.csv',
      'serial,model,customer,address\n,M,C,10.0.0.1\n\n"B\nB",M,C,10.0.0.2\nC3,"M,C,10.0.0.3\nD4,M,,10.0.0.4\nE5,M"x,C,h\n',
    );
    expect((await faultsOf(file)).split('\n').slice(1)).toEqual([
      'F:2:1: serial must not be empty',
      'F:6:2: the quote of this cell does not close where a cell ends',
      'F:7:3: customer must not be empty',
      'F:8:2: a quote is opened in the middle of a cell',
    ]);
  });

  it.each([
    ['fleet.csv', '', 'there is no device'],
    ['fleet.csv', 'serial,model\n"A,', 'F:2:1: a quote is opened here and never closed'],
    ['fleet.json', '{"serial": 1', 'the JSON cannot be read'],
    ['fleet.json', '{}', 'a JSON fleet is a list'],
    ['fleet.json', '[1]', 'serial is missing'],
  ])('refuses %s with %j plainly', async (name, content, said) => {
    expect(await faultsOf(written(name, content))).toContain(said);
  });

  it('says which file cannot be read', async () => {
    expect(await faultsOf('/nowhere/fleet.csv')).toContain('cannot be read');
  });
});
