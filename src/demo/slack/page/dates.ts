type Style = Intl.DateTimeFormatOptions;

const DAY: Style = { day: 'numeric', month: 'long', year: 'numeric' };
const TIME: Style = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };

const STYLES: Readonly<Record<string, Style>> = {
  date_num: { year: 'numeric', month: '2-digit', day: '2-digit' },
  date: DAY,
  date_pretty: DAY,
  date_short: { ...DAY, month: 'short' },
  date_short_pretty: { ...DAY, month: 'short' },
  date_long: { ...DAY, weekday: 'long' },
  date_long_pretty: { ...DAY, weekday: 'long' },
  time: TIME,
  time_secs: { ...TIME, second: '2-digit' },
};

/**
 * A date written as a Slack format asks for, such as `{date_short} at {time}`, in the time zone of this machine.
 * Shape: seconds since 1970; an unknown word between braces stays as it is.
 */
export function formatDate(seconds: number, format: string, now = Date.now()): string {
  const at = new Date(seconds * 1000);
  return format.replaceAll(/\{(\w+)\}/g, (whole, word: string) => {
    if (word === 'ago') return agoOf(Math.max(0, now / 1000 - seconds));
    const style = Object.hasOwn(STYLES, word) ? STYLES[word] : undefined;
    if (style === undefined) return whole;
    const day = word.endsWith('_pretty') ? prettyDay(at, new Date(now)) : undefined;
    return day ?? new Intl.DateTimeFormat('en-GB', style).format(at);
  });
}

function prettyDay(at: Date, now: Date): string | undefined {
  const dayOf = (date: Date): number => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
  const days = Math.round((dayOf(now) - dayOf(at)) / 86_400_000);
  return { '0': 'today', '1': 'yesterday', '-1': 'tomorrow' }[String(days)];
}

function agoOf(seconds: number): string {
  if (seconds < 60) return 'just now';
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  return seconds < 86_400 ? `${Math.floor(seconds / 3600)} h ago` : `${Math.floor(seconds / 86_400)} d ago`;
}

/** The clock time of a message's time stamp. */
export function clockOf(ts: string): string {
  return formatDate(Number(ts), '{time}');
}
