import type { InputBlock, PlainTextOption } from '@slack/types';
import type { ChannelSettings } from '../../core/channel-settings.ts';
import { spanInWords } from '../../core/words.ts';
import { isTimeZone, zoneOfPlace } from '../../core/zone.ts';
import { escapeMrkdwn, plain } from '../text/escape.ts';
import { label } from './parts.ts';

/** Blocks of the form that are about when a channel is told something. */
export const HOUR_FIELDS = {
  remind: 'remind',
  digest: 'digest',
  monthly: 'monthly',
  quietFrom: 'quiet-from',
  quietTo: 'quiet-to',
  zone: 'zone',
} as const;

type Answers = Record<string, string | undefined>;
/** The settings that these fields are about. */
type Hours = Pick<ChannelSettings, 'remindAfterMs' | 'quiet' | 'timeZone' | 'digest' | 'monthly'>;

/** Slack takes no option without a value. */
const NEVER = 'never';
const MONTHLY = 'monthly';
const HOUR_MS = 3_600_000;
const REMIND_HOURS = [4, 8, 24, 48, 72, 168];

/** What asks for it; what is set stands in it. Shape: `home` is the zone of the machine. */
export function hourInputs(settings: ChannelSettings | undefined, home: string): InputBlock[] {
  const { remindAfterMs, quiet, digest, monthly, timeZone = home } = settings ?? {};
  const reminders = REMIND_HOURS.map((hours) => option(`after ${spanInWords(hours * HOUR_MS)}`, String(hours)));
  const hours = Array.from({ length: 24 }, (_, hour) => option(`at ${clockOf(hour * 60)}`, String(hour)));
  return [
    select({
      id: HOUR_FIELDS.remind,
      label: 'Remind whoever has a claim that nobody touches',
      hint: 'Once each time, by a direct message.',
      options: [option('never', NEVER), ...reminders],
      chosen: remindAfterMs === undefined ? NEVER : String(remindAfterMs / HOUR_MS),
    }),
    select({
      id: HOUR_FIELDS.digest,
      label: 'List the open claims here every day',
      hint: 'By age, with callbacks and who has them; nothing on a day without any.',
      options: [option('never', NEVER), ...hours],
      chosen: digest === undefined ? NEVER : String(digest.minute / 60),
    }),
    select({
      id: HOUR_FIELDS.monthly,
      label: 'Post the report of the whole desk here',
      hint: 'Of the month before; at the same hour, else at 09:00.',
      options: [option('never', NEVER), option('on the first of the month', MONTHLY)],
      chosen: monthly === undefined ? NEVER : MONTHLY,
    }),
    timeInput(HOUR_FIELDS.quietFrom, 'Quiet from', quiet?.from),
    timeInput(HOUR_FIELDS.quietTo, 'Quiet until', quiet?.to),
    {
      type: 'input',
      block_id: HOUR_FIELDS.zone,
      optional: true,
      label: label('Time zone of these hours'),
      hint: label('Such as Europe/Berlin. What falls into quiet hours comes at their end.'),
      element: {
        type: 'plain_text_input',
        action_id: HOUR_FIELDS.zone,
        max_length: 60,
        initial_value: plain(timeZone, 60),
      },
    },
  ];
}

/**
 * What was chosen; faults by their fields.
 * Shape: `before` is what was set: what was asked for already counts from when it was. Units: `now` milliseconds since 1970.
 */
export function readHours(
  answers: Answers,
  before: ChannelSettings | undefined,
  now: number,
): { hours: Hours } | { faults: Record<string, string> } {
  const quiet = readQuiet(answers);
  const zone = (answers[HOUR_FIELDS.zone] ?? '').trim();
  if ('faults' in quiet) return quiet;
  if (zone !== '' && !isTimeZone(zone)) return { faults: { [HOUR_FIELDS.zone]: noZone(zone) } };
  const remind = REMIND_HOURS.find((hours) => String(hours) === answers[HOUR_FIELDS.remind]);
  const hour = readHour(answers[HOUR_FIELDS.digest]);
  const isMonthly = answers[HOUR_FIELDS.monthly] === MONTHLY;
  return {
    hours: {
      ...(remind === undefined ? {} : { remindAfterMs: remind * HOUR_MS }),
      ...quiet,
      ...(zone === '' ? {} : { timeZone: zone }),
      ...(hour === undefined
        ? {}
        : { digest: before?.digest?.minute === hour * 60 ? before.digest : { minute: hour * 60, since: now } }),
      ...(isMonthly ? { monthly: before?.monthly ?? { since: now } } : {}),
    },
  };
}

/** What is set, a line each. Shape: mrkdwn. */
export function hourLines(settings: ChannelSettings | undefined, home: string): string[] {
  const { remindAfterMs, quiet, digest, monthly, timeZone = home } = settings ?? {};
  const zone = ` (${escapeMrkdwn(timeZone, 60)})`;
  return [
    `Reminders: ${remindAfterMs === undefined ? 'none' : `once a claim is untouched for ${spanInWords(remindAfterMs)}`}`,
    `Daily digest: ${digest === undefined ? 'none' : `at ${clockOf(digest.minute)}${zone}`}`,
    `Report of the desk: ${monthly === undefined ? 'none' : 'on the first of the month'}`,
    `Quiet hours: ${quiet === undefined ? 'none' : `${clockOf(quiet.from)} to ${clockOf(quiet.to)}${zone}`}`,
  ];
}

function noZone(said: string): string {
  const near = zoneOfPlace(said);
  return near === undefined
    ? 'There is no such time zone. Please name a place, such as Europe/Berlin or Asia/Tokyo.'
    : `There is no such time zone. Is it ${near}?`;
}

function readQuiet(answers: Answers): Pick<Hours, 'quiet'> | { faults: Record<string, string> } {
  const [from, to] = [HOUR_FIELDS.quietFrom, HOUR_FIELDS.quietTo].map((field) => minuteOf(answers[field]));
  if (from === undefined && to === undefined) return {};
  if (from === undefined) return { faults: { [HOUR_FIELDS.quietFrom]: 'From when?' } };
  if (to === undefined) return { faults: { [HOUR_FIELDS.quietTo]: 'Until when?' } };
  if (from === to) return { faults: { [HOUR_FIELDS.quietTo]: 'It must end at another time than it begins.' } };
  return { quiet: { from, to } };
}

function readHour(written: string | undefined): number | undefined {
  return /^(1?\d|2[0-3])$/.test(written ?? '') ? Number(written) : undefined;
}

/** Minutes since midnight of a time as Slack writes it. Fails: never; anything else is undefined. */
function minuteOf(written: string | undefined): number | undefined {
  const [, hour, minute] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(written ?? '') ?? [];
  return hour === undefined ? undefined : Number(hour) * 60 + Number(minute);
}

function clockOf(minute: number): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

function timeInput(id: string, text: string, minute: number | undefined): InputBlock {
  return {
    type: 'input',
    block_id: id,
    optional: true,
    label: label(text),
    element: {
      type: 'timepicker',
      action_id: id,
      ...(minute === undefined ? {} : { initial_time: clockOf(minute) }),
    },
  };
}

function select(input: {
  id: string;
  label: string;
  hint: string;
  options: PlainTextOption[];
  chosen: string;
}): InputBlock {
  const { id, options } = input;
  const [never] = options;
  const initial = options.find(({ value }) => value === input.chosen) ?? never;
  return {
    type: 'input',
    block_id: id,
    label: label(input.label),
    hint: label(input.hint),
    element: {
      type: 'static_select',
      action_id: id,
      options,
      ...(initial === undefined ? {} : { initial_option: initial }),
    },
  };
}

function option(text: string, value: string): PlainTextOption {
  return { text: label(text), value };
}
