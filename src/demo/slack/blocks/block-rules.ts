import { chart } from './chart-rules.ts';
import { accessory, actionElement, button, contextAction, contextElement, inputElement } from './element-rules.ts';
import { innerRichText, richTextElements } from './rich-text-rules.ts';
import { address, all, byType, flag, holds, list, oneOf, record, type Rule, text } from './rules.ts';
import { dataTable, table } from './table-rules.ts';
import { anyText, mrkdwn, picture, plainText } from './text-rules.ts';

/** Where blocks are shown. */
export type Surface = 'message' | 'modal' | 'home';

const common = { block_id: text(1, 255) };

function block(
  type: string,
  required: Readonly<Record<string, Rule>>,
  optional: Readonly<Record<string, Rule>> = {},
): Rule {
  return record({ type: oneOf(type), ...required }, { ...common, ...optional });
}

const section = all(
  block('section', {}, { text: anyText(3000), fields: list(1, 10, anyText(2000)), accessory, expand: flag }),
  holds((each) => each['text'] !== undefined || each['fields'] !== undefined, 'missing', 'must have text or fields'),
);

const taskCard = block(
  'task_card',
  {
    task_id: text(1, 255),
    title: text(1, 255),
    status: oneOf('pending', 'in_progress', 'complete', 'error'),
  },
  {
    details: innerRichText,
    output: innerRichText,
    sources: list(0, 100, record({ type: oneOf('url'), url: address(3000), text: text(1, 255) })),
  },
);

const card = block(
  'card',
  {},
  {
    title: mrkdwn(150),
    subtitle: mrkdwn(150),
    body: mrkdwn(200),
    hero_image: picture({}),
    icon: picture({}),
    actions: list(1, 2, button),
  },
);

/** Blocks that may stand anywhere. */
const EVERYWHERE: Readonly<Record<string, Rule>> = {
  actions: block('actions', { elements: list(1, 25, actionElement) }),
  context: block('context', { elements: list(1, 10, contextElement) }),
  divider: block('divider', {}),
  header: block('header', { text: plainText(150) }, { level: oneOf(1, 2, 3, 4) }),
  image: picture({ ...common, title: plainText(2000) }),
  input: block(
    'input',
    { label: plainText(2000), element: inputElement },
    { hint: plainText(2000), optional: flag, dispatch_action: flag },
  ),
  rich_text: block('rich_text', { elements: richTextElements }),
  section,
  video: block(
    'video',
    { video_url: address(3000), thumbnail_url: address(3000), alt_text: text(1, 2000), title: plainText(200) },
    {
      title_url: address(3000),
      author_name: text(1, 50),
      provider_name: text(1, 50),
      provider_icon_url: address(3000),
      description: plainText(200),
    },
  ),
};

const container: Rule = all(
  block(
    'container',
    { child_blocks: list(1, 10, byType({ ...EVERYWHERE, table: table(common) })) },
    {
      title: plainText(150),
      rich_text_title: innerRichText,
      subtitle: anyText(150),
      width: oneOf('narrow', 'standard', 'wide', 'full'),
      icon: picture({}),
      is_collapsible: flag,
      default_collapsed: flag,
      has_header_divider: flag,
    },
  ),
  holds(
    (each) => each['title'] === undefined || each['rich_text_title'] === undefined,
    'one_of',
    'must not have both title and rich_text_title',
  ),
);

const carousel = block('carousel', { elements: list(1, 10, byType({ card })) });

/**
 * The rule of any block on each surface.
 * Source: @slack/types 3.2, Slack's Block Kit reference.
 */
export const BLOCK_RULES: Readonly<Record<Surface, Rule>> = {
  message: byType({
    ...EVERYWHERE,
    card,
    carousel,
    container,
    context_actions: block('context_actions', { elements: list(1, 5, contextAction) }),
    data_table: dataTable(common),
    data_visualization: chart(common),
    markdown: block('markdown', { text: text(1, 12_000) }),
    plan: block('plan', { title: text(1, 255) }, { tasks: list(0, 100, byType({ task_card: taskCard })) }),
    table: table(common),
    task_card: taskCard,
  }),
  modal: byType({
    ...EVERYWHERE,
    alert: block('alert', { text: anyText(200) }, { level: oneOf('default', 'info', 'warning', 'error', 'success') }),
  }),
  home: byType({ ...EVERYWHERE, card, carousel }),
};
