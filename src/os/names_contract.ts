/**
 * What each operating system fulfils for names: operations on paths, relative to an open directory or, with
 * {@link Names.HERE}, to the working directory. Results are raw, as in `contract.ts`.
 */
import type { Call, Chain, Program } from "../call/program.ts";
import type { RawStat, SetTime } from "./contract.ts";

/** How `rename` treats what is at the new name. */
export type RenameMode = "replace" | "noReplace" | "exchange";
/** What a symbolic link will point to; only Windows must know. */
export type LinkKind = "file" | "dir" | "junction";

/** Names and what they stand for. */
export interface Names {
  /** Stands for the working directory where a directory's descriptor is asked for. */
  readonly HERE: number;
  /** Opens a path without waiting for a FIFO's other end; close-on-exec always. */
  open(at: number, path: string, flags: number, mode: number): Program<number>;
  close(fd: number): Program<number>;
  mkdir(at: number, path: string, mode: number): Program<number>;
  rmdir(at: number, path: string): Program<number>;
  unlink(at: number, path: string): Program<number>;
  rename(fromAt: number, from: string, toAt: number, to: string, mode: RenameMode): Program<number>;
  /** `follow`: a symbolic link at `from` is resolved. */
  link(fromAt: number, from: string, toAt: number, to: string, follow: boolean): Program<number>;
  /** Without a kind, what is found tells it. */
  symlink(target: string, at: number, path: string, kind: LinkKind | undefined): Program<number>;
  /** What whoever may not make symbolic links can do about it. */
  readonly linkAdvice?: string;
  readlink(at: number, path: string): Program<string | number>;
  realpath(path: string): Program<string | number>;
  /** `follow` false changes a link itself, where the system can. */
  chmod(at: number, path: string, mode: number, follow: boolean): Program<number>;
  chown(at: number, path: string, owner: number, group: number, follow: boolean): Program<number>;
  utime(at: number, path: string, atime: SetTime, mtime: SetTime, follow: boolean): Program<number>;
  mkfifo(at: number, path: string, mode: number): Program<number>;
  /** `mode` has the file's type; `device` is what `FileInfo.rdev` shows. */
  mknod(at: number, path: string, mode: number, device: number): Program<number>;
  /** Metadata below a directory, or minus an error number: wherever that directory is by now. */
  look(at: number, path: string, follow: boolean): Program<RawStat | number>;
  /** The same in one step, which {@link System.statOf} decodes; on Windows by the directory's path. */
  stat(at: number, path: string, follow: boolean): Call | Chain;
  getcwd(): Program<string | number>;
  chdir(path: string): Program<number>;
  fchdir(fd: number): Program<number>;
  /** The name of the filesystem at a path, for errors that say what it cannot do. */
  filesystemAt(path: string): Program<string>;
}
