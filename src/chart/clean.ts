// Control characters, marks that turn the direction of a text, and halves of characters: none of them can be drawn, and some may not stand in SVG.
const UNDRAWN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}]+/gu;

/**
 * Text of outside as one line that can be drawn.
 * Shape: at most `most` characters, the last of them an ellipsis where something was cut off.
 */
export function clean(text: string, most: number): string {
  const line = Array.from(text.replace(/\s+/gu, ' ').replace(UNDRAWN, '').trim());
  return line.length <= most
    ? line.join('')
    : `${line
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`;
}
