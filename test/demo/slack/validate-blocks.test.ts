import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTooLong } from '../../../src/demo/slack/blocks/too-long.ts';
import { validateBlocks } from '../../../src/demo/slack/validate-blocks.ts';
import { validateView } from '../../../src/demo/slack/validate-view.ts';

type Fields = Record<string, unknown>;
const x = (count: number): string => 'x'.repeat(count);
const plain = (text: string): Fields => ({ type: 'plain_text', text });
const mrkdwn = (text: string): Fields => ({ type: 'mrkdwn', text });
const section = (text: string): Fields => ({ type: 'section', text: mrkdwn(text) });
const button = (more: Fields = {}): Fields => ({ type: 'button', action_id: 'a', text: plain('Go'), ...more });
const actions = (...elements: Fields[]): Fields => ({ type: 'actions', elements });
const raw = (text: string): Fields => ({ type: 'raw_text', text });
const number = (value: number, text: string): Fields => ({ type: 'raw_number', value, text });
const rich = (text: string): Fields => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }],
});
const table = (rows: unknown, more: Fields = {}): Fields => ({ type: 'table', rows, ...more });
const option = (value: string, text = value): Fields => ({ text: plain(text), value });
const select = (options: Fields[]): Fields => ({ type: 'static_select', action_id: 's', options });
const many = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const chart = (series: Fields[], categories = ['a', 'b']): Fields => ({
  type: 'data_visualization',
  title: 'Density',
  chart: { type: 'bar', series, axis_config: { categories } },
});
const line = (name: string, labels = ['a', 'b']): Fields => ({
  name,
  data: labels.map((label) => ({ label, value: 1 })),
});

const GOOD: Record<string, unknown[]> = {
  'a section of 3000 characters': [section(x(3000))],
  'fifty blocks': many(50, () => ({ type: 'divider' })),
  'a header of 150': [{ type: 'header', text: plain(x(150)), level: 2 }],
  'twenty-five buttons': [actions(...many(25, (i) => button({ action_id: `a${i}` })))],
  'the same action_id in two blocks': [actions(button()), actions(button())],
  'a table of 100 rows and 20 columns': [table(many(100, () => many(20, () => raw('1'))))],
  'a table with every kind of cell': [
    table([[raw('a'), number(1, '1'), rich('b')]], {
      column_settings: [{ align: 'left' }, { align: 'right', is_wrapped: true }, {}],
    }),
  ],
  'ten fields': [{ type: 'section', fields: many(10, () => mrkdwn(x(2000))) }],
  'a button with a question': [
    actions(button({ style: 'danger', confirm: { title: plain('Sure?'), text: mrkdwn('Really'), deny: plain('No') } })),
  ],
  'a picture in a section': [
    { ...section('a'), accessory: { type: 'image', alt_text: 'a chart', slack_file: { id: 'F1' } } },
  ],
  'a select of a hundred options': [actions(select(many(100, (i) => option(`o${i}`))))],
  'a context of ten': [{ type: 'context', elements: many(10, () => mrkdwn('a')) }],
  'two charts': [chart([line('one'), line('two')]), chart([line('one')])],
  'rich text with a list and a mention': [
    {
      type: 'rich_text',
      elements: [
        {
          type: 'rich_text_list',
          style: 'bullet',
          elements: [{ type: 'rich_text_section', elements: [{ type: 'user', user_id: 'U1' }] }],
        },
      ],
    },
  ],
};

const BAD: Record<string, [unknown[], string, string]> = {
  'a section of 3001 characters': [[section(x(3001))], '/0/text/text', 'too_long'],
  'an empty section': [[section('')], '/0/text/text', 'too_short'],
  'a section of nothing': [[{ type: 'section' }], '/0', 'missing'],
  'fifty-one blocks': [many(51, () => ({ type: 'divider' })), '', 'too_many'],
  'an unknown block': [[{ type: 'sparkle' }], '/0/type', 'unsupported_type'],
  'a block named after a property of every object': [[{ type: 'constructor' }], '/0/type', 'unsupported_type'],
  'an unknown property': [[{ type: 'divider', colour: 'red' }], '/0/colour', 'not_allowed'],
  'an alert in a message': [[{ type: 'alert', text: plain('a') }], '/0/type', 'unsupported_type'],
  'mrkdwn in a header': [[{ type: 'header', text: mrkdwn('a') }], '/0/text/type', 'not_allowed'],
  'a header of 151': [[{ type: 'header', text: plain(x(151)) }], '/0/text/text', 'too_long'],
  'mrkdwn on a button': [[actions(button({ text: mrkdwn('a') }))], '/0/elements/0/text/type', 'not_allowed'],
  'a button text of 76': [[actions(button({ text: plain(x(76)) }))], '/0/elements/0/text/text', 'too_long'],
  'a button value of 2001': [[actions(button({ value: x(2001) }))], '/0/elements/0/value', 'too_long'],
  'a button link of 3001': [[actions(button({ url: `http://a/${x(3000)}` }))], '/0/elements/0/url', 'too_long'],
  'a green button': [[actions(button({ style: 'green' }))], '/0/elements/0/style', 'not_allowed'],
  'no buttons': [[actions()], '/0/elements', 'too_few'],
  'twenty-six buttons': [[actions(...many(26, (i) => button({ action_id: `a${i}` })))], '/0/elements', 'too_many'],
  'an action_id twice in a block': [[actions(button(), button())], '/0/elements/1/action_id', 'not_unique'],
  'a block_id twice': [
    [
      { type: 'divider', block_id: 'b' },
      { type: 'divider', block_id: 'b' },
    ],
    '/1/block_id',
    'not_unique',
  ],
  'a block_id of 256': [[{ type: 'divider', block_id: x(256) }], '/0/block_id', 'too_long'],
  'an action_id of 256': [[actions(button({ action_id: x(256) }))], '/0/elements/0/action_id', 'too_long'],
  'a question of 301': [
    [actions(button({ confirm: { title: plain('a'), text: plain(x(301)) } }))],
    '/0/elements/0/confirm/text/text',
    'too_long',
  ],
  'an empty cell': [[table([[raw('')]])], '/0/rows/0/0/text', 'too_short'],
  'a number cell without text': [[table([[{ type: 'raw_number', value: 1 }]])], '/0/rows/0/0', 'missing'],
  'a number cell that is no number': [[table([[number(Number.NaN, '–')]])], '/0/rows/0/0/value', 'wrong_type'],
  'an empty text in a rich cell': [[table([[rich('')]])], '/0/rows/0/0/elements/0/elements/0/text', 'too_short'],
  'a mrkdwn cell': [[table([[mrkdwn('a')]])], '/0/rows/0/0/type', 'unsupported_type'],
  'a table of 101 rows': [[table(many(101, () => [raw('1')]))], '/0/rows', 'too_many'],
  'a table of 21 columns': [[table([many(21, () => raw('1'))])], '/0/rows/0', 'too_many'],
  'a table of 10,001 characters': [[table([[raw(x(10_000)), raw('1')]])], '/0/rows', 'too_long'],
  'a wrong alignment': [
    [table([[raw('1')]], { column_settings: [{ align: 'middle' }] })],
    '/0/column_settings/0/align',
    'not_allowed',
  ],
  'two tables': [[table([[raw('1')]]), table([[raw('1')]])], '', 'only_one_table_allowed'],
  'a table beside one in a container': [
    [table([[raw('1')]]), { type: 'container', title: plain('a'), child_blocks: [table([[raw('1')]])] }],
    '',
    'only_one_table_allowed',
  ],
  'a data table of uneven rows': [
    [{ type: 'data_table', caption: 'a', rows: [[raw('1')], [raw('1'), raw('2')]] }],
    '/0',
    'uneven_rows',
  ],
  'eleven fields': [[{ type: 'section', fields: many(11, () => mrkdwn('a')) }], '/0/fields', 'too_many'],
  'a field of 2001': [[{ type: 'section', fields: [mrkdwn(x(2001))] }], '/0/fields/0/text', 'too_long'],
  'eleven things in a context': [
    [{ type: 'context', elements: many(11, () => mrkdwn('a')) }],
    '/0/elements',
    'too_many',
  ],
  'a button in a context': [[{ type: 'context', elements: [button()] }], '/0/elements/0/type', 'unsupported_type'],
  'a picture without alt text': [[{ type: 'image', image_url: 'http://a/b.png' }], '/0', 'missing'],
  'a picture from two places': [
    [{ type: 'image', alt_text: 'a', image_url: 'http://a/b.png', slack_file: { id: 'F1' } }],
    '/0',
    'one_of',
  ],
  'a picture from a script': [
    [{ type: 'image', alt_text: 'a', image_url: 'javascript:1' }],
    '/0/image_url',
    'wrong_format',
  ],
  '101 options': [[actions(select(many(101, (i) => option(`o${i}`))))], '/0/elements/0/options', 'too_many'],
  'an option text of 76': [[actions(select([option('a', x(76))]))], '/0/elements/0/options/0/text/text', 'too_long'],
  'an option value of 151': [[actions(select([option(x(151), 'a')]))], '/0/elements/0/options/0/value', 'too_long'],
  'markdown of 12,001 in two blocks': [
    [
      { type: 'markdown', text: x(6000) },
      { type: 'markdown', text: x(6001) },
    ],
    '',
    'too_long',
  ],
  'three charts': [many(3, () => chart([line('one')])), '', 'too_many'],
  'a series that lacks a category': [[chart([line('one', ['a'])])], '/0', 'wrong_categories'],
  'two series of one name': [[chart([line('one'), line('one')])], '/0', 'not_unique'],
  'emoji on mrkdwn': [[{ type: 'section', text: { ...mrkdwn('a'), emoji: true } }], '/0/text/emoji', 'not_allowed'],
};

const modal = (more: Fields = {}): Fields => ({ type: 'modal', title: plain('A'), blocks: [section('a')], ...more });
const input = (element: Fields): Fields => ({ type: 'input', label: plain('L'), element });

const BAD_VIEWS: Record<string, [Fields, string, string]> = {
  'a title of 25': [modal({ title: plain(x(25)) }), '/title/text', 'too_long'],
  'a submit of 25': [modal({ submit: plain(x(25)) }), '/submit/text', 'too_long'],
  'inputs without submit': [modal({ blocks: [input({ type: 'plain_text_input' })] }), '/submit', 'missing'],
  'private metadata of 3001': [modal({ private_metadata: x(3001) }), '/private_metadata', 'too_long'],
  'a callback_id of 256': [modal({ callback_id: x(256) }), '/callback_id', 'too_long'],
  '101 blocks': [modal({ blocks: many(101, () => ({ type: 'divider' })) }), '/blocks', 'too_many'],
  'a table in a modal': [modal({ blocks: [table([[raw('1')]])] }), '/blocks/0/type', 'unsupported_type'],
  'a modal without title': [{ type: 'modal', blocks: [] }, '', 'missing'],
  'a home with a title': [{ type: 'home', title: plain('A'), blocks: [] }, '/title', 'not_allowed'],
  'eleven radio buttons': [
    modal({
      submit: plain('Go'),
      blocks: [input({ type: 'radio_buttons', options: many(11, (i) => option(`o${i}`)) })],
    }),
    '/blocks/0/element/options',
    'too_many',
  ],
};

describe('validateBlocks', () => {
  it.each(Object.entries(GOOD))('takes %s', (_name, blocks) => {
    expect(validateBlocks(blocks)).toEqual([]);
  });

  it.each(Object.entries(BAD))('refuses %s', (_name, [blocks, pointer, code]) => {
    expect(validateBlocks(blocks)).toContainEqual({ pointer, code, message: expect.any(String) });
  });

  it('never throws, whatever it is given', () => {
    const type = fc.constantFrom('section', 'table', 'actions', 'input', 'image', 'data_visualization', 'rich_text');
    const block = fc.oneof(
      fc.anything(),
      fc.record({ type, elements: fc.anything(), text: fc.anything(), rows: fc.anything(), chart: fc.anything() }),
    );
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.array(block)), (blocks) => {
        expect(Array.isArray(validateBlocks(blocks))).toBe(true);
        expect(validateView(blocks).length).toBeGreaterThan(0);
      }),
    );
  });

  it('counts the text of all blocks, tables aside', () => {
    expect(isTooLong(many(4, () => section(x(3000))))).toBe(false);
    expect(isTooLong(many(5, () => section(x(3000))))).toBe(true);
    expect(isTooLong([section(x(3000)), section(x(3000)), section(x(3000)), table([[raw(x(9000))]])])).toBe(false);
  });
});

describe('validateView', () => {
  it('takes a modal with inputs and a home of a hundred blocks', () => {
    expect(validateView(modal({ submit: plain('Go'), blocks: [input({ type: 'plain_text_input' })] }))).toEqual([]);
    expect(validateView({ type: 'home', blocks: many(100, () => ({ type: 'divider' })) })).toEqual([]);
  });

  it.each(Object.entries(BAD_VIEWS))('refuses %s', (_name, [view, pointer, code]) => {
    expect(validateView(view)).toContainEqual({ pointer, code, message: expect.any(String) });
  });
});
