/**
 * Giving a complete file its name: by a rename with POSIX semantics, which replaces a file that others have open if they
 * share it (`FILE_SHARE_DELETE`). Who does not, such as a scanner, is waited for. `ReplaceFileW` would ask the same of
 * them, and does its work in several steps, between which the name may be nobody's.
 */
import { errorName } from "../../call/errno.ts";
import type { Program } from "../../call/program.ts";
import { closing } from "./keeping.ts";
import { c } from "./kernel32.ts";
import { move } from "./moving.ts";
import { patiently } from "./patience.ts";
import { HERE } from "./place.ts";
import { openAt } from "./relative.ts";

/** Milliseconds that whoever has the old file to himself is waited for. */
const WORTH = { [c.ERROR_SHARING_VIOLATION]: 5000 };

/** Moves a file to its name. */
export function* place(
  from: string,
  to: string,
  { replaces, durable }: { readonly replaces: boolean; readonly durable: boolean },
): Program<number> {
  const attempt = function* (): Program<number> {
    const result = yield* move({ at: HERE, path: from }, { at: HERE, path: to }, replaces, durable);
    // Denied may be who has no right to it, or who comes while somebody else has it: only opening it tells.
    return errorName(result) === "EACCES" && (yield* isHeld(to)) ? -c.ERROR_SHARING_VIOLATION : result;
  };
  return yield* patiently(attempt, WORTH);
}

/** Whether somebody has a file open who lets nobody remove it. */
function* isHeld(path: string): Program<boolean> {
  const fd = yield* openAt(HERE, path, c.DELETE, false);
  if (fd < 0) return fd === -c.ERROR_SHARING_VIOLATION;
  return yield* closing(fd, no());
}

// deno-lint-ignore require-yield -- there is nothing to ask
function* no(): Program<boolean> {
  return false;
}
