/** A directory that is copied: entered, and finished when all below it is. */
import { POSIX_CONSTANTS as p } from "../../ffi/posix/constants.ts";
import { systemError } from "../call/error.ts";
import { failureOf } from "../call/errno.ts";
import type { Program } from "../call/program.ts";
import { done } from "../handle/change_programs.ts";
import type { OpenFile } from "../handle/handle_base.ts";
import type { RawStat } from "../os/contract.ts";
import { copying } from "../os/copying.ts";
import { listing } from "../os/listing.ts";
import type { RawEntry } from "../os/listing_contract.ts";
import { names } from "../os/names.ts";
import { os } from "../os/os.ts";
import { finished, refused } from "./copy_file.ts";
import { type CopyOperation, identity, type Route } from "./copy_operation.ts";

const ELOOP = failureOf("ELOOP");
const EINVAL = failureOf("EINVAL");
/** What its owner needs to fill a directory, and nobody else may see before it is complete. */
const PRIVATE = p.S_IRWXU;

/** A directory that is copied. */
export class Folder {
  /** Metadata of the source, from when it was entered. */
  info!: RawStat;
  /** Metadata of the copy as it was made: its owner is who owns what is made in it. */
  made!: RawStat;
  readonly entries: RawEntry[] = [];
  /** Directories in it that are not finished. */
  pending = 0;
  #source: OpenFile | undefined;
  #target: OpenFile | undefined;

  constructor(readonly route: Route, readonly parent?: Folder) {}

  /** The way of an entry of a directory that is entered. */
  child(name: string): Route {
    const { fromPath, toPath } = this.route;
    return {
      from: { at: this.#source!.fd, name },
      to: { at: this.#target!.fd, name },
      fromPath: `${fromPath}/${name}`,
      toPath: `${toPath}/${name}`,
    };
  }

  /** A directory in it, which is reached while this one may be closed. */
  folder(name: string): Folder {
    const { from, to } = this.route;
    this.pending++;
    const route = this.child(name);
    if (this.#stays) return new Folder(route, this);
    const [source, target] = [from, to].map((place) => ({ at: place.at, name: `${place.name}/${name}` }));
    return new Folder({ ...route, from: source!, to: target! }, this);
  }

  /** Whether it stays open until all below it is finished, because that is reached from it. */
  get #stays(): boolean {
    return this.parent === undefined || this.route.from.name.length > copying.reach;
  }

  /** Opens the source, makes the copy, opens that, and lists the source. */
  *enter(operation: CopyOperation): Program<void> {
    const { from, to, fromPath, toPath } = this.route;
    const { follow, keeps } = operation.plan;
    this.#source = yield* this.#opened(operation, listing.open(from.at, from.name, follow), fromPath);
    this.info = yield* lookedAt(this.#source);
    this.#refuseLoop();
    const mode = keeps.has("mode") ? PRIVATE : (this.info.mode & 0o777) | PRIVATE;
    const { account, root } = operation;
    // What grows beside its place is removed when the copy fails.
    const stays = this.parent === undefined && root.real === root.shown;
    if (stays) account.leave(root.shown);
    const result = yield* names.mkdir(to.at, to.name, mode);
    if (stays && result < 0) account.clear(root.shown);
    if (result < 0) throw refused(result, "mkdir", this.route);
    this.#target = yield* this.#opened(operation, listing.open(to.at, to.name, false), toPath);
    this.made = yield* lookedAt(this.#target);
    for (let more = 1; more > 0;) {
      more = yield* listing.read(this.#source.fd, this.entries, false);
      if (more < 0) throw systemError(more, "readdir", fromPath);
    }
  }

  /** Links that are followed may lead back; and what was copied must not be copied again. */
  #refuseLoop(): void {
    const own = identity(this.info);
    for (let above = this.parent; above !== undefined; above = above.parent) {
      if (identity(above.info) === own) throw refused(ELOOP, "cp", this.route);
      if (identity(above.made) === own) throw refused(EINVAL, "cp", this.route);
    }
  }

  /** Everything in it has been copied, but for directories: closes it, unless these are reached from it. */
  *leave(): Program<void> {
    if (!this.#stays) yield* this.close();
  }

  /** Everything below it has been copied: gives it its metadata, and closes it. */
  *finish(operation: CopyOperation): Program<void> {
    const { from, to, fromPath, toPath } = this.route;
    const { follow, keeps } = operation.plan;
    this.#target ??= yield* this.#opened(operation, listing.open(to.at, to.name, false), toPath);
    if (keeps.has("xattr")) {
      this.#source ??= yield* this.#opened(operation, listing.open(from.at, from.name, follow), fromPath);
    }
    if (!keeps.has("mode")) {
      // The bits that only the filling needed are the source's again.
      const mode = this.made.mode & 0o7777 & ~(PRIVATE & ~this.info.mode);
      if (mode !== (this.made.mode & 0o7777)) yield* done(os.chmod(this.#target, mode), "fchmod", this.#target);
    }
    yield* finished(operation, keeps.has("xattr") ? this.#source : undefined, this.#target, this.info, this.made);
    yield* this.close();
    operation.account.done++;
  }

  /** Closes what is open. */
  *close(): Program<void> {
    const [source, target] = [this.#source, this.#target];
    this.#source = this.#target = undefined;
    try {
      if (source !== undefined) yield* os.close(source, true);
    } finally {
      if (target !== undefined) yield* os.close(target, true);
    }
  }

  *#opened({ manner }: CopyOperation, program: Program<number>, path: string): Program<OpenFile> {
    const fd = yield* program;
    if (fd < 0) throw refused(fd, "open", this.route);
    return { fd, manner, path };
  }
}

function* lookedAt(file: OpenFile): Program<RawStat> {
  const step = os.fstat(file);
  const result = yield step;
  if (result < 0) throw systemError(result, "fstat", file.path);
  return os.statOf(step);
}
