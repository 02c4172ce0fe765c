/** Telling a watcher what has happened. */
import type { ChangeKind, Sink } from "../watching_contract.ts";
import { c } from "./libsystem.ts";
import { progress } from "./watch_queue.ts";
import type { Vnode } from "./watch_vnodes.ts";

/** What happens to a thing itself, wherever it stands: it may no longer be what its path leads to. */
export const ITSELF: number = c.NOTE_DELETE | c.NOTE_RENAME | c.NOTE_REVOKE;

/** Tells one watcher. */
export class Telling {
  constructor(readonly sink: Sink) {}

  /** Tells of a change. */
  tell(kind: ChangeKind, key: number, name: string, isDirectory: boolean): void {
    this.sink.take({ kind, key, name, isDirectory, cookie: 0, sequence: ++progress.sequence });
  }

  /** Tells of what is watched itself; `news`: whether it is to be said that names have changed. */
  itself({ key, isDirectory }: Vnode, notes: number, news: boolean): void {
    if ((notes & c.NOTE_WRITE) !== 0 && (news || !isDirectory)) {
      this.tell(isDirectory ? "dirty" : "modify", key, "", isDirectory);
    }
    if ((notes & c.NOTE_ATTRIB) !== 0) this.tell("attrib", key, "", isDirectory);
    if ((notes & ITSELF) !== 0) this.tell("left", key, "", isDirectory);
  }

  /** Tells of a name in a watched directory. */
  named(key: number, name: string, notes: number, isDirectory: boolean): void {
    if ((notes & c.NOTE_WRITE) !== 0 && !isDirectory) this.tell("modify", key, name, false);
    if ((notes & c.NOTE_ATTRIB) !== 0) this.tell("attrib", key, name, isDirectory);
  }
}
