/** Debian's, which `.ci/run` installs. */
export const CHROMIUM = '/usr/bin/chromium';

/** Without a display, as any user, and without a word to any host but those it is sent to. */
export const CHROMIUM_ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
