import { all, type At, below, type BlockFault, fault, flag, oneOf, record, type Rule, text } from './blocks/rules.ts';
import { plainText } from './blocks/text-rules.ts';
import { isFields, objectsOf } from './json.ts';
import { validateBlocks } from './validate-blocks.ts';

const anything: Rule = () => undefined;
const shared = { private_metadata: text(0, 3000), callback_id: text(0, 255), external_id: text(0, 255) };

const modal: Rule = all(
  record(
    { type: oneOf('modal'), title: plainText(24), blocks: anything },
    {
      ...shared,
      submit: plainText(24),
      close: plainText(24),
      clear_on_close: flag,
      notify_on_close: flag,
      submit_disabled: flag,
    },
  ),
  needsSubmit,
);
const home: Rule = record({ type: oneOf('home'), blocks: anything }, shared);

/**
 * Every fault Slack would find in a modal or an App Home; an empty list when it would take it.
 * Shape: the view as handed to views.open or views.publish; pointers such as `/title/text`.
 * Fails: never.
 */
export function validateView(view: unknown): BlockFault[] {
  const at: At = { pointer: '', faults: [] };
  if (!isFields(view)) {
    fault(at, 'wrong_type', 'must be an object');
    return at.faults;
  }
  const surface = view['type'] === 'home' ? 'home' : 'modal';
  (surface === 'home' ? home : modal)(view, at);
  at.faults.push(...validateBlocks(view['blocks'], { surface, pointer: '/blocks' }));
  return at.faults;
}

function needsSubmit(view: unknown, at: At): void {
  if (!isFields(view) || view['submit'] !== undefined) return;
  const hasInputs = objectsOf(view['blocks']).some((block) => block['type'] === 'input');
  if (hasInputs) fault(below(at, 'submit'), 'missing', 'submit is required when the view has input blocks');
}
