import type { ReactNode } from 'react';
import { type Fields, fieldsOf, isFields, listOf, objectsOf, textOf } from '../json.ts';
import { Element } from './elements.tsx';
import { Mrkdwn, TextObject, withEmoji } from './mrkdwn.tsx';
import { Picture } from './picture.tsx';
import { RichText } from './rich-text.tsx';
import type { Scene } from './scene.ts';
import { Table } from './table.tsx';

interface Props {
  readonly block: Fields;
  readonly scene: Scene;
}

/** A list of blocks. */
export function Blocks({ blocks, scene }: { blocks: readonly Fields[]; scene: Scene }): ReactNode {
  return (
    <div className="blocks">
      {blocks.map((block, index) => (
        <Block key={textOf(block['block_id']) || index} block={block} scene={scene} />
      ))}
    </div>
  );
}

function Block({ block, scene }: Props): ReactNode {
  const { engine } = scene;
  const words = textOf(fieldsOf(block['text'])['text']);
  switch (block['type']) {
    case 'header':
      return <h3 className="header">{withEmoji(words)}</h3>;
    case 'divider':
      return <hr />;
    case 'section':
      return <Section block={block} scene={scene} />;
    case 'context':
      return <Context block={block} scene={scene} />;
    case 'actions':
    case 'context_actions':
      return <Actions block={block} scene={scene} />;
    case 'table':
    case 'data_table':
      return <Table block={block} world={engine.world} />;
    case 'rich_text':
      return <RichText block={block} world={engine.world} />;
    case 'markdown':
      return <Mrkdwn text={markdownAsMrkdwn(textOf(block['text']))} world={engine.world} />;
    case 'alert':
      return (
        <p className={`alert ${textOf(block['level'])}`}>
          <TextObject text={fieldsOf(block['text'])} world={engine.world} />
        </p>
      );
    case 'image':
      return <Picture image={block} scene={scene} />;
    case 'input':
      return <Input block={block} scene={scene} />;
    default:
      return <Composite block={block} scene={scene} />;
  }
}

function Section({ block, scene }: Props): ReactNode {
  const { text, accessory } = block;
  return (
    <div className="section">
      <div className="section-main">
        {isFields(text) ? <TextObject text={text} world={scene.engine.world} /> : null}
        {Array.isArray(block['fields']) ? (
          <div className="fields">
            {objectsOf(block['fields']).map((field, index) => (
              <div key={index}>
                <TextObject text={field} world={scene.engine.world} />
              </div>
            ))}
          </div>
        ) : null}
      </div>
      {isFields(accessory) ? <Element element={accessory} blockId={textOf(block['block_id'])} scene={scene} /> : null}
    </div>
  );
}

function Context({ block, scene }: Props): ReactNode {
  return (
    <div className="context">
      {objectsOf(block['elements']).map((element, index) =>
        element['type'] === 'image' ? (
          <Picture key={index} image={element} scene={scene} isSmall />
        ) : (
          <TextObject key={index} text={element} world={scene.engine.world} />
        ),
      )}
    </div>
  );
}

function Actions({ block, scene }: Props): ReactNode {
  return (
    <div className="actions">
      {objectsOf(block['elements']).map((element, index) => (
        <Element key={index} element={element} blockId={textOf(block['block_id'])} scene={scene} />
      ))}
    </div>
  );
}

function Input({ block, scene }: Props): ReactNode {
  const { hint } = block;
  const isQuiet = block['dispatch_action'] !== true;
  return (
    <div className="input" data-block-id={textOf(block['block_id'])}>
      <div className="label">
        {textOf(fieldsOf(block['label'])['text'])}
        {block['optional'] === true ? <small> (optional)</small> : null}
      </div>
      <Element
        element={fieldsOf(block['element'])}
        blockId={textOf(block['block_id'])}
        scene={scene}
        isInput={isQuiet}
      />
      {isFields(hint) ? <small className="hint">{textOf(hint['text'])}</small> : null}
    </div>
  );
}

/** Blocks that hold others or that are shown by their words alone. */
function Composite({ block, scene }: Props): ReactNode {
  const title = block['title'] ?? block['rich_text_title'];
  const shown = isFields(title) ? textOf(title['text']) : textOf(title);
  const inner = [block['child_blocks'], block['tasks'], block['elements']].flatMap(objectsOf);
  const rich = [block['details'], block['output']].filter(isFields);
  const status = textOf(block['status']);
  return (
    <div className="card">
      <div className="card-title">
        {shown === '' ? textOf(block['type']).replaceAll('_', ' ') : withEmoji(shown)}
        {status === '' ? null : <small> · {status.replaceAll('_', ' ')}</small>}
      </div>
      {[block['subtitle'], block['body']].filter(isFields).map((each, index) => (
        <p key={index}>
          <TextObject text={each} world={scene.engine.world} />
        </p>
      ))}
      {rich.map((each, index) => (
        <RichText key={index} block={each} world={scene.engine.world} />
      ))}
      {block['type'] === 'data_visualization' ? <Figures chart={fieldsOf(block['chart'])} scene={scene} /> : null}
      {inner.length > 0 ? <Blocks blocks={inner} scene={scene} /> : null}
      {Array.isArray(block['actions']) ? (
        <Actions block={{ ...block, elements: block['actions'] }} scene={scene} />
      ) : null}
    </div>
  );
}

/** A chart as the table of its figures: nothing here draws, and the figures are what counts. */
function Figures({ chart, scene }: { chart: Fields; scene: Scene }): ReactNode {
  const series = objectsOf(chart['series']);
  const points = objectsOf(chart['segments']);
  const cell = (value: unknown): Fields => ({ type: 'raw_text', text: textOf(value) });
  const labels = listOf(fieldsOf(chart['axis_config'])['categories']).map(cell);
  const rows =
    points.length > 0
      ? points.map((each) => [cell(each['label']), cell(each['value'])])
      : [
          [cell(''), ...labels],
          ...series.map((each) => [
            cell(each['name']),
            ...objectsOf(each['data']).map((point) => cell(point['value'])),
          ]),
        ];
  return <Table block={{ type: 'table', rows }} world={scene.engine.world} />;
}

/** Standard markdown's marks as mrkdwn's, near enough to read it by. */
function markdownAsMrkdwn(text: string): string {
  return text
    .replaceAll(/\*\*([^*\n]+)\*\*/g, '*$1*')
    .replaceAll(/^#{1,6} +(.+)$/gm, '*$1*')
    .replaceAll(/^(\s*)[-*] +/gm, '$1• ')
    .replaceAll(/\[([^\]\n]+)\]\((https?:[^)\s]+)\)/g, '<$2|$1>');
}
