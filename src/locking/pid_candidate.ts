/** A pidfile that is ready to appear: complete, locked, and without its name. */
import { failureOf } from "../call/errno.ts";
import { systemError } from "../call/error.ts";
import type { Program } from "../call/program.ts";
import { identityOf } from "../handle/identity.ts";
import { writeEverything } from "../handle/write_programs.ts";
import { os } from "../os/os.ts";
import { ANOTHER, guarded, removed } from "./guard.ts";
import { discardNew, nameNew, type NewFile, newFile } from "./new_file.ts";
import { contentFor, textOf } from "./pidfile.ts";
import { Holding, type PidPlace } from "./pid_holding.ts";
import type { PidPlan } from "./pid_options.ts";

const EEXIST = failureOf("EEXIST");
/** What answers where a file without a name cannot get one, or the kernel's own directory is not there to do it by. */
const UNNAMEABLE = new Set(["ENOENT", "EPERM", "EOPNOTSUPP", "ENOSYS", "EXDEV"].map(failureOf));

/** A pidfile that is ready to appear; who waits keeps it, where nothing of it is seen. */
export class PidCandidate {
  #unnamed = true;
  #file: NewFile | undefined;
  #naming = false;

  constructor(readonly place: PidPlace, readonly plan: PidPlan) {}

  /** Gives it its name; `null` when there is a file of that name. */
  *take(): Program<Holding | null> {
    for (;;) {
      const { path, name } = this.place;
      const { file, temporary } = this.#file ?? (yield* this.#make());
      yield* os.utime(file, "now", "now"); // it may have waited
      const identity = yield* identityOf(file);
      this.#naming = true;
      const result = yield* nameNew({ file, temporary }, path);
      this.#naming = false;
      if (result === 0) {
        this.#file = undefined;
        return new Holding(this.place, file, identity, this.plan);
      }
      if (result !== EEXIST || temporary !== undefined) yield* this.discard();
      if (result === EEXIST) return null;
      if (temporary !== undefined || !UNNAMEABLE.has(result)) throw systemError(result, "link", name);
      this.#unnamed = false;
    }
  }

  /** Removes and closes it, with the name that it may have got when it was given up meanwhile. */
  *discard(): Program<void> {
    const file = this.#file;
    if (file === undefined) return;
    this.#file = undefined;
    try {
      if (!this.#naming) return;
      const identity = yield* identityOf(file.file);
      yield* guarded(this.place.directory, () => removed(this.place.path, identity), ANOTHER);
    } finally {
      yield* discardNew(file);
    }
  }

  /** The lock comes first: who finds the text without it knows that its writer is gone. */
  *#make(): Program<NewFile> {
    const { directory, name } = this.place;
    const made = this.#file = yield* newFile({ directory, name, mode: this.plan.mode, unnamed: this.#unnamed });
    const locked = (yield* os.flock(made.file, "exclusive", false)) === 0 && this.plan.pid === Deno.pid;
    const text = textOf(yield* contentFor(this.plan.pid, locked));
    yield* writeEverything(made.file, new TextEncoder().encode(text));
    return made;
  }
}
