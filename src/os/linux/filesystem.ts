/** Filesystems by `statfs(2)`. */
import { STATFS } from "../../../ffi/linux/structs.ts";
import type { Program } from "../../call/program.ts";
import type { Descriptor, DiskCounts } from "../contract.ts";
import { libc } from "./libc.ts";
import { filesystemName } from "./residence.ts";

/** `statfs` of a path. It may ask a server, so it travels alone. */
export function* diskstat(path: string): Program<DiskCounts | number> {
  const call = libc.statfs(path, STATFS).via("remote");
  const result = yield call;
  if (result < 0) return result;
  const { view, at } = call;
  // f_blocks counts fragments, where a filesystem has them.
  const blockSize = STATFS.f_frsize.get(view, at) || STATFS.f_bsize.get(view, at);
  return {
    type: filesystemName(STATFS.f_type.get(view, at)),
    blockSize,
    blocks: STATFS.f_blocks.get(view, at),
    freeBlocks: STATFS.f_bfree.get(view, at),
    availableBlocks: STATFS.f_bavail.get(view, at),
    files: STATFS.f_files.get(view, at),
    freeFiles: STATFS.f_ffree.get(view, at),
  };
}

/** The name of the filesystem under an open file. */
export function* filesystem({ fd }: Descriptor): Program<string> {
  const call = libc.fstatfs(fd, STATFS).via("remote");
  return (yield call) < 0 ? "an unknown filesystem" : filesystemName(STATFS.f_type.get(call.view, call.at));
}
