import type { ReactNode } from 'react';
import { type Fields, fieldsOf, textOf } from '../json.ts';
import type { Engine } from '../engine.ts';
import type { Scene } from './scene.ts';

const DRAWN = new Set(['image/png', 'image/jpeg', 'image/gif']);

/** The address under which the page shows a stored file, when it is a picture a browser draws safely. */
export function pictureUrl(engine: Engine, fileId: string): string | undefined {
  const file = engine.world.files.get(fileId);
  return file !== undefined && DRAWN.has(file.mimetype) ? `/_page/file/${encodeURIComponent(file.id)}` : undefined;
}

/** A picture block or element. Pictures on other machines are named, not loaded. */
export function Picture({ image, scene, isSmall }: { image: Fields; scene: Scene; isSmall?: boolean }): ReactNode {
  const alt = textOf(image['alt_text']);
  const { id, url } = fieldsOf(image['slack_file']);
  const fileId = textOf(id) || (/\/files-pri\/([^/]+)\//.exec(textOf(url))?.[1] ?? '');
  const source = pictureUrl(scene.engine, fileId);
  if (source === undefined) return <span className="no-picture">[picture: {alt}]</span>;
  return <img className={isSmall === true ? 'small' : 'large'} src={source} alt={alt} />;
}
