import { type Fields, isFields, objectsOf, textOf, unpacked } from '../json.ts';
import { type BlockFault, validateBlocks } from '../validate-blocks.ts';
import { isTooLong } from '../blocks/too-long.ts';
import { Refusal } from './method.ts';

const MAX_TEXT = 40_000;

/** What a message says. */
export interface Content {
  readonly text: string;
  readonly blocks: Fields[];
  readonly attachments: Fields[];
}

/**
 * What a call wants a message to say, checked by the strict rules.
 * Fails: no_text, invalid_blocks with every fault, msg_blocks_too_long, only_one_table_allowed.
 */
export function contentOf(args: Fields, before?: Content): Content {
  const blocks = args['blocks'] === undefined ? before?.blocks : checkedBlocks(args['blocks']);
  const attachments =
    args['attachments'] === undefined ? before?.attachments : objectsOf(unpacked(args['attachments']));
  const sent = args['text'] === undefined ? before?.text : textOf(args['text']);
  const content = { text: (sent ?? '').slice(0, MAX_TEXT), blocks: blocks ?? [], attachments: attachments ?? [] };
  if (content.text === '' && content.blocks.length === 0 && content.attachments.length === 0) {
    throw new Refusal('no_text');
  }
  return content;
}

function checkedBlocks(value: unknown): Fields[] {
  const blocks = unpacked(value);
  if (!Array.isArray(blocks)) throw new Refusal('invalid_blocks_format');
  const faults = validateBlocks(blocks);
  if (faults.some((fault) => fault.code === 'only_one_table_allowed'))
    throw refusalOf('only_one_table_allowed', faults);
  if (faults.length > 0) throw refusalOf('invalid_blocks', faults);
  if (isTooLong(blocks)) throw new Refusal('msg_blocks_too_long');
  return blocks.filter(isFields);
}

/** A refusal that tells each fault the way Slack does. */
function refusalOf(word: string, faults: readonly BlockFault[]): Refusal {
  const errors = faults.map((fault) => `${fault.message} [json-pointer:/blocks${fault.pointer}]`);
  return new Refusal(word, { errors, response_metadata: { messages: errors.map((each) => `[ERROR] ${each}`) } });
}

/** The metadata of a call. Fails: invalid_metadata_format. */
export function metadataOf(value: unknown): Fields | undefined {
  if (value === undefined || value === '') return undefined;
  const metadata = unpacked(value);
  const isGood = isFields(metadata) && textOf(metadata['event_type']) !== '' && isFields(metadata['event_payload']);
  if (!isGood) throw new Refusal('invalid_metadata_format');
  return metadata;
}
