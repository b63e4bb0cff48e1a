/** A document of a device or a service: where it is, what it is said to be, and what it says of the device with this serial. */
export type FuzzDocument = { path: string; type: string; body(serial: string): string };

/** One document of every format that can be read. */
export const DOCUMENTS: FuzzDocument[] = [
  {
    path: '/service',
    type: 'application/json',
    body: (serial) =>
      JSON.stringify({
        serial,
        readAt: '2026-03-01T12:00:00Z',
        density: { black: { volt: 412 }, cyan: { volt: 395 }, magenta: { volt: 388 } },
        drum: [
          { id: 'black', left: 40 },
          { id: 'cyan', left: 99 },
        ],
      }),
  },
  {
    path: '/status.json',
    type: 'application/json',
    body: (serial) => JSON.stringify({ serial, total: 1234, toner: { black: 50, cyan: 60 }, name: 'a device' }),
  },
  {
    path: '/relaxed.json',
    type: 'text/javascript',
    body: (serial) =>
      `{\n serial: '${serial}',\n // said\n status: { hrDeviceStatus: 2, status1: "  Sleeping...  " },\n toner_black: { opt: 1, remaining: 66, cnt: 100, },\n}\n`,
  },
  {
    path: '/discovery.xml',
    type: 'text/xml',
    body: () =>
      '<?xml version="1.0" encoding="UTF-8"?>\n<ledm:DiscoveryTree xmlns:ledm="l" xmlns:dd="d">\n<ledm:SupportedIfc><dd:ResourceURI>/usage.xml</dd:ResourceURI></ledm:SupportedIfc>\n</ledm:DiscoveryTree>\n',
  },
  {
    path: '/usage.xml',
    type: 'text/xml; charset=utf-8',
    body: (serial) =>
      `<?xml version="1.0" encoding="UTF-8"?>\n<u:Usage xmlns:u="u" xmlns:dd="d">\n<dd:SerialNumber>${serial}</dd:SerialNumber>\n<dd:TotalImpressions PEID="5">184233</dd:TotalImpressions>\n` +
      '<u:Consumable><dd:Color>Black</dd:Color><dd:Left>40</dd:Left></u:Consumable>\n<u:Consumable><dd:Color>Cyan</dd:Color><dd:Left>41</dd:Left></u:Consumable>\n</u:Usage>\n',
  },
  {
    path: '/mnt_info.csv',
    type: 'text/csv',
    body: (serial) =>
      `"Node Name","Serial No.","Page Counter","% of Life Remaining(Drum Unit)"\n"BRN1","${serial}","1234","77"\n`,
  },
  {
    path: '/status.html',
    type: 'text/html; charset=shift_jis',
    body: (serial) =>
      `<html><head><title>x</title></head><body><table>\n<tr><td>Serial</td><td>${serial}</td></tr>\n<tr><th>Total Pages</th><td><b>1,234</b> pages</td></tr>\n<dl><dt>Humidity</dt><dd>45</dd></dl>\n</table></body></html>\n`,
  },
];
