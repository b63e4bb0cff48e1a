const CLAUSE_END =
  /[.!?;:,。！？、，：\n]+\s*|\s+-+\s+|\s+(?:but|and|aber|und|sondern|mais|et|pero|sino|y)\s+|(?<=[がしけ])、|(?:けれど|けど|のに|ですが)/u;
const SHORTEST = 4;

/** The clauses of a text, each of which may say a thing of its own; none where the text is one clause. */
export function clausesOf(text: string): string[] {
  const clauses = text
    .split(CLAUSE_END)
    .map((clause) => clause.trim())
    .filter((clause) => clause.length >= SHORTEST);
  return clauses.length > 1 ? clauses : [];
}
