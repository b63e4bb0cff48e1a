import { elementsOf, valueNameOf } from '../world/input-state.ts';
import { type Fields, fieldsOf, listOf, objectsOf, textOf } from '../json.ts';

/** Which element of a message or view a person touches. */
export interface ElementChoice {
  readonly actionId: string;
  readonly blockId?: string;
  /** Tells elements with the same ids apart; a button's own value. */
  readonly value?: string;
}

/** An element in its block. */
export interface FoundElement {
  readonly block: Fields;
  readonly element: Fields;
}

/** The element a person touches. Fails: RangeError when there is none such. */
export function findElement(blocks: readonly Fields[], choice: ElementChoice): FoundElement {
  for (const block of blocks.flatMap((each) => [each, ...objectsOf(each['child_blocks'])])) {
    if (choice.blockId !== undefined && block['block_id'] !== choice.blockId) continue;
    for (const element of elementsOf(block)) {
      if (element['action_id'] !== choice.actionId) continue;
      const isButton = element['type'] === 'button';
      if (isButton && choice.value !== undefined && element['value'] !== choice.value) continue;
      return { block, element };
    }
  }
  throw new RangeError(`nothing to press named ${choice.actionId}`);
}

/**
 * What an element holds after a person chose, as Slack tells it.
 * Shape: options by their value; several as a list; everything else as the text itself.
 * Fails: RangeError when an option is not offered.
 */
export function chosenState(element: Fields, value: string | readonly string[] | null): Fields {
  const type = textOf(element['type']);
  const name = valueNameOf(type);
  if (name === undefined) return { type };
  if (name === 'selected_option') return { type, [name]: value === null ? null : optionOf(element, String(value)) };
  const many = value === null ? [] : [value].flat();
  if (name === 'selected_options') return { type, [name]: many.map((each) => optionOf(element, each)) };
  if (name === 'selected_users') return { type, [name]: many };
  if (name === 'selected_date_time') return { type, [name]: value === null ? null : Number(value) };
  return { type, [name]: value === null || value === '' ? null : String(value) };
}

/** The options an element offers, also those under headings. */
export function optionsOf(element: Fields): Fields[] {
  const groups = listOf(element['option_groups']).flatMap((group) => objectsOf(fieldsOf(group)['options']));
  return [...objectsOf(element['options']), ...groups];
}

function optionOf(element: Fields, value: string): Fields {
  const found = optionsOf(element).find((each) => each['value'] === value);
  // An app that answers a query for options has sent them moments ago; they are not kept in the element.
  if (found === undefined && textOf(element['type']).includes('external')) {
    return { text: { type: 'plain_text', text: value }, value };
  }
  if (found === undefined) throw new RangeError(`${value} is not offered by ${textOf(element['action_id'])}`);
  return found;
}
