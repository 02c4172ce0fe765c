/** An open directory as what paths are relative to. */
import { resolve } from "@std/path/resolve";
import { failureOf } from "../call/errno.ts";
import type { Program } from "../call/program.ts";
import type { Base, End, Operate } from "../fs/base.ts";
import { joined } from "../fs/dir_entry.ts";
import { requireRead, requireWrite } from "../permission.ts";
import { endsInSeparator, isRooted, isWithin } from "../separators.ts";

const EXDEV = failureOf("EXDEV");

/** An open directory. */
export interface Place {
  readonly fd: number;
  /** Its path as errors show it. */
  readonly path: string;
  /** Its absolute path when it was opened, by which permissions are judged. */
  readonly judged: string;
  pin(): () => void;
}

/** Paths relative to an open directory. They may lead out of it by ".." and links, as the system has it. */
export class Below implements Base {
  constructor(protected readonly place: Place) {}

  requireRead(path: string): string {
    return this.#required(requireRead, path);
  }

  requireWrite(path: string): string {
    return this.#required(requireWrite, path);
  }

  /** Where only some paths are granted, what was judged is used: the text of the path without its "..". */
  #required(require: (path: string) => string, path: string): string {
    if (path === "" || isRooted(path)) return path; // refused below
    const { judged } = this.place;
    const whole = joined(judged, path);
    const used = require(whole);
    if (used === whole) return path;
    if (used === judged) return ".";
    if (isWithin(used, judged)) {
      const start = judged.length + (endsInSeparator(judged) ? 0 : 1);
      return used.slice(start) + (endsInSeparator(path) ? "/" : "");
    }
    throw new Deno.errors.NotCapable(
      `Requires unscoped --allow-read and --allow-write permissions: only the system knows where '${path}' leads from the directory '${this.place.path}'`,
    );
  }

  *at<T>(path: string, end: End, operate: Operate<T>): Program<T | number> {
    if (isRooted(path)) return EXDEV;
    return yield* operate(this.place.fd, path, end !== "itself");
  }

  shown(path: string): string {
    return isRooted(path) ? path : joined(this.place.path, path);
  }

  absolute(path: string): string {
    return resolve(joined(this.place.judged, path)) as string;
  }

  pin(): () => void {
    return this.place.pin();
  }
}
