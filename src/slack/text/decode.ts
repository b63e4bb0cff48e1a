/**
 * What a person typed, from the text as Slack delivers it: links and mentions unwrapped, then entities decoded.
 * Shape: `<http://x|x>` gives `x`, `<@U1|anna>` gives `@anna`, `&lt;` gives `<`.
 * Source: docs.slack.dev, "Formatting text for app surfaces"; slash commands with `should_escape: true`.
 */
export function decodeSlackText(text: string): string {
  const unwrapped = text.replace(/<([^<>]*)>/g, (_whole, inner: string) => unwrap(inner));
  return unwrapped.replace(/&(lt|gt|amp);/g, (_whole, name: string) =>
    name === 'lt' ? '<' : name === 'gt' ? '>' : '&',
  );
}

function unwrap(inner: string): string {
  const bar = inner.indexOf('|');
  const target = bar === -1 ? inner : inner.slice(0, bar);
  const label = bar === -1 ? '' : inner.slice(bar + 1);
  const sign = target[0];
  if (sign === '@' || sign === '#') return `${sign}${label === '' ? target.slice(1) : label}`;
  if (sign === '!') return label === '' ? `@${target.slice(1).split('^')[0] ?? ''}` : label;
  if (label !== '') return label;
  // A bare link or an address that a client recognised: the person typed it without the scheme only when there is a label.
  return target.replace(/^mailto:|^tel:/, '');
}
