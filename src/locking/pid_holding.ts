/** A pidfile that this process holds. */
import { clearInterval, setInterval, setTimeout } from "node:timers";
import { asynchronous } from "../call/asynchronous.ts";
import { systemError } from "../call/error.ts";
import type { Program } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";
import { atEnd } from "../fs/last_things.ts";
import type { OpenFile } from "../handle/handle_base.ts";
import { identityAt } from "../handle/identity.ts";
import { tellWaiting } from "../handle/lock_turn.ts";
import { os } from "../os/os.ts";
import { ANOTHER, guarded, removed } from "./guard.ts";
import type { PidPlan } from "./pid_options.ts";

/** Where a pidfile is. */
export interface PidPlace {
  /** As the caller gave it. */
  readonly name: string;
  /** Absolute, whatever the working directory becomes. */
  readonly path: string;
  readonly directory: string;
}

/** `setInterval` takes no longer one: 24 days. */
const LONGEST = 0x7fff_ffff;

/** A pidfile that this process holds: its lock on the open file says so as long as the process lives. */
export class Holding {
  #held = true;
  /** Whether the file is closed, or will be when nobody touches it any more. */
  #closed = false;
  #touching = 0;
  #timer: ReturnType<typeof setInterval> | undefined;
  readonly #forget: () => void;

  constructor(readonly place: PidPlace, readonly file: OpenFile, readonly identity: string, readonly plan: PidPlan) {
    this.#forget = atEnd((uncaught) => this.#end(uncaught));
    if (plan.refresh === 0) return;
    this.#timer = setInterval(() => this.#refresh(), Math.min(plan.refresh, LONGEST));
    this.#timer.unref();
  }

  /** Whether it has neither been released nor found to be lost. */
  get held(): boolean {
    return this.#held;
  }

  /** Sets the file's times to now. */
  *touch(): Program<void> {
    if (!this.#held) throw new Deno.errors.BadResource(`the pidfile '${this.place.name}' is not held`);
    this.#touching++;
    try {
      const result = yield* os.utime(this.file, "now", "now");
      if (result < 0) throw systemError(result, "futimens", this.place.name);
    } finally {
      if (--this.#touching === 0 && this.#closed) synchronous(this.#close());
    }
  }

  /** Removes the file when it is still ours, and lets go of it; whether it was. */
  *release(): Program<boolean> {
    if (this.#closed) return false;
    const mine = this.#held;
    this.#stop();
    this.#closed = true;
    const { directory, path } = this.place;
    try {
      return mine && (yield* guarded(directory, () => removed(path, this.identity), ANOTHER)) === 0;
    } finally {
      if (this.#touching === 0) yield* this.#close();
    }
  }

  *#close(): Program<void> {
    yield* os.close(this.file, true);
    tellWaiting();
  }

  #stop(): void {
    this.#held = false;
    clearInterval(this.#timer);
    this.#forget();
  }

  #refresh(): void {
    asynchronous(this.#checked()).catch((error) => this.#lost(error));
  }

  *#checked(): Program<void> {
    if (!this.#held) return;
    yield* this.touch();
    if ((yield* identityAt(this.place.path, false)) === this.identity || !this.#held) return;
    throw new Deno.errors.NotFound(`the pidfile '${this.place.name}' was removed or replaced by somebody else`);
  }

  #lost(error: Error): void {
    if (!this.#held) return;
    this.#stop();
    this.plan.onCompromised?.(error);
  }

  /** The process ends; should it survive an uncaught error after all, its owner is told. */
  #end(uncaught: boolean): void {
    synchronous(this.release());
    const told = this.plan.onCompromised;
    if (!uncaught || told === undefined) return;
    setTimeout(() => told(new Error(`the pidfile '${this.place.name}' was released for an uncaught error`)), 0);
  }
}
