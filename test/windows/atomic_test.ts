/** Replacing files as Windows does it: past those who have the old one open, and with what only Windows keeps of a file. */
import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { atomicFile, atomicWrite, open } from "../../mod.ts";
import { FILE_BASIC_INFO as BASIC } from "../../ffi/windows/structs.ts";
import { c, kernel32, ntdll } from "../../src/os/windows/kernel32.ts";
import { perform } from "../../src/call/synchronous.ts";
import { soon } from "../handle/processes.ts";
import { openDescriptors, temporaryDirectory } from "../temporary.ts";
import { everyWayOnWindows, onWindows } from "./here.ts";
import { wine } from "./windows.ts";

/** A moment of 2001, in units of 100 ns since 1601. */
const CREATED = 126_227_808_000_000_000n;

/** Opens a file as somebody does who shares it so. */
function opened(path: string, share: number): Disposable {
  const handle = perform(kernel32.CreateFileW(path, c.GENERIC_READ, share, null, c.OPEN_EXISTING, 0, 0), 0);
  if (handle < 0) throw new Error(`CreateFileW: ${handle}`);
  return { [Symbol.dispose]: () => void perform(kernel32.CloseHandle(handle), 0) };
}

onWindows("whoever has the old file to himself is waited for", async () => {
  await using dir = await temporaryDirectory();
  const path = dir.join("f");
  for (const options of [{}, { fsync: true, fsyncDir: true }, { preserve: true }]) {
    await atomicWrite(path, "old");
    const keeper = opened(path, c.FILE_SHARE_READ);
    let over = false;
    const writing = atomicWrite(path, "new", options).then(() => over = true);
    for (let i = 0; i < 20; i++) await new Promise((resolve) => setTimeout(resolve, 1));
    assertEquals([over, await Deno.readTextFile(path)], [false, "old"]);
    keeper[Symbol.dispose]();
    await soon(writing, "the replacement");
    assertEquals(await Deno.readTextFile(path), "new");
  }
  assertEquals([...Deno.readDirSync(dir.path)].map(({ name }) => name), ["f"]);
});

onWindows("and is named by the error when that takes too long; nothing is left", async () => {
  await using dir = await temporaryDirectory();
  const path = dir.join("f");
  await Deno.writeTextFile(path, "old");
  const before = openDescriptors();
  {
    using _keeper = opened(path, c.FILE_SHARE_READ);
    await assertRejects(() => atomicWrite(path, "new"), Error, "EBUSY");
    const file = await atomicFile(path);
    const controller = new AbortController();
    const given = atomicWrite(path, "given up", { signal: controller.signal });
    controller.abort(new RangeError("mine"));
    await assertRejects(() => given, RangeError, "mine");
    await file.abort();
  }
  await atomicWrite(path, "settled");
  assertEquals([await Deno.readTextFile(path), [...Deno.readDirSync(dir.path)].length], ["settled", 1]);
  assertEquals(openDescriptors(), before);
});

onWindows("who shares the old file goes on reading that", async () => {
  await using dir = await temporaryDirectory();
  const path = dir.join("f");
  await Deno.writeTextFile(path, "old");
  await using file = await open(path);
  await atomicWrite(path, "new");
  assertEquals([await file.readText(), await Deno.readTextFile(path)], ["old", "new"]);
}, wine ? "renames otherwise" : undefined);

everyWayOnWindows(
  "a file is made only where nothing is, and content of a mode that forbids writing",
  async ({ fs }) => {
    await using dir = await temporaryDirectory();
    const path = dir.join("f");
    await Deno.mkdir(dir.join("tmp"));
    for (const how of [{}, { fsync: true, fsyncDir: true }, { tmpdir: dir.join("tmp") }, { preserve: true }]) {
      await fs.atomicWrite(path, "first", { ...how, replace: false });
      await assertRejects(() => fs.atomicWrite(path, "second", { ...how, replace: false }), Deno.errors.AlreadyExists);
      await fs.atomicWrite(path, "read-only", { ...how, mode: 0o444 });
      assertEquals([await Deno.readTextFile(path), (await fs.stat(path)).mode! & 0o222], ["read-only", 0]);
      await fs.atomicWrite(path, "again", { ...how, mode: 0o666 });
      assertEquals([await Deno.readTextFile(path), (await fs.stat(path)).mode! & 0o200], ["again", 0o200]);
      await Deno.remove(path);
    }
    assertEquals([[...Deno.readDirSync(dir.path)].length, [...Deno.readDirSync(dir.join("tmp"))]], [1, []]);
  },
);

/** `DACL_SECURITY_INFORMATION` and `READ_CONTROL`, `winnt.h`. */
const [DACL, READ_CONTROL] = [4, 0x2_0000] as const;

/** A descriptor whose list lets everybody do everything: `D:(A;;FA;;;WD)`. */
function forEverybody(): Uint8Array {
  const ace = [0, 0, 20, 0, 0xff, 0x01, 0x1f, 0, 1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0];
  const acl = [2, 0, 28, 0, 1, 0, 0, 0, ...ace];
  return Uint8Array.of(1, 0, 0x04, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 20, 0, 0, 0, ...acl);
}

function withHandle<T>(path: string, access: number, then: (handle: number) => T): T {
  const share = c.FILE_SHARE_READ | c.FILE_SHARE_WRITE | c.FILE_SHARE_DELETE;
  const handle = perform(kernel32.CreateFileW(path, access, share, null, c.OPEN_EXISTING, 0, 0), 0);
  try {
    return then(handle);
  } finally {
    perform(kernel32.CloseHandle(handle), 0);
  }
}

function listOf(path: string): string {
  return withHandle(path, READ_CONTROL, (handle) => {
    const [list, needed] = [new Uint8Array(4096), new Uint8Array(4)];
    assertEquals(perform(ntdll.NtQuerySecurityObject(handle, DACL, list, list.length, needed), 0), 0);
    return list.subarray(0, new DataView(needed.buffer).getUint32(0, true)).join(" ");
  });
}

everyWayOnWindows("preserve keeps settings, the time of creation and who may do what", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  const path = dir.join("f");
  await Deno.writeTextFile(path, "old");
  const usual = listOf(path);
  assertEquals(withHandle(path, c.WRITE_DAC, (h) => perform(ntdll.NtSetSecurityObject(h, DACL, forEverybody()), 0)), 0);
  withHandle(path, c.FILE_WRITE_ATTRIBUTES, (handle) => {
    const basic = new Uint8Array(BASIC.size);
    BASIC.CreationTime.set(new DataView(basic.buffer), 0, CREATED);
    BASIC.FileAttributes.set(new DataView(basic.buffer), 0, c.FILE_ATTRIBUTE_HIDDEN);
    assert(perform(kernel32.SetFileInformationByHandle(handle, c.FileBasicInfo, basic, basic.length), 0) > 0);
  });
  const list = listOf(path);
  assertNotEquals(list, usual);
  const hidden = async () => ((await fs.stat(path)).attributes! & c.FILE_ATTRIBUTE_HIDDEN) !== 0;
  const { birthtimeNs } = await fs.stat(path);
  await fs.atomicWrite(path, "new", { preserve: true });
  assertEquals([await Deno.readTextFile(path), listOf(path), await hidden()], ["new", list, true]);
  if (!wine) assertEquals((await fs.stat(path)).birthtimeNs, birthtimeNs);
  await fs.atomicWrite(path, "plain");
  assertEquals([listOf(path), await hidden()], [usual, false]);
});
