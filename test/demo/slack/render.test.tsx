import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { renderToStaticMarkup } from 'react-dom/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebClient } from '@slack/web-api';
import { formatDate } from '../../../src/demo/slack/page/dates.ts';
import type { LocalSlack } from '../../../src/demo/slack/options.ts';
import { startLocalSlack } from '../../../src/demo/slack/start-local-slack.ts';

let slack: LocalSlack;

beforeEach(async () => {
  slack = await startLocalSlack({ transport: 'socket', limits: { postsPerSecondPerChannel: null } });
});
afterEach(() => slack.stop());

interface State {
  readonly messages: { key: string; html: string }[];
  readonly sidebar: string;
  readonly thread: { key: string; html: string }[] | null;
}

async function look(query: Record<string, string> = {}): Promise<State> {
  const response = await fetch(`${slack.url}_page/state?${new URLSearchParams(query).toString()}`);
  const state: State = JSON.parse(await response.text());
  return state;
}

async function htmlOf(blocks: unknown[], text = 'fallback'): Promise<string> {
  const web = new WebClient(slack.botToken, { slackApiUrl: slack.apiUrl });
  await web.apiCall('chat.postMessage', { channel: 'C0CLAIMS001', text, blocks });
  return (await look()).messages.at(-1)?.html ?? '';
}

const mrkdwn = (text: string): Record<string, unknown> => ({ type: 'section', text: { type: 'mrkdwn', text } });

describe('the signs that the bot writes', () => {
  it('are drawn by the page, each with its name, for many machines have no font for them', async () => {
    const said = ['slack', 'core', 'flow'].flatMap((room) =>
      readdirSync(join('src', room), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts'))
        .flatMap((name) => readFileSync(join('src', room, name), 'utf8').match(/\p{Emoji_Presentation}|⚠️/gu) ?? []),
    );
    const signs = [...new Set(said)];
    expect(signs.length).toBeGreaterThan(10);
    const drawn = await htmlOf([mrkdwn(signs.map((sign) => `${sign} *it*`).join('\n'))]);
    expect(drawn).not.toMatch(/\p{Emoji_Presentation}/u);
    expect(drawn).toContain('role="img" aria-label="repeat"><path d="M');
    expect(drawn).toContain('aria-label="office"');
  });
});

describe('mrkdwn on the page', () => {
  it.each([
    ['*bold* _italic_ ~gone~ `code`', '<b>bold</b> <i>italic</i> <s>gone</s> <code>code</code>'],
    ['a &lt;b&gt; &amp; c', 'a &lt;b&gt; &amp; c'],
    ['for <@U0BENOKAFO1>', '<span class="mention">@Ben Okafor</span>'],
    ['for <!subteam^S0TONERDESK>', '<span class="mention">@toner-desk</span>'],
    ['<!channel>', '<span class="mention loud">@channel</span>'],
    ['in <#C0SERVDESK1>', '>#service-desk</a>'],
    ['<http://127.0.0.1/a?b=1&amp;c=2|here>', 'href="http://127.0.0.1/a?b=1&amp;c=2"'],
    ['<javascript:alert(1)|here>', '<span>here</span>'],
    ['_as of <!date^86400^{date_num} in {a_b}|then>_', '<i>as of <time>'],
    ['&gt; said so', '<blockquote>said so</blockquote>'],
    ['2 * 3 * 4 and snake_case_name', '2 * 3 * 4 and snake_case_name'],
    ['```a\n*b*```', '<pre>a\n*b*</pre>'],
    [':large_green_circle: :nothing_such:', 'aria-label="large_green_circle"'],
  ])('shows %s', async (text, part) => {
    expect(await htmlOf([mrkdwn(text)])).toContain(part);
  });

  it('makes no markup of any text, wherever it stands', async () => {
    const { Mrkdwn } = await import('../../../src/demo/slack/page/mrkdwn.tsx');
    const { createWorld } = await import('../../../src/demo/slack/world/world.ts');
    const world = createWorld({ users: [], groups: [], channels: [] });
    const allowed =
      /^<\/?(span|b|i|s|code|pre|blockquote|a|time)( (class|href|target|rel|data-act|data-channel|role|aria-label)="[^"<>]*")*>$/;
    const piece = fc.constantFrom(
      '<',
      '>',
      '*',
      '_',
      '`',
      '~',
      '|',
      '^',
      '!date^1^{time}',
      '@U',
      'javascript:',
      '"',
      "'",
      'a',
      ' ',
      '\n',
      '<img src=x onerror=alert(1)>',
      '&lt;script&gt;',
      'http://x/"onclick="',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const html = renderToStaticMarkup(<Mrkdwn text={pieces.join('')} world={world} />);
        for (const [tag] of html.matchAll(/<[^>]*>/g)) expect(tag).toMatch(allowed);
        expect(html).not.toMatch(/href="(?!https?:|mailto:|tel:|\/\?channel=)/i);
      }),
    );
  });
});

describe('blocks on the page', () => {
  it('shows every kind of cell, the head, and the alignment', async () => {
    const html = await htmlOf([
      {
        type: 'table',
        column_settings: [{ align: 'left' }, { align: 'center', is_wrapped: true }],
        rows: [
          [
            { type: 'raw_text', text: 'Item' },
            { type: 'raw_text', text: 'Now' },
            { type: 'raw_text', text: 'Then' },
          ],
          [
            { type: 'raw_text', text: '<i>density</i>' },
            {
              type: 'rich_text',
              elements: [
                { type: 'rich_text_section', elements: [{ type: 'text', text: 'off', style: { bold: true } }] },
              ],
            },
            { type: 'raw_number', value: 1.4, text: '1.4 V' },
          ],
        ],
      },
    ]);
    expect(html).toContain('<th class="left">Item</th><th class="center wrapped">Now</th>');
    expect(html).toContain('<td class="left">&lt;i&gt;density&lt;/i&gt;</td>');
    expect(html).toContain('<b>off</b>');
    expect(html).toContain('<td class="right">1.4 V</td>');
  });

  it('keeps hostile words in attributes inert', async () => {
    const html = await htmlOf([
      {
        type: 'actions',
        elements: [
          {
            type: 'button',
            action_id: 'a"><script>1</script>',
            value: '" onclick="x',
            text: { type: 'plain_text', text: '<img>' },
          },
        ],
      },
    ]);
    expect(html).not.toContain('<script>');
    expect(html).not.toContain('<img>');
    expect(html).toContain('data-value="&quot; onclick=&quot;x"');
  });

  it('names pictures of other machines and shows those that were uploaded', async () => {
    const web = new WebClient(slack.botToken, { slackApiUrl: slack.apiUrl });
    await web.filesUploadV2({
      channel_id: 'C0CLAIMS001',
      filename: 'a.png',
      file: Buffer.from('x'),
      alt_text: 'a chart',
    });
    const id = slack.control.messages('#claims')[0]?.files[0]?.id ?? '';
    const inside = await htmlOf([{ type: 'image', alt_text: 'a chart', slack_file: { id } }]);
    expect(inside).toContain(`<img class="large" src="/_page/file/${id}" alt="a chart"/>`);
    const outside = await htmlOf([{ type: 'image', alt_text: 'far away', image_url: 'https://example.test/a.png' }]);
    expect(outside).toContain('[picture: far away]');
    expect(outside).not.toContain('<img');
  });

  it('shows an edit, an ephemeral to its person only, and what is unread', async () => {
    const web = new WebClient(slack.botToken, { slackApiUrl: slack.apiUrl });
    const { ts } = await web
      .apiCall('chat.postMessage', { channel: 'C0CLAIMS001', text: 'for <@U0BENOKAFO1>' })
      .then((answer) => ({ ts: 'ts' in answer ? String(answer.ts) : '' }));
    await web.chat.postEphemeral({ channel: 'C0CLAIMS001', user: 'U0AIKOMORI1', text: 'hush' });
    const ben = await look({ user: 'U0BENOKAFO1', channel: 'C0RANDOM001' });
    expect(ben.sidebar).toMatch(/unread[^>]*data-channel="C0CLAIMS001"|data-channel="C0CLAIMS001"[^>]*unread/);
    expect(ben.sidebar).toContain('<span class="badge">1</span>');
    await web.chat.update({ channel: 'C0CLAIMS001', ts, text: 'changed' });
    const aiko = await look({ user: 'U0AIKOMORI1' });
    expect(aiko.messages.map((each) => each.html).join('')).toMatch(/changed.*\(edited\).*hush/);
    const again = await look({ user: 'U0BENOKAFO1', channel: 'C0CLAIMS001' });
    expect(again.messages.map((each) => each.html).join('')).not.toContain('hush');
  });
});

describe('formatDate', () => {
  const noon = new Date(2026, 10, 22, 12, 5, 9).getTime();

  it.each([
    ['{date_num} {time_secs}', '22/11/2026 12:05:09'],
    ['{date_short_pretty} at {time}', 'today at 12:05'],
    ['{date}', '22 November 2026'],
    ['{nonsense}', '{nonsense}'],
    ['{ago}', '2 h ago'],
  ])('writes %s', (format, shown) => {
    expect(formatDate(noon / 1000, format, noon + 2 * 3_600_000)).toBe(shown);
  });
});
