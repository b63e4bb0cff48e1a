import { existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { DOCUMENT_FORMATS, type DocumentFormat } from '../../../src/core/place.ts';
import { parseDocument } from '../../../src/devices/http/parse-document.ts';
import { pointAt, pointText } from '../../../src/devices/http/pointer.ts';
import { readText } from '../../../src/devices/http/read-text.ts';

function documentOf(text: string, format: DocumentFormat): unknown {
  const parsed = parseDocument(text, format);
  return 'document' in parsed ? parsed.document : parsed.said;
}

describe('a JSON document', () => {
  it('is taken strictly, or as loosely as devices write it', () => {
    const loose = `{ status: { n: 2, }, 'host': "a\\x42", list: [1,], }`;
    expect(documentOf(loose, 'json')).toBe('the answer is no JSON object');
    expect(documentOf(loose, 'relaxed-json')).toEqual({ status: { n: 2 }, host: 'aB', list: [1] });
    expect(documentOf('\uFEFF{"a": [1]}', 'json')).toEqual({ a: [1] });
    expect(documentOf('[{"a": 1}]', 'json')).toEqual([{ a: 1 }]);
  });

  it.each(['5', '"x"', 'null', '', '{"a": }', '{a: function(){}}'])('is none when it is %s', (text) => {
    expect(documentOf(text, 'json')).toBe('the answer is no JSON object');
    expect(documentOf(text, 'relaxed-json')).toBe('the answer is no JSON object');
  });
});

describe('an XML document', () => {
  it('is objects of local names, attributes and text, and numbers stay text', () => {
    const text = `<?xml version="1.0"?><p:a xmlns:p="u" p:b="1"><!-- c --><p:n>007</p:n><p:r x="&lt;">1</p:r><p:r/><p:r><q>2</q></p:r>t</p:a>`;
    expect(documentOf(text, 'xml')).toEqual({
      a: { '@b': '1', n: '007', r: [{ '@x': '<', '#text': '1' }, '', { q: '2' }], '#text': 't' },
    });
  });

  it('has five entities and numbers for the rest; what is in CDATA stands as it is', () => {
    const text = '<a><e>&lt;&amp;&quot;&apos;&gt;&#65;&#x42;&eacute;&#x110000;</e><c><![CDATA[<b>&amp;]]></c></a>';
    expect(documentOf(text, 'xml')).toEqual({ a: { e: `<&"'>AB&eacute;&#x110000;`, c: '<b>&amp;' } });
  });

  it('with a DOCTYPE is refused, bomb or not', () => {
    const entities = Array.from({ length: 9 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join('');
    const bomb = `<!DOCTYPE z [<!ENTITY l0 "lol">${entities}]><z>&l9;</z>`;
    for (const text of [bomb, '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', '<a><!doctype b><b/></a>']) {
      expect(documentOf(text, 'xml')).toBe('the answer is no XML document');
    }
  });

  it.each([
    '<a><b></a>',
    '<a>1',
    '<a',
    '<a></a><b></b>',
    'text',
    '',
    '<a b=1/>',
    '<a b="1" b="2"/>',
    `${'<a>'.repeat(80)}${'</a>'.repeat(80)}`,
    '<__proto__>1</__proto__>',
  ])('is none when it is %s', (text) => {
    expect(documentOf(text, 'xml')).toBe('the answer is no XML document');
  });
});

describe('a CSV document', () => {
  it.each([
    ['a,b\n1,2', { a: '1', b: '2' }],
    ['\uFEFFa;b\r\n1,5;2\r\n', { a: '1,5', b: '2' }],
    ['a\tb\n1\t2\n\n', { a: '1', b: '2' }],
    ['"a,x";b\n1;2', { 'a,x': '1', b: '2' }],
    ['"a","b",\n"1","2",\n', { a: '1', b: '2', '': '' }],
    ['a , a,A/4\n1, 2 ,3', { a: '1', 'a (2)': '2', 'A/4': '3' }],
    ['a,b\n1', { a: '1' }],
    ['a\n1,2', { a: '1' }],
    ['a,b\n5" tray,2', { a: '5" tray', b: '2' }],
  ])('%j gives a row', (text, row) => {
    expect(documentOf(text, 'csv')).toEqual({ rows: [row] });
  });

  it.each(['', 'a,b', '\n\n', 'a\n"1'])('is none when it is %j', (text) => {
    expect(documentOf(text, 'csv')).toBe('the answer is no CSV document');
  });
});

describe('a page', () => {
  it.each([
    ['<table><tr><td>Page&nbsp;Count :</td><td> 1,2\n34 </td></tr></table>', { 'Page Count': '1,2 34' }],
    ['<tr><th>A</th><td>1</td><th>B</th><td>2&amp;3</td></tr>', { A: '1', B: '2&3' }],
    ['<dl><dt>A<dd>1<dd>x<dt>B</dt><dd>2</dd></dl>', { A: '1', B: '2' }],
    ['<p>Serial: <b>X</b>1<br>Time: 12:30</p><div>no label</div>', { Serial: 'X1', Time: '12:30' }],
    ['<tr><td>A</td><td>1</td></tr><tr><td>A</td><td>2</td></tr>', { A: '1', 'A (2)': '2' }],
    ['<tr><td>a</td><td>b</td><td>c</td></tr><tr><td></td><td>1</td></tr><tr><td>A</td><td></td></tr>', {}],
    ['<tr><td><table><tr><td>A</td><td>1</td></tr></table></td><td>x</td></tr>', { A: '1' }],
    ['<script>a: 1</script><style>b: 2</style><!-- c: 3 --><noscript>d: 4</noscript>', {}],
    ['<script>x<p>a: 1', {}],
    ['<TR><TD>A</TD><TD><FONT COLOR=red>1</FONT></TD></TR>', { A: '1' }],
  ])('%s says what stands beside its labels', (text, labels) => {
    expect(documentOf(text, 'html')).toEqual({ labels });
  });

  it.each(['<div>', '<table>', '<option>', '<tr><td>'])('of %s without end is none', (tag) => {
    expect(documentOf(tag.repeat(30_000), 'html')).toBe('the answer is no page');
  });

  it('where another document is due means that a login may be needed', () => {
    for (const text of [
      '<!DOCTYPE HTML PUBLIC "-//W3C">',
      ' \n<html lang=en>',
      '\uFEFF<?xml version="1.0"?><!DOCTYPE html>',
    ]) {
      for (const format of DOCUMENT_FORMATS.filter((each) => each !== 'html')) {
        expect(parseDocument(text, format)).toMatchObject({ reason: 'refused' });
      }
    }
  });
});

describe('characters', () => {
  it.each([
    ['shift_jis', 'text/html; charset=Shift_JIS', 'トナー'],
    ['latin1', 'text/plain;charset="iso-8859-1"', 'é'],
    ['utf-8', 'text/html; charset=nonsense', 'é'],
    ['utf-8', '', 'トナー'],
    ['latin1', '', 'é'],
    ['windows-1252', '', '<?xml version="1.0" encoding="windows-1252"?><a>€</a>'],
    ['euc-jp', 'text/html', '<meta http-equiv="c" content="text/html; charset=euc-jp">用紙'],
  ])('in %s, declared as %s, are read', (set, type, text) => {
    expect(readText(iconv.encode(text, set), type)).toBe(text);
  });

  it('are those of a byte order mark, whatever is declared', () => {
    for (const set of ['utf-8', 'utf-16le', 'utf-16be']) {
      const octets = iconv.encode('{"a": "é"}', set, { addBOM: true });
      expect(documentOf(readText(octets, 'text/plain; charset=latin1'), 'json')).toEqual({ a: 'é' });
    }
  });
});

describe('whatever is sent', () => {
  it('is a document or a reason, and is pointed into without harm', () => {
    const pieces = [
      '<a>',
      '</a>',
      '<a b="',
      '<tr><td>',
      '</',
      '{',
      '"a":',
      '[',
      ']',
      '}',
      ',',
      ';',
      '\n',
      '"',
      ':',
      '&#',
      '&lt;',
      '<!--',
      ']]>',
      '<![CDATA[',
      'x',
      '\0',
      'é',
      '__proto__',
    ];
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...pieces), { maxLength: 40 }),
        fc.constantFrom(...DOCUMENT_FORMATS),
        (parts, format) => {
          const parsed = parseDocument(parts.join(''), format);
          if (!('document' in parsed)) {
            expect(['malformed', 'refused']).toContain(parsed.reason);
            return;
          }
          expect(pointText(pointAt(parsed.document, '/__proto__/toString'))).toBeUndefined();
          expect(Object.getPrototypeOf({})).toBe(Object.prototype);
          expect(typeof JSON.stringify(parsed.document)).toBe('string');
        },
      ),
      { numRuns: 500 },
    );
  });
});

const CAPTURES = pathToFileURL(`${process.env['CLAIMSCOPE_CAPTURES'] ?? '/work/shared/captures'}/`);
const hasCaptures = existsSync(CAPTURES);

describe(hasCaptures ? 'recorded documents' : 'recorded documents (not on this machine: only that is checked)', () => {
  const readings: [string, DocumentFormat, string, string][] = [
    ['brother/mnt_info_dcp-l2550dw.csv', 'csv', '/rows/0/Average Coverage', '4.01'],
    ['brother/mnt_info_dcp-l2550dw.csv', 'csv', '/rows/0/Copy', '2'],
    ['brother/mnt_info_dcp-l2550dw.csv', 'csv', '/rows/0/A4~1Letter', '1'],
    ['hp/ledm_discoveryTree.xml', 'xml', '/DiscoveryTree/SupportedTree/0/ResourceURI', '/DevMgmt/NetAppsDyn.xml'],
    ['hp/ledm_eventTable.xml', 'xml', '/EventTable/Event/1/UnqualifiedEventCategory', 'PowerUpEvent'],
    ['samsung/syncthru_state1_sws_app_information_home_home.json', 'relaxed-json', '/toner_black/remaining', '58'],
    [
      'samsung/syncthru_state1_sws_app_information_counters_counters.json',
      'relaxed-json',
      '/GXI_BILLING_COPY_TOTAL_IMP_CNT',
      '42',
    ],
  ];

  it.each(readings)('%s, as %s, says at %s: %s', (file, format, pointer, expected) => {
    if (!hasCaptures) return expect(existsSync(new URL(file, CAPTURES))).toBe(false);
    const parsed = parseDocument(readText(readFileSync(new URL(file, CAPTURES)), ''), format);
    return expect('document' in parsed ? pointText(pointAt(parsed.document, pointer)) : parsed.said).toBe(expected);
  });
});
