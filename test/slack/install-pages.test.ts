import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/core/errors.ts';
import { beginPage, failedPage, installedPage } from '../../src/slack/installs/install-pages.ts';

const coded = (code: string): Error => Object.assign(new Error('secret things'), { code });

describe('the pages of an install', () => {
  it('begin with a link to Slack, load nothing from elsewhere, and fit a phone', () => {
    const page = beginPage('https://slack.com/oauth/v2/authorize?scope=a,b&state="><script>');
    expect(page).toContain('href="https://slack.com/oauth/v2/authorize?scope=a,b&amp;state=&quot;&gt;&lt;script&gt;"');
    expect(page).toContain('width=device-width');
    expect(page).not.toMatch(/src=|<script|@import|url\(/);
  });

  it('end with the workspace and what comes next', () => {
    const { status, html } = installedPage({ team: { id: 'T1', name: 'Toner & <Co>' }, appId: 'A1' });
    expect(status).toBe(200);
    expect(html).toContain('Toner &amp; &lt;Co&gt;');
    expect(html).toContain('https://slack.com/app_redirect?app=A1&amp;team=T1');
    expect(html).toContain('/invite @claimscope');
  });

  it.each([
    ['slack_oauth_installer_authorization_error', 400, 'It was cancelled'],
    ['slack_oauth_invalid_state', 400, 'good for ten minutes'],
    ['slack_oauth_missing_state', 400, 'good for ten minutes'],
    ['slack_webapi_platform_error', 400, 'a link counts once'],
    ['slack_webapi_request_error', 502, 'Slack could not be asked'],
  ])('say what went wrong, and where to begin again: %s', (code, status, words) => {
    const { status: got, html } = failedPage(coded(code));
    expect(got).toBe(status);
    expect(html).toContain(words);
    expect(html).toContain('<a href="install">Begin again</a>');
    expect(html).not.toContain('secret things');
  });

  it('tell a workspace that may not have the app who decides, and one that could not be kept to try again', () => {
    const refused = failedPage(new AppError('bad_input', 'Workspace T9 is none of slack.oauth.workspaces.', {}));
    expect(refused).toMatchObject({ status: 403, html: expect.stringContaining('Whoever runs claimscope decides') });
    expect(refused.html).not.toContain('Begin again');
    const full = failedPage(new AppError('store_failed', 'disk full at /home/x', {}));
    expect(full).toMatchObject({ status: 503, html: expect.stringContaining('could not be kept') });
    expect(full.html).not.toContain('/home/x');
  });
});
