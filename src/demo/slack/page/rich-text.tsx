import type { ReactNode } from 'react';
import type { World } from '../world/world.ts';
import { type Fields, fieldsOf, objectsOf, textOf } from '../json.ts';
import { formatDate } from './dates.ts';
import { Emoji } from './emoji-sign.tsx';
import { Link, Mention } from './mrkdwn.tsx';

/** A rich_text block, in a message or in a cell. */
export function RichText({ block, world }: { block: Fields; world: World }): ReactNode {
  return (
    <div className="rich">
      {objectsOf(block['elements']).map((element, index) => (
        <Part key={index} element={element} world={world} />
      ))}
    </div>
  );
}

function Part({ element, world }: { element: Fields; world: World }): ReactNode {
  const children = objectsOf(element['elements']);
  const inside = children.map((each, index) => <Inline key={index} element={each} world={world} />);
  switch (element['type']) {
    case 'rich_text_list': {
      const items = children.map((each, index) => (
        <li key={index}>
          <Part element={each} world={world} />
        </li>
      ));
      const indent = `indent-${Math.min(8, Number(element['indent'] ?? 0))}`;
      return element['style'] === 'ordered' ? <ol className={indent}>{items}</ol> : <ul className={indent}>{items}</ul>;
    }
    case 'rich_text_quote':
      return <blockquote>{inside}</blockquote>;
    case 'rich_text_preformatted':
      return <pre>{inside}</pre>;
    default:
      return <div className="rich-section">{inside}</div>;
  }
}

function Inline({ element, world }: { element: Fields; world: World }): ReactNode {
  return <Styled style={fieldsOf(element['style'])}>{plainOf(element, world)}</Styled>;
}

function plainOf(element: Fields, world: World): ReactNode {
  const text = textOf(element['text']);
  switch (element['type']) {
    case 'link':
      return <Link url={textOf(element['url'])}>{text === '' ? textOf(element['url']) : text}</Link>;
    case 'emoji':
      return <Emoji name={textOf(element['name'])} />;
    case 'user':
      return <Mention kind="user" id={textOf(element['user_id'])} world={world} />;
    case 'usergroup':
      return <Mention kind="group" id={textOf(element['usergroup_id'])} world={world} />;
    case 'channel':
      return <Mention kind="channel" id={textOf(element['channel_id'])} world={world} />;
    case 'broadcast':
      return <span className="mention loud">@{textOf(element['range'])}</span>;
    case 'date':
      return <time>{formatDate(Number(element['timestamp']), textOf(element['format']))}</time>;
    default:
      return text;
  }
}

function Styled({ style, children }: { style: Fields; children: ReactNode }): ReactNode {
  let shown = children;
  if (style['code'] === true) shown = <code>{shown}</code>;
  if (style['bold'] === true) shown = <b>{shown}</b>;
  if (style['italic'] === true) shown = <i>{shown}</i>;
  if (style['strike'] === true) shown = <s>{shown}</s>;
  return style['underline'] === true ? <u>{shown}</u> : shown;
}
