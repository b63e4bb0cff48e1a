import { BLOCK_RULES, type Surface } from './blocks/block-rules.ts';
import { type At, below, type BlockFault, fault } from './blocks/rules.ts';
import { isFields, objectsOf } from './json.ts';

export type { BlockFault } from './blocks/rules.ts';

/** Where the blocks stand and where pointers begin. */
export interface ValidateOptions {
  readonly surface?: Surface;
  readonly pointer?: string;
}

const MAX_BLOCKS: Readonly<Record<Surface, number>> = { message: 50, modal: 100, home: 100 };
const MAX_MARKDOWN = 12_000;

/**
 * Every fault Slack would find in these blocks; an empty list when it would take them.
 * Shape: the blocks of a message unless another surface is named; pointers such as `/0/text/text`.
 * Fails: never.
 * Source: Slack's Block Kit reference and @slack/types 3.2; see `blocks/` for the limits one by one.
 */
export function validateBlocks(blocks: unknown, options: ValidateOptions = {}): BlockFault[] {
  const surface = options.surface ?? 'message';
  const at: At = { pointer: options.pointer ?? '', faults: [] };
  if (!Array.isArray(blocks)) {
    fault(at, 'wrong_type', 'must be an array');
    return at.faults;
  }
  if (blocks.length > MAX_BLOCKS[surface]) {
    fault(at, 'too_many', `no more than ${MAX_BLOCKS[surface]} items allowed`);
  }
  for (const [index, block] of blocks.entries()) BLOCK_RULES[surface](block, below(at, index));
  checkUnique(blocks, at);
  if (surface === 'message') checkCounts(blocks, at);
  return at.faults;
}

function checkUnique(blocks: readonly unknown[], at: At): void {
  const blockIds = new Set<unknown>();
  for (const [index, block] of blocks.entries()) {
    if (!isFields(block)) continue;
    const id = block['block_id'];
    if (id !== undefined && blockIds.has(id)) {
      fault(below(below(at, index), 'block_id'), 'not_unique', `\`block_id\` ${JSON.stringify(id)} already exists`);
    }
    blockIds.add(id);
    const actionIds = new Set<unknown>();
    for (const [place, element] of objectsOf(block['elements']).entries()) {
      const actionId = element['action_id'];
      if (actionId === undefined) continue;
      if (actionIds.has(actionId)) {
        const where = below(below(below(at, index), 'elements'), place);
        fault(below(where, 'action_id'), 'not_unique', `\`action_id\` ${JSON.stringify(actionId)} already exists`);
      }
      actionIds.add(actionId);
    }
  }
}

function checkCounts(blocks: readonly unknown[], at: At): void {
  const inside = objectsOf(blocks).flatMap((block) => [block, ...objectsOf(block['child_blocks'])]);
  const count = (...types: string[]): number => inside.filter((each) => types.includes(String(each['type']))).length;
  if (count('table', 'data_table') > 1) fault(at, 'only_one_table_allowed', 'only one table allowed in a message');
  if (count('data_visualization') > 2) fault(at, 'too_many', 'no more than 2 data_visualization blocks allowed');
  if (count('plan') > 1) fault(at, 'too_many', 'no more than 1 plan block allowed');
  let markdown = 0;
  for (const { type, text } of inside) if (type === 'markdown' && typeof text === 'string') markdown += text.length;
  if (markdown > MAX_MARKDOWN) {
    fault(at, 'too_long', `all markdown together must be at most ${MAX_MARKDOWN} characters`);
  }
}
