/**
 * Follows the trees of one watcher. Changes are applied in the order in which the system tells them. Where something must
 * be looked at, they wait until that is done, so that what is known never mixes two times.
 */
import { watching } from "../os/watching.ts";
import type { Change, Sink, Source } from "../os/watching_contract.ts";
import { Backlog } from "./backlog.ts";
import { Changes, type Half } from "./changes.ts";
import { Completeness } from "./completeness.ts";
import type { Departures } from "./departures.ts";
import { type Folder, foldersIn } from "./folder.ts";
import type { Manner, Reported } from "./following.ts";
import { Links } from "./links.ts";
import { Marks } from "./marks.ts";
import { Model } from "./model.ts";
import type { Ground, Root } from "./root.ts";
import { Roots } from "./roots.ts";
import { Settling } from "./settling.ts";
import { Surveying } from "./surveying.ts";
import type { Surveyor } from "./surveyor.ts";
import { Timers } from "./timers.ts";
import type { WatchEvent } from "./watch_event.ts";

/** Changes kept while something is looked at. */
const MOST_WAITING = 1 << 18;
/** How long a file may be missing while it is being saved, in milliseconds. */
const SAVING = 100;

/** Follows trees. */
export class Tracker implements Sink, Surveyor, Ground {
  readonly model: Model;
  readonly source: Source | undefined;
  readonly roots: Roots;
  readonly links: Links;
  readonly recursive: boolean;
  readonly followLinks: boolean;
  readonly mayPoll: boolean;
  readonly compared: number;
  readonly unreadable = new Map<Folder, number>();
  closed = false;
  readonly #complete = new Completeness();
  readonly #changes: Changes;
  readonly #marks: Marks;
  /** Changes that are not applied yet. */
  readonly #backlog = new Backlog();
  readonly #surveying: Surveying;
  readonly #settling: Settling;
  readonly #timers = new Timers();

  constructor(readonly to: Reported, { recursive, followLinks, backend, ignores, compared }: Manner) {
    this.recursive = recursive;
    this.followLinks = followLinks;
    this.compared = compared;
    this.mayPoll = backend !== "native";
    this.model = new Model({ report: (event) => this.report(event), forget: (key) => this.#forget(key), ignores });
    this.#changes = new Changes(this.model, recursive, followLinks);
    this.#marks = new Marks();
    this.roots = new Roots(this, recursive);
    this.links = new Links(this, followLinks);
    this.source = backend === "poll" ? undefined : watching.connect(this);
    this.#surveying = new Surveying(this, this.#changes);
    this.#settling = new Settling(this.#changes, this);
  }

  get since(): number {
    return this.#complete.since;
  }

  get settledAt(): number {
    return this.#complete.settledAt;
  }

  get repairing(): boolean {
    return this.#surveying.repairing;
  }

  get surveying(): boolean {
    return this.#surveying.under;
  }

  report(event: WatchEvent): void {
    this.to.report(event);
  }

  degrade(path: string, reason: string): void {
    this.to.degrade(path, reason);
  }

  mark(key: number, root: Root, names: ReadonlySet<string>): void {
    this.#marks.add(key, root, names);
  }

  unmark(key: number, root: Root): void {
    if (this.#marks.delete(key, root)) this.#forget(key);
  }

  #forget(key: number): void {
    if (this.#marks.has(key) || this.model.knows(key)) return;
    this.source?.forget(key);
  }

  take(change: Change): void {
    this.#complete.doubt(this.source);
    if (change.kind !== "overflow" && !this.to.full && this.#backlog.size < MOST_WAITING) {
      this.#backlog.push(change);
    } else this.lose();
  }

  taken(): void {
    this.proceed();
  }

  mounted(paths: readonly string[]): void {
    this.#complete.doubt(this.source);
    this.#surveying.mounted(paths);
    this.proceed();
  }

  /** Changes are missing from here on: all that is known is to be looked at again. */
  lose(): void {
    this.#complete.lost = true;
  }

  /** A root is watched no more. Others may have been told of by it. */
  remove(root: Root): void {
    this.roots.remove(root);
    this.proceed();
  }

  /** A root is to be looked at. */
  look(root: Root): void {
    this.#complete.doubt(this.source);
    this.roots.look(root);
  }

  later(root: Root): void {
    const end = () => root.missing && this.#expire(root);
    if (this.#complete.urgent > 0) queueMicrotask(() => (end(), this.proceed()));
    else this.after(SAVING, end);
  }

  #expire(root: Root): void {
    root.overdue = true;
    this.look(root);
  }

  inspect(folder: Folder, name: string): void {
    const child = folder.children?.get(name);
    if (child !== undefined) this.model.remove(folder, name, child);
    this.#changes.unknown.push({ folder, name });
  }

  /** Does something in a while, unless it is closed by then. */
  after(milliseconds: number, then: () => void): void {
    this.#timers.after(milliseconds, () => {
      then();
      this.proceed();
    });
  }

  /** Looks at all that the system does not tell of. */
  poll(): void {
    for (const link of this.links) if (link.polled) this.look(link);
    for (const root of this.roots.all) {
      if (root.polled) this.look(root);
      if (root.folder === undefined) continue;
      // What is packed is told of.
      for (const folder of foldersIn(root.folder, () => false)) if (folder.polled) this.#changes.see(folder);
    }
    // Of what it must not open, such a system does not tell that it may.
    if (this.source?.again !== undefined) { for (const folder of this.unreadable.keys()) this.#changes.see(folder); }
    this.proceed();
  }

  /** Applies what waits, as far as that goes without looking. */
  proceed(): void {
    if (this.surveying || this.closed) return;
    for (let change = this.#backlog.first(); change !== undefined; change = this.#backlog.first()) {
      const settled = this.#changes.settledBy(change);
      // What has left may be found in a directory that is to be looked at.
      if (settled.length > 0 && this.#changes.open) return this.#surveying.begin(false);
      // Where only a look tells of renames, what is told behind them has the new paths.
      const listed = this.source?.again !== undefined && change.name !== "";
      if (listed && this.#changes.open) return this.#surveying.begin(false);
      for (const half of settled) this.#changes.depart(half);
      this.#backlog.shift();
      this.#apply(change);
    }
    // Only now: behind what was lost, changes say nothing about what was before.
    const repairs = this.#complete.lost && (!this.to.full || this.#complete.urgent > 0);
    if (repairs) this.#complete.lost = false;
    if (repairs || this.#surveying.open || this.#changes.open || this.roots.unresolved) this.#surveying.begin(repairs);
    else if (this.#changes.halves.size > 0) this.#settling.begin();
    else this.#rest();
  }

  #apply(change: Change): void {
    const { kind, key, name } = change;
    this.#marks.tell(change, (root) => this.look(root), (root) => root.fileKey === key && root.modified(this));
    const folders = this.model.foldersOf(key);
    if (kind === "void") this.model.voidKey(key);
    for (const folder of folders) {
      if (name !== "" || kind === "dirty") this.#changes.apply(folder, change);
      else if (folder.parent === undefined) {
        const root = folder.trunk as Root;
        if (kind === "attrib") this.report({ kind, path: root.given, isDirectory: true });
        else this.look(root);
      } else if ((kind === "void" || (kind === "left" && folder.linked)) && folder.attached) this.#changes.see(folder);
    }
  }

  get halves(): ReadonlySet<Half> {
    return this.#changes.halves;
  }

  refute(half: Half): void {
    this.#changes.halves.delete(half);
  }

  /** What is renamed away of which nothing has told where to, in changes that wait as well. */
  departures(): Departures {
    this.source?.drain();
    return this.#changes.departures(this.#backlog);
  }

  #rest(): void {
    this.#complete.rest(this.source);
    for (const root of this.roots.all) if (root.missing) return;
    if (this.followLinks) { for (const link of this.links) if (link.missing) return; }
    this.#complete.tell();
  }

  /** Resolves when all that has happened so far has been reported. */
  async settled(): Promise<void> {
    if (this.closed) return;
    this.#complete.urgent++;
    this.source?.drain();
    this.poll();
    for (const root of [...this.roots.all, ...this.links]) if (root.missing) this.#expire(root);
    const rested = this.#complete.wait();
    this.proceed();
    await rested;
    this.#complete.urgent--;
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.#timers.clear();
    this.source?.close();
    for (const root of this.roots.all) root.begun.resolve();
    this.#complete.tell();
  }
}
