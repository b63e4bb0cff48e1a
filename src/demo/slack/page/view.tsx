import type { ReactNode } from 'react';
import type { Person } from '../cast.ts';
import type { Engine } from '../engine.ts';
import { fieldsOf, textOf } from '../json.ts';
import { blocksOf, type StoredView } from '../world/view.ts';
import { Blocks } from './blocks.tsx';
import type { Scene } from './scene.ts';

interface Props {
  readonly engine: Engine;
  readonly viewer: Person;
  readonly view: StoredView;
}

/** The modal in front. */
export function Modal({ engine, viewer, view }: Props): ReactNode {
  const trouble = view.errors[''];
  return (
    <form className="modal" data-view={view.id} aria-label={wordsOf(view.body['title'])}>
      <header>
        <h2>{wordsOf(view.body['title'])}</h2>
        <button type="button" data-act="close-view" aria-label="Close">
          ✕
        </button>
      </header>
      <div className="modal-body">
        <Blocks blocks={blocksOf(view)} scene={sceneOf(engine, viewer, view, 'modal')} />
        {trouble === undefined ? null : <p className="error">{trouble}</p>}
      </div>
      <footer>
        <button type="button" className="button" data-act="close-view">
          {wordsOf(view.body['close']) || 'Cancel'}
        </button>
        {view.body['submit'] === undefined ? null : (
          <button type="submit" className="button primary">
            {wordsOf(view.body['submit'])}
          </button>
        )}
      </footer>
    </form>
  );
}

/** The App Home of the viewer. */
export function Home({ engine, viewer, view }: Props): ReactNode {
  return <Blocks blocks={blocksOf(view)} scene={sceneOf(engine, viewer, view, 'home')} />;
}

function sceneOf(engine: Engine, viewer: Person, view: StoredView, place: 'modal' | 'home'): Scene {
  return { engine, viewer, place, channel: '', ts: view.id, values: view.values };
}

function wordsOf(text: unknown): string {
  return textOf(fieldsOf(text)['text']);
}
