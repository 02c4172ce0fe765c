/**
 * Giving a complete file its name: by a rename with POSIX semantics, which replaces a file that others have open if they
 * share it (`FILE_SHARE_DELETE`). Who does not, such as a scanner, is waited for. `ReplaceFileW` would ask the same of
 * them, and does its work in several steps, between which the name may be nobody's. The read-only attribute of the old
 * file, which would keep it, is cleared first.
 */
import { FILE_BASIC_INFO as BASIC } from "../../../ffi/windows/structs.ts";
import { errorName } from "../../call/errno.ts";
import type { Program } from "../../call/program.ts";
import { chmod } from "./attributes.ts";
import { closing } from "./keeping.ts";
import { c, kernel32 } from "./kernel32.ts";
import { move } from "./moving.ts";
import { patiently } from "./patience.ts";
import { HERE } from "./place.ts";
import { openAt } from "./relative.ts";
import { opened } from "./removal.ts";

/** Milliseconds that whoever has the old file to himself is waited for. */
const WORTH = { [c.ERROR_SHARING_VIOLATION]: 5000 };

const S_IWUSR = 0o200;
const CHANGED = 1;

/** Moves a file to its name. */
export function* place(
  from: string,
  to: string,
  { replaces, durable }: { readonly replaces: boolean; readonly durable: boolean },
): Program<number> {
  const attempt = function* (): Program<number> {
    const result = yield* move({ at: HERE, path: from }, { at: HERE, path: to }, replaces, durable);
    if (errorName(result) !== "EACCES" || !replaces) return result;
    // Denied may be who has no right to it, or who comes while somebody else has it: only opening it tells.
    if (yield* isHeld(to)) return -c.ERROR_SHARING_VIOLATION;
    return (yield* freed(to)) ? yield* moved(from, to, durable) : result;
  };
  return yield* patiently(attempt, WORTH);
}

/** Moves it once more; when that fails, the old file may be read only again. */
function* moved(from: string, to: string, durable: boolean): Program<number> {
  const result = yield* move({ at: HERE, path: from }, { at: HERE, path: to }, true, durable);
  if (result < 0) yield* writable(to, false);
  return result;
}

/** Lets a file be replaced that may only be read, as it can be elsewhere; false when it is none of those. */
function* freed(path: string): Program<boolean> {
  return (yield* writable(path, true)) === CHANGED;
}

/** Sets or clears the read-only attribute of a file. */
function* writable(path: string, may: boolean): Program<number> {
  const access = c.FILE_READ_ATTRIBUTES | c.FILE_WRITE_ATTRIBUTES;
  return yield* opened<never>(HERE, path, access, function* (fd, directory): Program<number> {
    const ask = kernel32.GetFileInformationByHandleEx(fd, c.FileBasicInfo, BASIC, BASIC.size);
    if (directory || (yield ask) < 0) return 0;
    const attributes = BASIC.FileAttributes.get(ask.view, ask.at);
    if (((attributes & c.FILE_ATTRIBUTE_READONLY) === 0) === may) return 0;
    const result = yield* chmod({ fd, manner: "disk" }, may ? S_IWUSR : 0);
    return result < 0 ? result : CHANGED;
  });
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
