import { valueInWords } from '../core/words.ts';
import { readingKey } from '../core/reading.ts';
import type { ImportedReport, UnknownSerial } from './import-report.ts';
import { plain, table } from './terminal-text.ts';

/** A list that was taken in, as text for a terminal: whose it is, each value with its line, what is wrong with it, what was kept. Shape: lines joined by newlines. */
export function reportText({ device, file, report, dated, saved, isDryRun }: ImportedReport): string {
  const { said, readings, faults } = report;
  const rows = readings.map((reading) => {
    const last = reading.evidence.at(-1);
    const line = reading.evidence.map(({ place }) => /\d+$/.exec(place)?.[0] ?? '').join(', ');
    return [readingKey(reading), valueInWords(reading.value), line, last?.raw ?? ''];
  });
  const ignored = report.unknown.length + report.others;
  return [
    `${device.serial}, ${device.model}, ${device.customer}`,
    `${file}, format ${report.format}, made ${new Date(report.readAt).toISOString()}${DATED[dated]}`,
    ...(said.serial === undefined
      ? ['The list names no serial number: it is taken for this device on your word.']
      : []),
    ...(said.model === undefined || fold(said.model).includes(fold(device.model))
      ? []
      : [`The list says ${said.model}, the registry ${device.model}.`]),
    ...(said.firmware === undefined ? [] : [`Firmware ${said.firmware}`]),
    '',
    ...(rows.length === 0
      ? ['No item of the rules stands in it.']
      : table([['Item', 'Value', 'Line', 'Raw'], ...rows])),
    ...(faults.length === 0 ? [] : ['', 'Not understood']),
    ...faults.map(({ line, column, what, why }) => `  ${file}:${line}:${column}: ${what}: ${why}`),
    '',
    `${isDryRun ? 'Nothing was kept (dry run): ' : ''}${saved.new} new, ${saved.same} as they were, ${saved.older} older than what is known; ${ignored} lines of no item`,
  ]
    .map(plain)
    .join('\n');
}

const DATED: Record<ImportedReport['dated'], string> = {
  list: '',
  option: ' (by --at; the list does not say)',
  file: ' (when the file was last changed; the list does not say)',
};

/** That no device has the serial, with those near it. */
export function unknownSerialText({ unknown, near }: UnknownSerial): string {
  const nearby = near.map(({ serial, model, customer }) => `${serial} (${model}, ${customer})`).join('; ');
  return plain(
    `No device has the serial number ${unknown}. Nothing was kept.${nearby === '' ? '' : ` Near it: ${nearby}.`}`,
  );
}

function fold(model: string): string {
  return model.toLowerCase().replaceAll(/\s+/g, ' ');
}
