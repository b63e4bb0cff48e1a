import { WebAPIPlatformError, WebAPIRequestError } from '@slack/web-api';
import { describe, expect, it } from 'vitest';
import type { Charts } from '../../src/core/ports.ts';
import { BytesLost } from '../../src/slack/calls/upload-picture.ts';
import { openLinks } from '../../src/slack/links.ts';
import { openLanes } from '../../src/slack/outbox/lanes.ts';
import { openOutbox, type Outbox, type OutboxDeps } from '../../src/slack/outbox/outbox.ts';
import { openPeople } from '../../src/slack/outbox/people.ts';
import { NOW, sampleDossier, sampleFetch } from './dossiers.ts';
import { fakeCalls, memoryStore } from './fakes.ts';

type Scene = {
  outbox: Outbox;
  calls: ReturnType<typeof fakeCalls>;
  store: ReturnType<typeof memoryStore>;
  logged: string[];
};

/** Unlike any other pause. */
const SETTLE_MS = 2_345;
const alt = 'what it shows';
const charts: Charts = { describe: () => alt, draw: async () => ({ png: new Uint8Array([1, 2, 3]), alt }) };

/** An outbox that draws; pass an earlier scene to stand for a process started anew over the same disk and Slack. */
function scene(
  before?: Pick<Scene, 'calls' | 'store'>,
  with_: Partial<Charts> = {},
  pause: OutboxDeps['pause'] = async () => undefined,
): Scene {
  const calls = before?.calls ?? fakeCalls();
  const store = before?.store ?? memoryStore();
  const logged: string[] = [];
  const log = (_level: string, event: string): void => void logged.push(event);
  const lanes = openLanes({ postsPerSecond: null, log });
  const linkOf = openLinks(calls, lanes, store);
  const people = openPeople(calls, lanes);
  const deps = { calls, lanes, people, linkOf, store, log, editEveryMs: 0, settleMs: SETTLE_MS };
  const outbox = openOutbox({
    ...deps,
    charts: { ...charts, ...with_ },
    pause,
    onOutside: () => undefined,
  });
  return { outbox, calls, store, logged };
}

/** The picture in the comparison, as Slack has it. */
function shownIn(calls: Scene['calls']): unknown {
  const comparison = calls.posts.find(({ identity }) => identity['slot'] === 'comparison');
  return comparison?.content.blocks.find(({ type }) => type === 'image');
}
const pictureOf = (file: string): unknown => ({ type: 'image', slack_file: { id: file }, alt_text: alt });

describe('the chart of a claim', () => {
  it('comes into the comparison once its fetch is complete, by an edit, which rings nobody’s bell', async () => {
    const { outbox, calls } = scene();
    await outbox.show(sampleDossier({ fetches: [sampleFetch({ phase: 'standing', doneAt: undefined })] }));
    expect(calls.pictures).toEqual([]);
    const posts = calls.posts.length;
    await outbox.show(sampleDossier());
    expect(calls.pictures).toEqual([{ id: 'F00000001', name: 'claim-12-1.png', bytes: 3, alt }]);
    expect(shownIn(calls)).toEqual(pictureOf('F00000001'));
    expect(calls.posts).toHaveLength(posts);
  });

  it('is uploaded once, however often the claim is shown: at the same time, again, and in the next process', async () => {
    const first = scene();
    await Promise.all([first.outbox.show(sampleDossier()), first.outbox.show(sampleDossier())]);
    await first.outbox.show(sampleDossier({ now: NOW + 60_000 }));
    const next = scene(first);
    first.calls.log.length = 0;
    await next.outbox.show(sampleDossier());
    expect(first.calls.pictures).toHaveLength(1);
    expect(first.calls.log.filter((line) => line.startsWith('update'))).toEqual([]);
    expect(shownIn(first.calls)).toEqual(pictureOf('F00000001'));
  });

  it('gives way to that of a refetch when that one has something to show', async () => {
    const { outbox, calls } = scene();
    await outbox.show(sampleDossier());
    await outbox.show(sampleDossier({ fetches: [sampleFetch(), sampleFetch({ n: 1 })] }));
    expect(calls.pictures.map(({ name }) => name)).toEqual(['claim-12-1.png', 'claim-12-2.png']);
    expect(shownIn(calls)).toEqual(pictureOf('F00000002'));
  });

  it('is sent again where Slack gave no answer, and where the process ended before it noted the file', async () => {
    const lost = scene();
    lost.calls.fail('upload', new BytesLost('http 500'));
    lost.calls.fail('upload', new WebAPIRequestError(new Error('socket hang up')), true);
    await lost.outbox.show(sampleDossier());
    expect(lost.logged).toEqual(['chart.no-answer', 'chart.no-answer']);
    expect(shownIn(lost.calls)).toEqual(pictureOf('F00000002'));

    const ended = scene();
    ended.calls.fail('upload', new Error('the process ended here'), true);
    await expect(ended.outbox.show(sampleDossier())).rejects.toThrow('the process ended here');
    await scene(ended).outbox.show(sampleDossier());
    expect(shownIn(ended.calls)).toEqual(pictureOf('F00000002'));
  });

  it('is done without where Slack refuses it or it cannot be drawn; the claim stands all the same', async () => {
    const refused = scene();
    refused.calls.fail('upload', new WebAPIPlatformError({ ok: false, error: 'missing_scope' }));
    await refused.outbox.show(sampleDossier());
    await refused.outbox.show(sampleDossier());
    expect(refused.logged).toEqual(['chart.refused']);
    expect(refused.calls.posts.length).toBeGreaterThan(2);

    const broken = scene(undefined, { draw: () => Promise.reject(new Error('no font')) });
    await broken.outbox.show(sampleDossier());
    expect(broken.logged).toEqual(['chart.not-drawn']);
    expect(broken.calls.pictures).toEqual([]);

    const empty = scene(undefined, { describe: () => undefined, draw: async () => undefined });
    await empty.outbox.show(sampleDossier());
    expect([empty.logged, empty.calls.pictures]).toEqual([[], []]);
  });

  it('is not tried again with every change, though the claim was in other hands meanwhile', async () => {
    let draws = 0;
    const draw: Charts['draw'] = async (...args) => {
      draws += 1;
      return charts.draw(...args);
    };
    const refused = scene(undefined, { draw });
    refused.calls.upload = () => Promise.reject(new WebAPIPlatformError({ ok: false, error: 'missing_scope' }));
    for (const n of [1, 2, 3]) {
      await refused.outbox.show(sampleDossier({ now: NOW + n }));
      refused.outbox.forget(12);
    }
    expect([draws, refused.logged]).toEqual([1, ['chart.refused']]);
    // That of the next fetch is another.
    await refused.outbox.show(sampleDossier({ fetches: [sampleFetch(), sampleFetch({ n: 1 })] }));
    expect(draws).toBe(2);
  });

  it('keeps nobody waiting who ends the process while Slack looks at it; the next process shows it', async () => {
    const settling: { ms: number; isOver: boolean }[] = [];
    const first = scene(undefined, {}, async (ms, signal) => {
      if (ms !== SETTLE_MS) return;
      const one = { ms, isOver: false };
      settling.push(one);
      await new Promise<void>((resolve) => {
        signal?.addEventListener('abort', () => resolve());
      });
      one.isOver = true;
    });
    const shown = first.outbox.show(sampleDossier());
    const told = expect(shown).rejects.toMatchObject({ code: 'slack_failed' });
    await expect.poll(() => settling).toHaveLength(1);
    await first.outbox.stop();
    await told;
    expect(settling).toEqual([{ ms: SETTLE_MS, isOver: true }]);
    await scene(first).outbox.show(sampleDossier());
    expect(first.calls.pictures).toHaveLength(1);
    expect(shownIn(first.calls)).toEqual(pictureOf('F00000001'));
  });

  it('is left out of the comparison where Slack refuses the blocks with it, and the table stays', async () => {
    const { outbox, calls, logged } = scene();
    await outbox.show(sampleDossier({ fetches: [sampleFetch({ phase: 'standing', doneAt: undefined })] }));
    // The complete state is edited in first; what is refused is the edit that brings the picture.
    const update = calls.update.bind(calls);
    calls.update = async (at, content, identity) => {
      if (content.blocks.some(({ type }) => type === 'image')) {
        throw new WebAPIPlatformError({ ok: false, error: 'invalid_blocks' });
      }
      return update(at, content, identity);
    };
    await outbox.show(sampleDossier());
    expect(logged).toEqual(['slack.picture-refused']);
    const comparison = calls.posts.find(({ identity }) => identity['slot'] === 'comparison');
    expect(comparison?.content.blocks.some(({ type }) => type === 'table')).toBe(true);
    expect(shownIn(calls)).toBeUndefined();
  });
});
