/** Metadata of what a path names below an open directory. */
import { systemError } from "../call/error.ts";
import type { Program } from "../call/program.ts";
import type { Base } from "../fs/base.ts";
import { looked } from "../fs/look.ts";
import { pathOf } from "../path.ts";
import { FileInfo } from "../stat/file_info.ts";

/** Metadata; it throws what `stat` and `lstat` throw. */
export function* infoBelow(base: Base, path: string, follow: boolean): Program<FileInfo> {
  const name = pathOf(path);
  const stat = yield* looked(base, base.requireRead(name), follow);
  if (typeof stat === "number") throw systemError(stat, follow ? "stat" : "lstat", base.shown(name));
  return new FileInfo(stat);
}
