/** Characters: code points of a string whose surrogates are in pairs, or count for themselves. */

/** How many characters a string has. */
export function countOf(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at++, count++) if (isPair(text, at)) at++;
  return count;
}

/** The index behind at most `count` characters from `at`, and how many those are. */
export function passed(text: string, at: number, count: number): { end: number; count: number } {
  let passed = 0;
  while (passed < count && at < text.length) {
    at += isPair(text, at) ? 2 : 1;
    passed++;
  }
  return { end: at, count: passed };
}

function isPair(text: string, at: number): boolean {
  return (text.charCodeAt(at) & 0xfc00) === 0xd800 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00;
}
