/** What has changed of what stands in two trees. */
import { F, type Field, WIDTH } from "./tree.ts";
import type { Between } from "./tree_between.ts";
import type { WatchEvent } from "./watch_event.ts";

/** What has changed of what is still there, when all has got to its place. */
export function differences(trees: Between): WatchEvent[] {
  const { before, after } = trees;
  const { origin } = trees.match;
  const events: WatchEvent[] = [];
  for (let now = 0; now < after.size; now++) {
    const old = origin[now]!;
    if (old < 0 || looksTheSame(before.numbers, old * WIDTH, after.numbers, now * WIDTH)) continue;
    const kind = difference(trees, old, now);
    if (kind !== undefined) events.push({ kind, path: trees.path(now), isDirectory: after.isDirectory(now) });
  }
  return events;
}

/** Whether all that is kept is the same, which it mostly is. */
function looksTheSame(before: Float64Array, old: number, after: Float64Array, now: number): boolean {
  for (let field: Field = F.attributes; field <= F.birthtimeRest; field++) {
    if (before[old + field] !== after[now + field]) return false;
  }
  return true;
}

function difference(trees: Between, old: number, now: number): "modify" | "attrib" | undefined {
  const { before, after, match, moved } = trees;
  const differs = (field: Field) => before.get(old, field) !== after.get(now, field);
  const modified = differs(F.mtime) || differs(F.mtimeRest);
  if (!after.isDirectory(now) && (modified || differs(F.size) || !match.isSame(old, now))) return "modify";
  if (differs(F.attributes)) return "attrib";
  // A rename changes this time, too, and so does a name that comes or goes.
  return moved[now] === 0 && !modified && (differs(F.ctime) || differs(F.ctimeRest)) ? "attrib" : undefined;
}
