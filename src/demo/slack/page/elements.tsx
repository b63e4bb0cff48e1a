import type { ReactNode } from 'react';
import { type Fields, fieldsOf, isFields, listOf, objectsOf, textOf } from '../json.ts';
import { optionsOf } from '../people/choose.ts';
import { TextObject, withEmoji } from './mrkdwn.tsx';
import { nameOf, type Scene } from './scene.ts';
import { Picture } from './picture.tsx';

interface Props {
  readonly element: Fields;
  readonly blockId: string;
  readonly scene: Scene;
  /** Inputs of a form are read when it is sent; everything else acts at once. */
  readonly isInput?: boolean;
}

/** Where the browser finds what to send when this element is used. */
function marks({ element, blockId, scene, isInput }: Props): Record<string, string> {
  const confirm = element['confirm'];
  return {
    'data-act': isInput === true ? 'fill' : 'use',
    'data-place': scene.place,
    'data-channel': scene.channel,
    'data-ts': scene.ts,
    'data-block-id': blockId,
    'data-action-id': textOf(element['action_id']),
    ...(isFields(confirm) ? { 'data-confirm': JSON.stringify(confirm) } : {}),
  };
}

/** Any interactive element. */
export function Element(props: Props): ReactNode {
  const { element, scene } = props;
  switch (element['type']) {
    case 'button':
    case 'workflow_button':
    case 'icon_button':
      return <Button {...props} />;
    case 'feedback_buttons':
      return (
        <>
          <Button {...props} element={{ ...element, ...fieldsOf(element['positive_button']), type: 'button' }} />
          <Button {...props} element={{ ...element, ...fieldsOf(element['negative_button']), type: 'button' }} />
        </>
      );
    case 'image':
      return <Picture image={element} scene={scene} isSmall />;
    case 'overflow':
      return <Overflow {...props} />;
    case 'checkboxes':
    case 'radio_buttons':
      return <Choices {...props} />;
    case 'plain_text_input':
    case 'rich_text_input':
    case 'email_text_input':
    case 'url_text_input':
    case 'number_input':
    case 'datepicker':
    case 'timepicker':
    case 'datetimepicker':
      return <Field {...props} />;
    default:
      return textOf(element['type']).endsWith('_select') ? <Select {...props} /> : null;
  }
}

function Button(props: Props): ReactNode {
  const { element } = props;
  const style = textOf(element['style']);
  return (
    <button
      type="button"
      className={`button ${['primary', 'danger'].includes(style) ? style : ''}`}
      data-value={textOf(element['value'])}
      data-url={textOf(element['url'])}
      aria-label={textOf(element['accessibility_label']) || undefined}
      {...marks(props)}
    >
      {withEmoji(textOf(fieldsOf(element['text'])['text']))}
    </button>
  );
}

/** What the element holds now: what was entered, else what it starts with. */
function held({ element, blockId, scene }: Props): Fields {
  return fieldsOf(scene.values[blockId]?.[textOf(element['action_id'])]);
}

interface Shown {
  readonly value: string;
  readonly label: string;
}

function shownOptions({ element, scene }: Props): Shown[] {
  const type = textOf(element['type']);
  const { people, channels } = scene.engine.world;
  if (type.includes('users')) {
    return [...people.values()].filter((each) => !each.isBot).map((each) => ({ value: each.id, label: each.realName }));
  }
  if (type.includes('channels') || type.includes('conversations')) {
    const named = [...channels.values()].filter((each) => each.kind === 'channel' || each.kind === 'group');
    return named.map((each) => ({ value: each.id, label: `#${each.name}` }));
  }
  return optionsOf(element).map((each) => ({
    value: textOf(each['value']),
    label: withEmoji(textOf(fieldsOf(each['text'])['text'])),
  }));
}

function chosenValues(state: Fields, element: Fields): string[] {
  const initial = Object.entries(element).filter(([name]) => name.startsWith('initial_'));
  const source = Object.keys(state).length > 0 ? Object.entries(state) : initial;
  return source
    .filter(([name]) => name !== 'type')
    .flatMap(([, value]) => (Array.isArray(value) ? listOf(value) : [value]))
    .map((value) => (isFields(value) ? textOf(value['value']) : textOf(value)))
    .filter((value) => value !== '');
}

function Select(props: Props): ReactNode {
  const { element, scene } = props;
  const isMulti = textOf(element['type']).startsWith('multi_');
  const options = shownOptions(props);
  const chosen = chosenValues(held(props), element);
  const placeholder = textOf(fieldsOf(element['placeholder'])['text']) || 'Choose…';
  const known = options.some((each) => each.value === chosen[0]);
  const extra =
    chosen[0] !== undefined && !known ? [{ value: chosen[0], label: nameOf(scene.engine.world, chosen[0]) }] : [];
  return (
    <select
      className="select"
      multiple={isMulti}
      defaultValue={isMulti ? chosen : (chosen[0] ?? '')}
      aria-label={placeholder}
      {...marks(props)}
    >
      {isMulti ? null : <option value="">{placeholder}</option>}
      {[...options, ...extra].map((each) => (
        <option key={each.value} value={each.value}>
          {each.label}
        </option>
      ))}
    </select>
  );
}

function Overflow(props: Props): ReactNode {
  return (
    <details className="overflow">
      <summary aria-label="More">⋯</summary>
      <div className="menu">
        {shownOptions(props).map((each) => (
          <button key={each.value} type="button" data-choice={each.value} {...marks(props)}>
            {each.label}
          </button>
        ))}
      </div>
    </details>
  );
}

function Choices(props: Props): ReactNode {
  const { element, blockId, scene } = props;
  const chosen = chosenValues(held(props), element);
  const isMany = element['type'] === 'checkboxes';
  return (
    <span className="choices" data-many={isMany} {...marks(props)}>
      {objectsOf(element['options']).map((option) => {
        const value = textOf(option['value']);
        const description = option['description'];
        return (
          <label key={value}>
            <input
              type={isMany ? 'checkbox' : 'radio'}
              name={`${scene.ts} ${blockId} ${textOf(element['action_id'])}`}
              value={value}
              defaultChecked={chosen.includes(value)}
            />
            <span>
              <TextObject text={fieldsOf(option['text'])} world={scene.engine.world} />
              {isFields(description) ? (
                <small>
                  <TextObject text={description} world={scene.engine.world} />
                </small>
              ) : null}
            </span>
          </label>
        );
      })}
    </span>
  );
}

const INPUT_TYPES: Readonly<Record<string, string>> = {
  email_text_input: 'email',
  url_text_input: 'url',
  number_input: 'text',
  datepicker: 'date',
  timepicker: 'time',
  datetimepicker: 'text',
};

function Field(props: Props): ReactNode {
  const { element } = props;
  const type = textOf(element['type']);
  const [value = ''] = chosenValues(held(props), element);
  const placeholder = textOf(fieldsOf(element['placeholder'])['text']);
  const shared = { className: 'field', defaultValue: value, placeholder, ...marks(props) };
  if (element['multiline'] === true || type === 'rich_text_input') return <textarea rows={4} {...shared} />;
  return <input type={INPUT_TYPES[type] ?? 'text'} {...shared} />;
}
