import type { ServerResponse } from 'node:http';
import type { Installation } from '@slack/bolt';
import { AppError } from '../../core/errors.ts';
import { escapeXml } from '../../core/escape-xml.ts';

/** A page and the status it goes with. */
export type Page = { status: number; html: string };

/** What a person reads whose install ended so; `code` is that of the install provider, or of our own AppError. */
type Ending = { status: number; text: string; isAgain: boolean };

/** The page that an install begins with. Shape: HTML; it loads nothing from elsewhere. */
export function beginPage(slackUrl: string): string {
  const text = 'Slack asks you next what claimscope may do in your workspace. The link is good for ten minutes.';
  return pageOf('Add claimscope to Slack', text, { href: slackUrl, label: 'Add to Slack' });
}

/** An install that is kept. */
export function installedPage(installation: Pick<Installation, 'team' | 'appId'>): Page {
  const team = installation.team?.id ?? '';
  const { appId } = installation;
  // Opens the program where there is one, and the browser's Slack where there is none. Source: Slack, "Deep linking".
  const where = new URLSearchParams({ ...(appId === undefined ? {} : { app: appId }), team }).toString();
  const name = installation.team?.name ?? team;
  const text = `It is kept for the workspace ${name}. Invite it next to the channels where claims are made: /invite @claimscope`;
  return {
    status: 200,
    html: pageOf('claimscope is installed', text, {
      href: `https://slack.com/app_redirect?${where}`,
      label: 'Open Slack',
    }),
  };
}

/** What became of an install that failed, and what to do. */
export function failedPage(error: Error & { code?: string }): Page {
  const { status, text, isAgain } = endingOf(error);
  // Beside the address that Slack sends people back to, whatever a proxy has before both.
  const again = isAgain ? { href: 'install', label: 'Begin again' } : undefined;
  return { status, html: pageOf('claimscope was not installed', text, again) };
}

function endingOf(error: Error & { code?: string }): Ending {
  const { code = '' } = error;
  if (error instanceof AppError && error.code === 'bad_input') {
    const text = `${error.message} Whoever runs claimscope decides which workspaces may have it; remove the app from yours in Slack until then.`;
    return { status: 403, text, isAgain: false };
  }
  if (error instanceof AppError) {
    const text = 'The install could not be kept. Please try again in a minute.';
    return { status: 503, text, isAgain: true };
  }
  switch (code) {
    case 'slack_oauth_installer_authorization_error':
      return { status: 400, text: 'It was cancelled, and nothing was changed.', isAgain: true };
    case 'slack_oauth_missing_state':
    case 'slack_oauth_invalid_state':
    case 'slack_oauth_missing_code': {
      const text = 'The link is good for ten minutes, in the browser that it was opened in.';
      return { status: 400, text, isAgain: true };
    }
    case 'slack_webapi_platform_error': {
      const text = 'Slack did not accept it: a link counts once, and the client secret must be that of the app.';
      return { status: 400, text, isAgain: true };
    }
    default:
      return { status: 502, text: 'Slack could not be asked. Please try again in a minute.', isAgain: true };
  }
}

function pageOf(title: string, text: string, link: { href: string; label: string } | undefined): string {
  const button = link === undefined ? '' : `<p><a href="${escapeXml(link.href)}">${escapeXml(link.label)}</a></p>\n`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${escapeXml(title)}</title>
<style>
:root { color-scheme: light dark; }
body { max-width: 34rem; margin: 3rem auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
a { display: inline-block; padding: 0.6rem 1.2rem; border: 1px solid; border-radius: 0.4rem; text-decoration: none; }
</style>
</head>
<body>
<h1>${escapeXml(title)}</h1>
<p>${escapeXml(text)}</p>
${button}</body>
</html>
`;
}

/** Sends a page. */
export function sendPage(response: ServerResponse, { status, html }: Page): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
  response.end(html);
}
