/** Filesystems by `statfs(2)`. */
import { STATFS } from "../../../ffi/darwin/structs.ts";
import type { Program } from "../../call/program.ts";
import type { Descriptor, DiskCounts } from "../contract.ts";
import { libsystem } from "./libsystem.ts";
import { textAt } from "./text.ts";

/** `statfs` of a path. It may ask a server, so it travels alone. */
export function* diskstat(path: string): Program<DiskCounts | number> {
  const call = libsystem.statfs64(path, STATFS).via("remote");
  const result = yield call;
  if (result < 0) return result;
  const { view, at } = call;
  return {
    type: textAt(view, at, STATFS.f_fstypename),
    blockSize: STATFS.f_bsize.get(view, at),
    blocks: STATFS.f_blocks.get(view, at),
    freeBlocks: STATFS.f_bfree.get(view, at),
    availableBlocks: STATFS.f_bavail.get(view, at),
    files: STATFS.f_files.get(view, at),
    freeFiles: STATFS.f_ffree.get(view, at),
  };
}

/** The name of the filesystem under an open file. */
export function* filesystem({ fd }: Descriptor): Program<string> {
  const call = libsystem.fstatfs64(fd, STATFS).via("remote");
  return (yield call) < 0 ? "an unknown filesystem" : textAt(call.view, call.at, STATFS.f_fstypename);
}
