import { address, byType, flag, integer, list, number, oneOf, record, type Rule, text } from './rules.ts';

const style: Rule = record(
  {},
  {
    bold: flag,
    italic: flag,
    strike: flag,
    code: flag,
    underline: flag,
    highlight: flag,
    client_highlight: flag,
    unlink: flag,
  },
);
const id = text(1, 255);

/** One stretch of rich text; even here no text may be empty. */
const inline: Rule = byType({
  text: record({ type: oneOf('text'), text: text(1, Infinity) }, { style }),
  link: record({ type: oneOf('link'), url: address(3000) }, { text: text(1, Infinity), unsafe: flag, style }),
  emoji: record({ type: oneOf('emoji'), name: id }, { unicode: id, url: address(3000), style, skin_tone: number }),
  user: record({ type: oneOf('user'), user_id: id }, { style }),
  usergroup: record({ type: oneOf('usergroup'), usergroup_id: id }, { style }),
  channel: record({ type: oneOf('channel'), channel_id: id }, { style }),
  team: record({ type: oneOf('team'), team_id: id }, { style }),
  broadcast: record({ type: oneOf('broadcast'), range: oneOf('here', 'channel', 'everyone') }, { style }),
  color: record({ type: oneOf('color'), value: id }, { style }),
  date: record(
    { type: oneOf('date'), timestamp: number, format: text(1, 255) },
    { url: address(3000), fallback: text(1, 3000), style },
  ),
});

const inlines = list(0, Infinity, inline);
const section: Rule = record({ type: oneOf('rich_text_section'), elements: inlines });

/** The elements of a rich_text block, wherever it stands. */
export const richTextElements: Rule = list(
  1,
  Infinity,
  byType({
    rich_text_section: section,
    rich_text_list: record(
      {
        type: oneOf('rich_text_list'),
        style: oneOf('bullet', 'ordered'),
        elements: list(1, Infinity, byType({ rich_text_section: section })),
      },
      { indent: integer(0, 8), offset: integer(0, 1_000_000), border: oneOf(0, 1) },
    ),
    rich_text_quote: record({ type: oneOf('rich_text_quote'), elements: inlines }, { border: oneOf(0, 1) }),
    rich_text_preformatted: record(
      { type: oneOf('rich_text_preformatted'), elements: inlines },
      { border: oneOf(0, 1), language: id },
    ),
  }),
);

/** A rich_text block inside another one: a cell, a title, a task's details. */
export const innerRichText: Rule = record(
  { type: oneOf('rich_text'), elements: richTextElements },
  { block_id: text(1, 255) },
);
