import type { DeviceAnswer, ReadRequest } from '../../core/ports.ts';
import { type Plain, unpack } from '../lane/plain.ts';
import { makeRecipe, type Recipe } from '../lane/recipe.ts';

/**
 * Recipes are numbered on the worker's side, each number once. When there are so many, the worker forgets them all; the owner keeps twice as many,
 * because answers by those that were forgotten may still be on their way.
 */
const MOST_RECIPES = 1000;

/** The objects that recipe number `n` is of; what was asked by them the owner knows. */
export type RecipeNews = { kind: 'recipe'; n: number; oids: readonly string[] };

/** Answers in octets, one after the other: of which read, by which recipe, until which octet, when and after how long. */
export type PlainNews = {
  kind: 'plain';
  ids: number[];
  recipes: number[];
  ends: number[];
  ats: number[];
  tooks: number[];
  octets: Uint8Array;
};

/** Answers of devices on their way to the owner of a worker, packed. */
export type PlainPack = { add(id: number, plain: Plain): void; size(): number; take(most: number): PlainNews };

/** Packs answers; `say` tells what the owner must know before he unpacks them. */
export function openPlainPack(say: (news: RecipeNews) => void): PlainPack {
  let numbers = new Map<Recipe, number>();
  let next = 0;
  let waiting: { id: number; n: number; plain: Plain }[] = [];

  function numberOf(recipe: Recipe): number {
    const known = numbers.get(recipe);
    if (known !== undefined) return known;
    if (numbers.size >= MOST_RECIPES) numbers = new Map();
    const n = next;
    next += 1;
    numbers.set(recipe, n);
    say({ kind: 'recipe', n, oids: recipe.names.oids });
    return n;
  }

  return {
    add(id, plain) {
      waiting.push({ id, n: numberOf(plain.recipe), plain });
    },
    size: () => waiting.length,
    take(most) {
      const taken = waiting.slice(0, most);
      waiting = waiting.slice(most);
      const news: PlainNews = { kind: 'plain', ids: [], recipes: [], ends: [], ats: [], tooks: [], octets: NO_OCTETS };
      let end = 0;
      for (const { id, n, plain } of taken) {
        news.ids.push(id);
        news.recipes.push(n);
        news.ends.push((end += plain.octets.length));
        news.ats.push(plain.when.at);
        news.tooks.push(plain.when.tookMs);
      }
      news.octets = new Uint8Array(end);
      for (const [k, { plain }] of taken.entries())
        news.octets.set(plain.octets, (news.ends[k] ?? 0) - plain.octets.length);
      return news;
    },
  };
}

const NO_OCTETS = new Uint8Array(0);

/** The other end: keeps what it is told of recipes, and makes answers of packs. */
export type PlainUnpack = {
  learn(news: RecipeNews): void;
  /** Gives each answer with the number of its read; undefined where the octets are not what they are said to be. */
  each(news: PlainNews, requestOf: (id: number) => ReadRequest | undefined, hear: OnUnpacked): void;
};

type OnUnpacked = (id: number, answer: DeviceAnswer | undefined) => void;

/** Opens an empty unpacker. */
export function openPlainUnpack(): PlainUnpack {
  const lists = new Map<number, readonly string[]>();
  const recipes = new Map<number, Recipe>();

  function recipeOf(n: number, { asks, identity }: ReadRequest): Recipe | undefined {
    const known = recipes.get(n);
    if (known !== undefined && known.asks === asks && known.identity === identity) return known;
    const oids = lists.get(n);
    if (oids === undefined) return undefined;
    const recipe = makeRecipe(asks, identity, oids);
    recipes.set(n, recipe);
    return recipe;
  }

  return {
    learn({ n, oids }) {
      lists.set(n, oids);
      lists.delete(n - 2 * MOST_RECIPES);
      recipes.delete(n - 2 * MOST_RECIPES);
    },
    each({ ids, recipes: numbers, ends, ats, tooks, octets }, requestOf, hear) {
      const all = Buffer.from(octets.buffer, octets.byteOffset, octets.length);
      for (const [k, id] of ids.entries()) {
        const request = requestOf(id);
        if (request === undefined) continue;
        const recipe = recipeOf(numbers[k] ?? -1, request);
        const when = { at: ats[k] ?? 0, tookMs: tooks[k] ?? 0 };
        const own = all.subarray(ends[k - 1] ?? 0, ends[k]);
        hear(id, recipe && unpack({ serial: request.device.serial, recipe, octets: own, when }));
      }
    },
  };
}
