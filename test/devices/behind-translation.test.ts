import { expect, it } from 'vitest';
import { counter32, type Encoded, integer, ip, octets } from './ber.ts';
import { printerObjects } from './printer.ts';
import { openObjectReading } from './read-objects.ts';

const readObjects = await openObjectReading();

const IF = '1.3.6.1.2.1.2.2.1';

function interfaceRow(index: number, of: { type: number; status: number; errors: number }): Record<string, Encoded> {
  return {
    [`${IF}.3.${index}`]: integer(of.type),
    [`${IF}.6.${index}`]: octets(Buffer.from([2, 0, 0, 0, 0, index])),
    [`${IF}.8.${index}`]: integer(of.status),
    [`${IF}.14.${index}`]: counter32(of.errors),
  };
}

/** What is read of a device that knows itself by another address than it is reached at: each item's value or reason, and the raw answer. */
async function networkOf(interfaces: Record<string, Encoded>): Promise<Record<string, unknown>> {
  const objects = printerObjects();
  for (const oid of Object.keys(objects)) if (/^1\.3\.6\.1\.2\.1\.(?:2|4)\./.test(oid)) delete objects[oid];
  const addresses = {
    '1.3.6.1.2.1.4.20.1.1.10.1.2.3': ip('10.1.2.3'),
    '1.3.6.1.2.1.4.20.1.2.10.1.2.3': integer(2),
    '1.3.6.1.2.1.4.20.1.3.10.1.2.3': ip('255.255.0.0'),
  };
  const read = await readObjects({ ...objects, ...addresses, ...interfaces });
  const rows = read.rows.filter(({ item }) => /^network\.(address|mask|mac|errors)$/.test(item));
  return Object.fromEntries(
    rows.map(({ item, value, evidence }) => [item, { ...value, raw: evidence.at(-1)?.raw ?? 'nothing' }]),
  );
}

const LOOPBACK = interfaceRow(1, { type: 24, status: 1, errors: 0 });

it('compares the only wire that is up where no interface owns the address the device is reached at', async () => {
  const wires = {
    ...interfaceRow(2, { type: 6, status: 1, errors: 7 }),
    ...interfaceRow(3, { type: 71, status: 2, errors: 0 }),
  };
  expect(await networkOf({ ...LOOPBACK, ...wires })).toMatchObject({
    'network.address': { text: '10.1.2.3', raw: 'IpAddress 10.1.2.3, the only row of its kind' },
    'network.mask': { text: '255.255.0.0' },
    'network.mac': { text: '02:00:00:00:00:02' },
    'network.errors': { number: 7, raw: 'Counter32 7, the only row of its kind' },
  });
});

it('takes none of two that are up, because which one is meant is not said', async () => {
  const wires = {
    ...interfaceRow(2, { type: 6, status: 1, errors: 7 }),
    ...interfaceRow(3, { type: 71, status: 1, errors: 0 }),
  };
  const raw = '2 rows, and which is meant is not said';
  expect(await networkOf({ ...LOOPBACK, ...wires })).toMatchObject({
    'network.mac': { kind: 'absent', raw },
    'network.errors': { kind: 'absent', raw },
  });
});
