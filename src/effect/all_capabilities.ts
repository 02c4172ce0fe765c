import type { Capabilities } from "./handler.ts";

/** Everything, with directories, and each write stored at once. */
export const ALL: Capabilities = {
  write: true,
  seek: true,
  append: true,
  partialWrite: true,
  exclusive: true,
  conditionalWrite: true,
  list: true,
  rename: true,
  atomicRename: true,
  directories: true,
  commitsAtClose: false,
};
