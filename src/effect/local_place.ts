/** Where the paths of a `LocalHandler` begin. */
import type { DirHandle } from "../dir/dir_handle.ts";
import { openDir } from "../dir/open_dir.ts";
import { mkdir } from "../fs/mkdir.ts";
import { rename } from "../fs/rename.ts";
import { rm } from "../fs/rm.ts";
import { scandir } from "../fs/scandir.ts";
import { open } from "../handle/open.ts";
import { stat } from "../stat/stat.ts";

/** What is asked of a directory, or of the system itself. */
export type LocalPlace = Pick<DirHandle, "open" | "stat" | "scandir" | "rm" | "rename" | "mkdir">;

/** The system itself. */
export const SYSTEM: LocalPlace = { open, stat, scandir, rm, rename, mkdir } as LocalPlace;

/** A directory that no path leads out of, opened when it is first asked for. */
export class Root {
  readonly #path: string | URL;
  #opening: Promise<DirHandle> | undefined;

  constructor(path: string | URL) {
    this.#path = path;
  }

  /** The directory; a failure to open it is tried again the next time. */
  place(): Promise<DirHandle> {
    return this.#opening ??= openDir(this.#path, { beneath: true }).catch((error) => {
      this.#opening = undefined;
      throw error;
    });
  }

  /** Closes it; asked again, it is opened again. */
  async close(): Promise<void> {
    const opening = this.#opening;
    this.#opening = undefined;
    await (await opening?.catch(() => undefined))?.close();
  }

  /** What the directory calls a path: its root is `/`. */
  static nameOf(path: string): string {
    return path.replace(/^\/+/, "") || ".";
  }
}
