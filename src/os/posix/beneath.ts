/**
 * Paths that stay in a directory, gone one name at a time: no name that is opened is a link or "..", so none leads
 * anywhere but into the directory that was opened before. Links are read, and their text is gone through in their place;
 * ".." goes back to the directory that was come from, which is still open.
 */
import { errorNumber } from "../../call/errno.ts";
import type { Program } from "../../call/program.ts";
import type { Beneath } from "../beneath_contract.ts";
import { names } from "../names.ts";
import { os } from "../os.ts";
import { isRooted, namesOf } from "../../separators.ts";

/** Links on the way before a path counts as a loop: as many as Linux allows (path_resolution(7)). */
export const LINKS = 40;
const EXDEV = -errorNumber("EXDEV");
const ELOOP = -errorNumber("ELOOP");
/** What opening a link as a directory answers, which is not followed. */
const LINK: ReadonlySet<number> = new Set([ELOOP, -errorNumber("ENOTDIR")]);

/** Paths that stay in a directory, on any system. */
export const walkingBeneath: Beneath = { open: walked, close: names.close };

function* walked(root: number, path: string): Program<number> {
  if (isRooted(path)) return EXDEV;
  const flags = os.O.PATH | os.O.DIRECTORY | os.O.NOFOLLOW;
  const entered = [root];
  const rest = partsOf(path);
  let links = 0;
  try {
    for (let name = rest.pop(); name !== undefined; name = rest.pop()) {
      const at = entered.at(-1)!;
      if (name === "..") {
        if (entered.length === 1) return EXDEV;
        yield* names.close(entered.pop()!);
        continue;
      }
      const next = yield* names.open(at, name, flags, 0);
      if (next >= 0) {
        entered.push(next);
        continue;
      }
      const target = LINK.has(next) ? yield* names.readlink(at, name) : next;
      if (typeof target === "number") return next;
      if (isRooted(target)) return EXDEV;
      if (++links > LINKS) return ELOOP;
      rest.push(...partsOf(target));
    }
    return entered.length > 1 ? entered.pop()! : yield* names.open(root, ".", flags, 0);
  } finally {
    for (const fd of entered.slice(1)) yield* names.close(fd);
  }
}

/** The names in a path, the first one last. */
function partsOf(path: string): string[] {
  return namesOf(path).map(([name]) => name).filter((name) => name !== ".").reverse();
}
