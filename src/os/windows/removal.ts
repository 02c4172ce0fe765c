/** Removing a name, with POSIX's meaning: what is open stays so, and its name is free at once. */
import { FILE_ATTRIBUTE_TAG_INFO as TAG } from "../../../ffi/windows/structs.ts";
import { errorNumber } from "../../call/errno.ts";
import type { Program } from "../../call/program.ts";
import { disposed } from "./disposal.ts";
import { closing } from "./keeping.ts";
import { c } from "./kernel32.ts";
import { askAttributes, isLink } from "./open.ts";
import { patiently } from "./patience.ts";
import { openAt } from "./relative.ts";
import { usual } from "./usual.ts";

const [EISDIR, ENOTDIR] = ["EISDIR", "ENOTDIR"].map((name) => -errorNumber(name)) as [number, number];

/** Opens what a path names itself, not what a link points to; tells whether that is a directory. */
export function* opened<T>(
  at: number,
  path: string,
  access: number,
  then: (fd: number, directory: boolean) => Program<T | number>,
  through = false,
): Program<T | number> {
  const fd = yield* openAt(at, path, access | c.FILE_READ_ATTRIBUTES, false, through);
  return usual(fd < 0 ? fd : yield* closing(fd, told(fd, then)));
}

function* told<T>(fd: number, then: (fd: number, directory: boolean) => Program<T | number>): Program<T | number> {
  const ask = askAttributes(fd);
  const result = yield ask;
  if (result < 0) return result;
  const attributes = TAG.FileAttributes.get(ask.view, ask.at);
  const link = isLink(attributes, TAG.ReparseTag.get(ask.view, ask.at));
  return yield* then(fd, (attributes & c.FILE_ATTRIBUTE_DIRECTORY) !== 0 && !link);
}

/** Removes a name: a directory's (`ofDirectory`), or any other, links to directories among them. */
export function* remove(at: number, path: string, ofDirectory: boolean): Program<number> {
  return yield* patiently(() =>
    opened<never>(at, path, c.DELETE, function* (fd, directory) {
      if (directory !== ofDirectory) return directory ? EISDIR : ENOTDIR;
      return yield* disposed(fd);
    })
  );
}
