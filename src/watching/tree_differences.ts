/** What has changed of what stands in two trees. */
import { F, type Field } from "./tree.ts";
import type { Between } from "./tree_between.ts";
import type { WatchEvent } from "./watch_event.ts";

/** What has changed of what is still there, when all has got to its place. */
export function* differences(trees: Between): Generator<WatchEvent> {
  const { origin } = trees.match;
  for (let now = 0; now < trees.after.size; now++) {
    if (origin[now]! < 0) continue;
    const kind = difference(trees, origin[now]!, now);
    if (kind !== undefined) yield { kind, path: trees.path(now), isDirectory: trees.after.isDirectory(now) };
  }
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
