import type { ReactNode } from 'react';
import type { World } from '../world/world.ts';
import { type Fields, fieldsOf, listOf, objectsOf, textOf } from '../json.ts';
import { WithSigns } from './emoji-sign.tsx';
import { RichText } from './rich-text.tsx';

/** A table or data table; the first row is its head, and it scrolls inside its own box. */
export function Table({ block, world }: { block: Fields; world: World }): ReactNode {
  const rows = listOf(block['rows']).map((row) => objectsOf(row));
  const settings = objectsOf(block['column_settings']);
  const caption = textOf(block['caption']);
  const [head = [], ...body] = rows;
  return (
    <div className="table-box" tabIndex={0}>
      <table>
        {caption === '' ? null : <caption>{caption}</caption>}
        <thead>
          <tr>
            {head.map((cell, column) => (
              <th key={column} className={classOf(cell, settings[column])}>
                <Cell cell={cell} world={world} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {body.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={column} className={classOf(cell, settings[column])}>
                  <Cell cell={cell} world={world} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function classOf(cell: Fields, settings: Fields | undefined): string {
  const given = textOf(fieldsOf(settings)['align']);
  const align = ['left', 'center', 'right'].includes(given) ? given : cell['type'] === 'raw_number' ? 'right' : 'left';
  return fieldsOf(settings)['is_wrapped'] === true ? `${align} wrapped` : align;
}

function Cell({ cell, world }: { cell: Fields; world: World }): ReactNode {
  if (cell['type'] === 'rich_text') return <RichText block={cell} world={world} />;
  return <WithSigns text={textOf(cell['text'])} />;
}
