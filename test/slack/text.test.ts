import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyCharacter } from '../any-character.ts';
import { readPick, writePick } from '../../src/slack/blocks/pick.ts';
import { readFormMemory } from '../../src/slack/blocks/claim-forms.ts';
import { openRedact } from '../../src/slack/secrets.ts';
import { Secret } from '../../src/core/secret.ts';
import { decodeSlackText } from '../../src/slack/text/decode.ts';
import { cleanText, clip, escapeMrkdwn, plain } from '../../src/slack/text/escape.ts';
import { momentInText } from '../../src/core/moment.ts';
import { momentInSlack } from '../../src/slack/text/moment.ts';

const anyText = fc.string({ unit: anyCharacter, maxLength: 200 });

describe('escapeMrkdwn', () => {
  it('escapes the three signs Slack reads and replaces those that format', () => {
    expect(escapeMrkdwn('<!channel> *boom* & ~x~ `y`')).toBe('&lt;!channel&gt; ∗boom∗ &amp; ∼x∼ ˋyˋ');
  });

  it('leaves an underscore inside a name and softens one at its edge', () => {
    expect(escapeMrkdwn('copier_3_rear _quiet_')).toBe('copier_3_rear ˍquietˍ');
  });

  it('removes what hides or reorders text, and keeps emoji made of several signs', () => {
    expect(escapeMrkdwn('a\u202eb\u0000c\u200bd\ud83d')).toBe('abcd');
    expect(cleanText('👩‍🔧 ok')).toBe('👩‍🔧 ok');
  });

  it('never cuts an entity or a sign in half, and never exceeds its room', () => {
    expect(escapeMrkdwn('&&&', 11)).toBe('&amp;&amp;…');
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 60 }), (text, max) => {
        const escaped = escapeMrkdwn(text, max);
        expect(escaped.length).toBeLessThanOrEqual(max);
        expect(escaped.length).toBeGreaterThan(0);
        expect(escaped).not.toMatch(/[<>*~`]/);
        expect(escaped.replace(/&(amp|lt|gt);/g, '')).not.toContain('&');
        expect(escaped).not.toMatch(/\p{Cs}/u);
      }),
    );
  });

  it('gives a dash for a text that shows nothing', () => {
    expect([escapeMrkdwn(' \n '), plain('\u0007', 10), clip('', 5)]).toEqual(['–', '–', '–']);
  });
});

describe('plain', () => {
  it('is one line of at most so many characters for any text', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 60 }), (text, max) => {
        const line = plain(text, max);
        expect(line.length).toBeLessThanOrEqual(max);
        expect(line).not.toMatch(/[\n\r]/);
        expect(line).not.toBe('');
      }),
    );
  });
});

describe('decodeSlackText', () => {
  it('undoes what Slack does to a typed text', () => {
    expect(decodeSlackText('toner &lt; 5 % &amp; pale')).toBe('toner < 5 % & pale');
    expect(decodeSlackText('see <http://kiosk.test|kiosk.test> and <https://a.test/x>')).toBe(
      'see kiosk.test and https://a.test/x',
    );
    expect(
      decodeSlackText(
        'ask <@U0AIKOMORI1|aiko> in <#C0CLAIMS001|claims>, <!channel>, <!subteam^S0TONERDESK|@toner-desk>',
      ),
    ).toBe('ask @aiko in #claims, @channel, @toner-desk');
    expect(decodeSlackText('<mailto:a@b.test|a@b.test>')).toBe('a@b.test');
  });

  it('decodes once only, so that a typed entity stays what was typed', () => {
    expect(decodeSlackText('&amp;lt;')).toBe('&lt;');
  });

  it('gives back any text that Slack escaped', () => {
    fc.assert(
      fc.property(anyText, (typed) => {
        const sent = typed.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
        expect(decodeSlackText(sent)).toBe(typed);
      }),
    );
  });
});

describe('moments', () => {
  it('are told in the reader’s time zone with a fallback in UTC', () => {
    expect(momentInSlack(Date.UTC(2026, 10, 24, 9, 30))).toBe(
      '<!date^1795512600^{date_short_pretty} {time}|2026-11-24 09:30 UTC>',
    );
    expect(momentInText(0)).toBe('1970-01-01 00:00 UTC');
  });

  it('are unknown where no calendar knows them', () => {
    expect([momentInSlack(Number.NaN), momentInSlack(9e15), momentInSlack(-5)]).toEqual(
      Array.from({ length: 3 }, () => 'an unknown time'),
    );
  });
});

describe('the value of a question’s button', () => {
  const anyLinks = fc.array(
    fc.string({ minLength: 1, maxLength: 400 }).map((end) => `https://x.test/${end.replaceAll(/[\s<>|]/g, '"')}`),
    { maxLength: 10 },
  );
  it('comes back as it was, within Slack’s 2,000 characters, with only the words cut', () => {
    fc.assert(
      fc.property(
        fc.oneof(anyText, fc.constant('"\\'.repeat(2000)), fc.constant('\u0001'.repeat(1600))),
        anyLinks,
        (text, photos) => {
          const pick = {
            key: 'msg:C0CLAIMS001:1700000000.000001',
            serial: 'SIM-3500-0042',
            symptoms: ['light-print'],
            text,
            photos,
          };
          const value = writePick({ ...pick, messageTs: '1700000000.000001' });
          expect(value.length).toBeLessThanOrEqual(2000);
          const read = readPick(value);
          expect(read).toMatchObject({
            key: pick.key,
            serial: pick.serial,
            symptoms: pick.symptoms,
            messageTs: '1700000000.000001',
          });
          expect(text.startsWith(read?.text ?? 'never')).toBe(true);
          expect(photos.slice(0, read?.photos?.length ?? 0)).toEqual(read?.photos ?? []);
          if (JSON.stringify(photos).length < 600) expect(read?.photos ?? []).toEqual(photos);
        },
      ),
    );
  });

  it('is input when it comes back: anything else is refused', () => {
    const forged = [
      '',
      '12',
      '{}',
      '[]',
      'null',
      '{"key":1,"serial":"a","symptoms":[],"text":""}',
      '{"key":"k","serial":"a","symptoms":[1],"text":""}',
    ];
    expect(forged.map(readPick)).toEqual(forged.map(() => undefined));
    expect(['', '{"claim":"1","channel":"C1"}', '{"claim":1.5,"channel":"C1"}'].map(readFormMemory)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('redact', () => {
  it('takes our secrets and anything like a token out of a text', () => {
    const redact = openRedact([new Secret('s3cr3t-signing'), undefined]);
    expect(redact('with s3cr3t-signing and xoxb-1-2-abc or xapp-1-A-2')).toBe('with [secret] and [secret] or [secret]');
  });
});
