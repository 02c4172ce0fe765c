/** EVFILT_VNODE: which notes each change of a file or directory brings, by VNOP_*() of bsd/vfs/kpi_vfs.c of xnu. */
import { assertEquals } from "@std/assert";
import { DARWIN_CONSTANTS as c } from "../../ffi/darwin/constants.ts";
import { openSync } from "../../mod.ts";
import { temporaryDirectory } from "../temporary.ts";
import { onDarwin } from "./here.ts";
import { Queue } from "./kqueue.ts";

const { NOTE_DELETE, NOTE_WRITE, NOTE_EXTEND, NOTE_ATTRIB, NOTE_LINK, NOTE_RENAME } = c;
const ALL = NOTE_DELETE | NOTE_WRITE | NOTE_EXTEND | NOTE_ATTRIB | NOTE_LINK | NOTE_RENAME;

/** What is changed: `dir/file` (five bytes, also named `dir/twin`), `dir/inner`, `beside`, `folder/sub`. */
type Change = readonly [what: string, watched: string, notes: number, change: (path: (name: string) => string) => void];

const FILE: readonly Change[] = [
  ["bytes overwritten", "dir/file", NOTE_WRITE, (path) => written(path("dir/file"), "HELLO")],
  ["bytes appended", "dir/file", NOTE_WRITE | NOTE_EXTEND, (path) => written(path("dir/file"), "more", 5)],
  ["cut", "dir/file", NOTE_ATTRIB, (path) => Deno.truncateSync(path("dir/file"), 2)],
  ["cut to nothing", "dir/file", NOTE_ATTRIB, (path) => Deno.truncateSync(path("dir/file"))],
  ["lengthened", "dir/file", NOTE_ATTRIB | NOTE_EXTEND, (path) => Deno.truncateSync(path("dir/file"), 9000)],
  ["mode changed", "dir/file", NOTE_ATTRIB, (path) => Deno.chmodSync(path("dir/file"), 0o600)],
  ["times changed", "dir/file", NOTE_ATTRIB, (path) => Deno.utimeSync(path("dir/file"), 1, 2)],
  ["one more link", "dir/file", NOTE_LINK, (path) => Deno.linkSync(path("dir/file"), path("dir/third"))],
  ["one of several links removed", "dir/file", NOTE_DELETE | NOTE_LINK, (path) => Deno.removeSync(path("dir/twin"))],
  ["the only link removed", "beside", NOTE_DELETE | NOTE_LINK, (path) => Deno.removeSync(path("beside"))],
  ["renamed", "dir/file", NOTE_RENAME, (path) => Deno.renameSync(path("dir/file"), path("dir/new"))],
  ["moved", "dir/file", NOTE_RENAME, (path) => Deno.renameSync(path("dir/file"), path("new"))],
  ["replaced by another", "beside", NOTE_DELETE, (path) => Deno.renameSync(path("dir/file"), path("beside"))],
  ["put in another's place", "dir/file", NOTE_RENAME, (path) => Deno.renameSync(path("dir/file"), path("beside"))],
  ["read", "dir/file", 0, (path) => Deno.readTextFileSync(path("dir/file"))],
];

const DIRECTORY: readonly Change[] = [
  ["file made", "dir", NOTE_WRITE, (path) => Deno.writeTextFileSync(path("dir/new"), "content")],
  ["file removed", "dir", NOTE_WRITE, (path) => Deno.removeSync(path("dir/file"))],
  ["file within written", "dir", 0, (path) => written(path("dir/file"), "more", 5)],
  ["file within changed", "dir", 0, (path) => Deno.chmodSync(path("dir/file"), 0o600)],
  ["link made", "dir", NOTE_WRITE, (path) => Deno.linkSync(path("dir/file"), path("dir/third"))],
  ["symbolic link made", "dir", NOTE_WRITE, (path) => Deno.symlinkSync("file", path("dir/symbolic"))],
  ["directory made", "dir", NOTE_WRITE | NOTE_LINK, (path) => Deno.mkdirSync(path("dir/new"))],
  ["directory removed", "dir", NOTE_WRITE | NOTE_LINK, (path) => Deno.removeSync(path("dir/inner"))],
  ["something two levels below", "dir", 0, (path) => Deno.writeTextFileSync(path("dir/inner/new"), "")],
  ["file renamed within", "dir", NOTE_WRITE, (path) => Deno.renameSync(path("dir/file"), path("dir/new"))],
  ["file replaced within", "dir", NOTE_WRITE, (path) => Deno.renameSync(path("beside"), path("dir/file"))],
  ["file moved out", "dir", NOTE_WRITE, (path) => Deno.renameSync(path("dir/file"), path("new"))],
  ["directory moved in", "dir", NOTE_WRITE | NOTE_LINK, (path) => Deno.renameSync(path("folder/sub"), path("dir/sub"))],
  ["directory moved out", "folder", NOTE_WRITE | NOTE_LINK, (path) => Deno.renameSync(path("folder/sub"), path("sub"))],
  ["directory renamed within", "dir", NOTE_WRITE, (path) => Deno.renameSync(path("dir/inner"), path("dir/other"))],
  ["itself renamed", "dir/inner", NOTE_RENAME, (path) => Deno.renameSync(path("dir/inner"), path("dir/other"))],
  ["itself removed", "dir/inner", NOTE_DELETE | NOTE_LINK, (path) => Deno.removeSync(path("dir/inner"))],
  ["itself replaced", "dir/inner", NOTE_DELETE, (path) => Deno.renameSync(path("folder/sub"), path("dir/inner"))],
  ["its mode changed", "dir", NOTE_ATTRIB, (path) => Deno.chmodSync(path("dir"), 0o700)],
];

function written(path: string, text: string, at = 0): void {
  using file = Deno.openSync(path, { write: true });
  file.seekSync(at, Deno.SeekMode.Start);
  file.writeSync(new TextEncoder().encode(text));
}

for (const [kind, changes] of [["a file", FILE], ["a directory", DIRECTORY]] as const) {
  for (const [what, watched, notes, change] of changes) {
    onDarwin(`${kind}: ${what}`, async () => {
      await using dir = await temporaryDirectory();
      const path = (name: string) => dir.join(name);
      for (const name of ["dir", "dir/inner", "folder", "folder/sub"]) Deno.mkdirSync(path(name));
      for (const name of ["dir/file", "beside"]) Deno.writeTextFileSync(path(name), "hello");
      Deno.linkSync(path("dir/file"), path("dir/twin"));
      using file = openSync(path(watched), { read: true, flags: c.O_EVTONLY });
      using queue = new Queue();
      queue.change({ ident: file.fd, filter: c.EVFILT_VNODE, flags: c.EV_ADD | c.EV_CLEAR, fflags: ALL });
      assertEquals(queue.notes(), 0);
      change(path);
      assertEquals(named(queue.notes()), named(notes));
      assertEquals(queue.notes(), 0, "told once");
    });
  }
}

onDarwin(
  "changes before a look are told together, to a second descriptor and a second queue as well",
  async () => {
    await using dir = await temporaryDirectory();
    Deno.writeTextFileSync(dir.join("a"), "hello");
    using file = openSync(dir.join("a"), { read: true, flags: c.O_EVTONLY });
    using twin = openSync(dir.join("a"), { read: true, flags: c.O_EVTONLY });
    using queue = new Queue();
    using other = new Queue();
    const watch = (ident: number, fflags: number) => (
      { ident, filter: c.EVFILT_VNODE, flags: c.EV_ADD | c.EV_CLEAR, fflags }
    );
    queue.change(watch(file.fd, ALL), watch(twin.fd, NOTE_RENAME));
    other.change(watch(file.fd, ALL));
    written(dir.join("a"), "more", 5);
    Deno.renameSync(dir.join("a"), dir.join("b"));
    const told = queue.events();
    assertEquals(told.length, 2);
    for (const { ident, fflags } of told) {
      const asked = ident === file.fd ? ALL : NOTE_RENAME;
      assertEquals(named(fflags & asked), named((NOTE_WRITE | NOTE_EXTEND | NOTE_RENAME) & asked));
    }
    assertEquals(named(other.notes()), named(NOTE_WRITE | NOTE_EXTEND | NOTE_RENAME));
  },
);

onDarwin("no change is lost, however many come before a look", async () => {
  await using dir = await temporaryDirectory();
  using busy = openSync(dir.join("busy"), "w+");
  using quiet = openSync(dir.join("quiet"), "w+");
  using queue = new Queue();
  const watch = { filter: c.EVFILT_VNODE, flags: c.EV_ADD | c.EV_CLEAR, fflags: NOTE_WRITE };
  queue.change({ ...watch, ident: busy.fd }, { ...watch, ident: quiet.fd });
  const byte = Uint8Array.of(1);
  // inotify(7) keeps 16,384 events by default, and takes the same one twice in a row for one.
  for (let i = 0; i < 10_000; i++) {
    busy.writeAtSync(byte, 0);
    busy.touchSync();
  }
  quiet.writeAtSync(byte, 0);
  assertEquals(queue.events().map(({ ident }) => ident).sort(), [busy.fd, quiet.fd].sort());
});

function named(notes: number): string[] {
  return Object.entries(c).filter(([name, bit]) => name.startsWith("NOTE_") && (bit & notes & ALL) !== 0)
    .map(([name]) => name);
}
