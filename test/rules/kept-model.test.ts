import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { judgeText } from '../../src/rules/intake-model.ts';
import { keepRules, loadRules } from '../../src/rules/load.ts';
import { openEngine } from '../../src/open-engine.ts';
import { rulesFolder } from './rules-folder.ts';

const TALK = `id: thanks
title: Thanks
because: nothing is wrong
source: a desk
phrases: { en: [thank you very much, many thanks for your help] }
`;

/** What was learnt, with every weight taken out: it says the same of any text, which tells it from what is learnt anew. */
async function emptied(place: string): Promise<void> {
  const octets = await readFile(place);
  await writeFile(place, octets.fill(0, octets.indexOf('\n') + 1));
}

describe('what is learnt from rules of one’s own', () => {
  it('is kept in their folder, and believed of these very symptoms and talk alone', async () => {
    const dir = await rulesFolder({ 'talk/thanks.yml': TALK });
    const place = await keepRules(dir);
    expect(place).toMatch(/intake\.model$/);
    await emptied(join(dir, 'intake.model'));
    const shares = async (): Promise<number> => {
      const model = (await loadRules(dir)).model?.();
      if (model === undefined) throw new Error('nothing was learnt');
      return judgeText(model, 'paper jam').get('jam') ?? 0;
    };
    expect(await shares()).toBe(0.5);
    await writeFile(join(dir, 'talk/thanks.yml'), TALK.replace('Thanks', 'Gratitude'));
    expect(await shares()).toBeGreaterThan(0.8);
  });

  it('is nothing without talk', async () => {
    expect(await keepRules(await rulesFolder())).toBeUndefined();
  });

  it('says so where it cannot be written', async () => {
    const dir = await rulesFolder({ 'talk/thanks.yml': TALK });
    await mkdir(join(dir, 'intake.model'));
    await expect(keepRules(dir)).rejects.toMatchObject({ code: 'bad_input' });
  });

  it('is ready before anybody is heard', async () => {
    const dir = await rulesFolder({ 'talk/thanks.yml': TALK });
    await keepRules(dir);
    await emptied(join(dir, 'intake.model'));
    const file = join(dir, 'claimscope.yml');
    await writeFile(file, `rules: ${dir}\nstore: { path: ${join(dir, 'claims.db')} }\n`);
    const config = loadConfig({ file, env: {} });
    const shareOf = async (hears: boolean): Promise<number | undefined> => {
      const engine = await openEngine(
        config,
        { show: async () => undefined, forget: () => undefined },
        () => undefined,
        { hears },
      );
      // What is asked for only now is no longer there, and is learnt anew.
      await rm(join(dir, 'intake.model'));
      const model = engine.deps.book.model?.();
      await engine.close();
      return model && judgeText(model, 'paper jam').get('jam');
    };
    expect(await shareOf(true)).toBe(0.5);
    await keepRules(dir);
    await emptied(join(dir, 'intake.model'));
    expect(await shareOf(false)).toBeGreaterThan(0.8);
  });
});
