import { describe, expect, it } from 'vitest';
import { linkIn, linkUnder } from '../../src/slack/calls/permalinks.ts';

describe('the link to a card', () => {
  it('is the address of its workspace with the channel and the ts in it', () => {
    const link = 'https://ghostbusters.slack.com/archives/C1H9RESGA/p135854651500008';
    expect(linkUnder('https://ghostbusters.slack.com/', 'C1H9RESGA', '1358546515.00008')).toBe(link);
    expect(linkUnder('https://ghostbusters.slack.com', 'C1H9RESGA', '1358546515.00008')).toBe(link);
  });

  it.each([undefined, '', 'ghostbusters', 'javascript:alert(1)//', 'https://a.test/x|y>'])(
    'is none under %s, which is no address',
    (site) => {
      expect(linkUnder(site, 'C1', '1.1')).toBeUndefined();
      expect(linkIn(site)).toBeUndefined();
    },
  );
});
