import type { FsClose, FsFlush, FsGetPosition, FsOpen, FsRead, FsReadAll, FsSeek, FsWrite } from "./handle_effects.ts";
import type { FsCopy, FsExists, FsList, FsMkdir, FsRemove, FsRename, FsStat } from "./path_effects.ts";

/** All that a program can ask for: told apart by `effect`. */
export type FileSystemEffect =
  | FsOpen
  | FsRead
  | FsReadAll
  | FsWrite
  | FsFlush
  | FsSeek
  | FsGetPosition
  | FsClose
  | FsExists
  | FsStat
  | FsList
  | FsRemove
  | FsRename
  | FsMkdir
  | FsCopy;

/** The name of an effect. */
export type EffectName = FileSystemEffect["effect"];
