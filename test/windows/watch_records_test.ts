/** What Windows writes down of changes, and what is told of it: pure functions, tested on every system. */
import { assertEquals } from "@std/assert";
import {
  FILE_NOTIFY_EXTENDED_INFORMATION as EXTENDED,
  FILE_NOTIFY_INFORMATION as PLAIN,
} from "../../ffi/windows/structs.ts";
import type { Happened } from "../../src/os/windows/watch_pairs.ts";
import { type Action, mayBeShort, recordsIn } from "../../src/os/windows/watch_records.ts";
import { Telling } from "../../src/os/windows/watch_telling.ts";

const ACTIONS: readonly Action[] = ["added", "removed", "modified", "old", "new"];
const DIRECTORY = 0x10;

interface Written {
  readonly action: number;
  readonly path: string;
  readonly id?: bigint;
  readonly parent?: bigint;
  readonly attributes?: number;
}

/** Records as the system lays them out: each at a multiple of eight bytes, the last one without a next. */
function laidOut(extended: boolean, records: readonly Written[]): [DataView<ArrayBuffer>, number] {
  const layout = extended ? EXTENDED : PLAIN;
  const view = new DataView(new ArrayBuffer(4096), 16);
  let at = 0;
  let end = 0;
  records.forEach(({ action, path, id = 0n, parent = 0n, attributes = 0 }, i) => {
    end = at + layout.FileName.offset + 2 * path.length;
    const next = Math.ceil(end / 8) * 8;
    layout.NextEntryOffset.set(view, at, i === records.length - 1 ? 0 : next - at);
    layout.Action.set(view, at, action);
    layout.FileNameLength.set(view, at, 2 * path.length);
    if (extended) {
      EXTENDED.FileId.set(view, at, id);
      EXTENDED.ParentFileId.set(view, at, parent);
      EXTENDED.FileAttributes.set(view, at, attributes);
      EXTENDED.LastModificationTime.set(view, at, 116_444_736_000_000_000n); // 1970
    }
    for (let unit = 0; unit < path.length; unit++) {
      view.setUint16(at + layout.FileName.offset + 2 * unit, path.charCodeAt(unit), true);
    }
    at = next;
  });
  return [view, end];
}

Deno.test("records are read with and without ids, as far as they are whole", () => {
  const plain = laidOut(false, [{ action: 1, path: "a" }, { action: 3, path: "日本\\odd" }, {
    action: 6,
    path: "a:s",
  }]);
  const nothing = { id: 0n, parent: 0n, isDirectory: undefined, written: 0 };
  assertEquals(recordsIn(...plain, false), [
    { action: "added", path: "a", ...nothing },
    { action: "modified", path: "日本\\odd", ...nothing },
  ]);
  const [view, length] = laidOut(true, [
    { action: 2, path: "d\\x", id: 0xffff_0000_0000_0001n, parent: 7n },
    { action: 5, path: "\ud800", id: 8n, parent: 5n, attributes: DIRECTORY },
  ]);
  assertEquals(recordsIn(view, length, true), [
    { action: "removed", path: "d\\x", id: 0xffff_0000_0000_0001n, parent: 7n, isDirectory: false, written: 0 },
    { action: "new", path: "\ud800", id: 8n, parent: 5n, isDirectory: true, written: 0 },
  ]);
  assertEquals(recordsIn(view, 0, true), []);
});

Deno.test("short names are those that Windows makes up", () => {
  for (const name of ["LONGNA~1.TXT", "A~1", "PROGRA~2", "AB12CD~1.C"]) assertEquals(mayBeShort(name), true, name);
  for (const name of ["f~", "a~1.json", "longername~1", "x.tmp~1", "~1", "a ~1"]) {
    assertEquals(mayBeShort(name), false, name);
  }
});

const [HERE, THERE] = [{}, {}];
/** What happened, as `action parent/name id`; a capital id is a directory's, an id with "!" may be another's, "?" none. */
function happened(line: string, place: object = HERE, sure = true): Happened {
  const [action, path, id] = line.split(" ") as [Action, string, string];
  const [parent, name] = path.split("/") as [string, string];
  if (!ACTIONS.includes(action)) throw new Error(line);
  const number = id.startsWith("?") ? 0n : BigInt(id.toLowerCase().charCodeAt(0));
  const isDirectory = id[0] !== id[0]!.toLowerCase();
  return { action, place, parent: BigInt(parent), name, id: number, isDirectory, fresh: id.endsWith("!"), sure };
}

/** What is told of it, renames as `rename from to`. */
function told(changes: readonly Happened[], telling = new Telling(), open = false): string[] {
  const cookies = new Map<number, string>();
  const lines: string[] = [];
  for (const { kind, of, cookie, doubtful } of telling.tell(changes, open)) {
    const place = `${of.parent}/${of.name}`;
    const before = cookies.get(cookie);
    if (kind === "from") cookies.set(cookie, place);
    else if (kind === "to" && before !== undefined) {
      lines.push(`rename ${before} ${place}${doubtful ? " doubtful" : ""}`);
      cookies.delete(cookie);
    } else lines.push(`${kind} ${place}`);
  }
  return [...lines, ...[...cookies.values()].map((place) => `from ${place}`)];
}

/** Enough of something else behind, so that no other half can be expected. */
const LATER = Array.from({ length: 20 }, () => happened("modified 9/z z"));
const Z = LATER.map(() => "modify 9/z");

Deno.test("what comes, goes and changes is told, but not that names changed in a directory", () => {
  const changes = ["added 1/a a", "modified 1/a a", "modified 1/d D", "removed 1/a a"].map((line) => happened(line));
  assertEquals(told([...changes, ...LATER]), ["create 1/a", "modify 1/a", "remove 1/a", ...Z]);
});

Deno.test("a rename within a directory is joined by the id, also around others", () => {
  const lines = ["old 1/a a", "added 2/x x", "new 1/b a", "old 1/b a", "old 1/c c", "new 1/d c", "new 1/e a"];
  assertEquals(told(lines.map((line) => happened(line))), [
    "rename 1/a 1/b",
    "create 2/x",
    "rename 1/b 1/e",
    "rename 1/c 1/d",
  ]);
});

Deno.test("without ids a rename is joined by its place in the order", () => {
  const lines = ["old 1/a ?", "new 1/b ?", "old 1/b ?", "new 1/c c!"];
  assertEquals(told(lines.map((line) => happened(line, HERE, false))), ["rename 1/a 1/b", "rename 1/b 1/c"]);
});

Deno.test("a removal and a creation of one file are a rename, over another one, too", () => {
  const lines = ["removed 1/a a", "added 2/b a", "removed 1/c c", "modified 2/d c", "removed 1/e E", "added 2/e E"];
  assertEquals(told(lines.map((line) => happened(line))), [
    "rename 1/a 2/b doubtful",
    "rename 1/c 2/d doubtful",
    "modify 2/d",
    "rename 1/e 2/e doubtful",
  ]);
});

Deno.test("a file that was written meanwhile is renamed and modified", () => {
  assertEquals(told(["removed 1/a a", "added 2/b a!"].map((line) => happened(line))), [
    "rename 1/a 2/b doubtful",
    "modify 2/b",
  ]);
});

Deno.test("what may be another file by now is no rename, nor is what comes back to its name", () => {
  const asked = ["removed 1/a a", "added 2/b a!"].map((line) => happened(line, HERE, false));
  assertEquals(told([...asked, ...LATER]), ["remove 1/a", "create 2/b", ...Z]);
  const back = ["removed 1/a a", "added 1/a a"].map((line) => happened(line));
  assertEquals(told([...back, ...LATER]), ["remove 1/a", "create 1/a", ...Z]);
});

Deno.test("of two places that were asked one after the other, the creation may come first", () => {
  const changes = [happened("added 2/b a", THERE, false), happened("removed 1/a a", HERE, false)];
  assertEquals(told(changes), ["rename 1/a 2/b"]);
  // Unless something has happened to the name that would have to be told before.
  const busy = [changes[0]!, happened("added 1/a x", HERE, false), changes[1]!, ...LATER];
  assertEquals(told(busy), ["create 2/b", "create 1/a", "remove 1/a", ...Z]);
});

Deno.test("the other half of a rename may come with what comes next", () => {
  const telling = new Telling();
  assertEquals(told([happened("removed 1/a a")], telling), ["from 1/a"]);
  assertEquals([...telling.tell([happened("added 2/b a")], false)].map(({ kind }) => kind), ["to"]);
  assertEquals(told([happened("new 2/c c")], telling), ["to 2/c"], "from outside, perhaps over what was there");
});
