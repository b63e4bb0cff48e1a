import { address, byType, flag, holds, list, oneOf, pattern, record, type Rule, all, text } from './rules.ts';

/** Limits of the composition objects. Source: Slack's Block Kit reference and @slack/types 3.2. */

export function plainText(max: number): Rule {
  return record({ type: oneOf('plain_text'), text: text(1, max) }, { emoji: flag });
}

export function mrkdwn(max: number): Rule {
  return record({ type: oneOf('mrkdwn'), text: text(1, max) }, { verbatim: flag });
}

/** Either kind of text object. */
export function anyText(max: number): Rule {
  return byType({ plain_text: plainText(max), mrkdwn: mrkdwn(max) });
}

/** The question before a dangerous action. */
export const confirm: Rule = record(
  { title: plainText(100), text: anyText(300) },
  { confirm: plainText(30), deny: plainText(30), style: oneOf('primary', 'danger') },
);

/** One choice of a menu. */
export const plainOption: Rule = record(
  { text: plainText(75), value: text(1, 150) },
  { description: plainText(75), url: address(3000) },
);

/** One choice of radio buttons or checkboxes, which may be formatted. */
export const richOption: Rule = record({ text: anyText(75), value: text(1, 150) }, { description: anyText(75) });

/** Choices under headings. */
export const optionGroups: Rule = list(1, 100, record({ label: plainText(75), options: list(1, 100, plainOption) }));

const slackFile = all(
  record({}, { id: text(1, 255), url: address(3000) }),
  holds((file) => Object.keys(file).length === 1, 'one_of', 'must have exactly one of id or url'),
);

/** What a picture is made of, with the properties of its own block or element added. */
export function picture(optional: Readonly<Record<string, Rule>>): Rule {
  return all(
    record(
      { type: oneOf('image'), alt_text: text(1, 2000) },
      { image_url: all(address(3000), pattern(/^https?:/, 'an http address')), slack_file: slackFile, ...optional },
    ),
    holds(
      (image) => (image['image_url'] === undefined) !== (image['slack_file'] === undefined),
      'one_of',
      'must have exactly one of image_url or slack_file',
    ),
  );
}
