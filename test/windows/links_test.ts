/** Reparse points: what their data say, on any system; links themselves where there are some. */
import { assertEquals } from "@std/assert";
import { REPARSE_DATA_BUFFER as REPARSE } from "../../ffi/windows/structs.ts";
import { WINDOWS_CONSTANTS as c } from "../../ffi/windows/constants.ts";
import { errorName } from "../../src/call/errno.ts";
import { temporaryDirectory } from "../temporary.ts";
import { junctionTo, targetIn } from "../../src/os/windows/links.ts";
import { onWindows } from "./here.ts";
import { wine } from "./windows.ts";

/** What an error is called on this system. */
function named(result: string | number): string {
  return typeof result === "number" ? errorName(result) : result;
}

/** A symbolic link's data: the text that the system takes, then the one that is shown, as `CreateSymbolicLinkW` has them. */
function linkTo(real: string, shown: string): Uint8Array<ArrayBuffer> {
  const start = REPARSE["SymbolicLinkReparseBuffer.PathBuffer"].offset;
  const data = new Uint8Array(start + 2 * (real.length + shown.length));
  const view = new DataView(data.buffer);
  REPARSE.ReparseTag.set(view, 0, c.IO_REPARSE_TAG_SYMLINK);
  REPARSE["SymbolicLinkReparseBuffer.SubstituteNameLength"].set(view, 0, 2 * real.length);
  REPARSE["SymbolicLinkReparseBuffer.PrintNameOffset"].set(view, 0, 2 * real.length);
  REPARSE["SymbolicLinkReparseBuffer.PrintNameLength"].set(view, 0, 2 * shown.length);
  [...`${real}${shown}`].forEach((_, i) => view.setUint16(start + 2 * i, `${real}${shown}`.charCodeAt(i), true));
  return data;
}

Deno.test("a symbolic link's target is the one that is shown, or else the one that is taken", () => {
  assertEquals(targetIn(linkTo("\\??\\C:\\a", "C:\\a")), "C:\\a");
  assertEquals(targetIn(linkTo("..\\a", "..\\a")), "..\\a");
  assertEquals(targetIn(linkTo("\\??\\C:\\a", "")), "C:\\a");
  assertEquals(targetIn(linkTo("\\??\\UNC\\server\\share\\a", "")), "\\\\server\\share\\a");
  assertEquals(targetIn(linkTo("half\ud800", "half\ud800")), "half\ud800");
});

Deno.test("a junction leads to a whole path, which is read back as it was given", () => {
  for (const path of ["C:\\", "C:\\a b\\é", "\\\\server\\share\\a"]) {
    const data = junctionTo(path);
    const view = new DataView(data.buffer);
    assertEquals(targetIn(data), path);
    assertEquals(REPARSE.ReparseDataLength.get(view, 0), data.byteLength - 8);
    // Without what is shown, as some programs leave it.
    REPARSE["MountPointReparseBuffer.PrintNameLength"].set(view, 0, 0);
    assertEquals(targetIn(data), path);
  }
});

Deno.test("a link of the Subsystem for Linux has its text in UTF-8; what is no link is refused", () => {
  const text = new TextEncoder().encode("../é");
  const data = new Uint8Array(12 + text.length + 4);
  const view = new DataView(data.buffer);
  view.setUint32(0, 0xa000001d, true); // IO_REPARSE_TAG_LX_SYMLINK
  view.setUint16(4, 4 + text.length, true);
  view.setUint32(8, 2, true);
  data.set(text, 12);
  assertEquals(targetIn(data), "../é");
  REPARSE.ReparseTag.set(view, 0, c.IO_REPARSE_TAG_AF_UNIX);
  assertEquals(named(targetIn(data)), Deno.build.os === "windows" ? "EINVAL" : named(targetIn(new Uint8Array(24))));
});

const NONE = wine ? "has no reparse points" : undefined;

onWindows("junctions are made, read, followed and removed", async () => {
  const { lstat, readdir, readlink, rm, symlink, unlink } = await import("../../mod.ts");
  await using dir = await temporaryDirectory();
  Deno.mkdirSync(dir.join("dir/below"), { recursive: true });
  await symlink("dir", dir.join("junction"), { type: "junction" });
  assertEquals(await readlink(dir.join("junction")), `${Deno.realPathSync(dir.path)}\\dir`);
  assertEquals((await lstat(dir.join("junction"))).isSymlink, true);
  assertEquals(await readdir(dir.join("junction")), ["below"]);
  await unlink(dir.join("junction"));
  await symlink(dir.join("dir"), dir.join("junction"), { type: "junction" });
  await rm(dir.join("junction"), { recursive: true });
  assertEquals(await readdir(dir.path), ["dir"]);
  assertEquals(await readdir(dir.join("dir")), ["below"]);
}, NONE);

onWindows("a symbolic link without a type is what it leads to", async () => {
  const { readlink, stat, symlink } = await import("../../mod.ts");
  await using dir = await temporaryDirectory();
  Deno.mkdirSync(dir.join("dir"));
  Deno.writeTextFileSync(dir.join("file"), "x");
  await symlink("dir", dir.join("to-dir"));
  await symlink("file", dir.join("to-file"));
  assertEquals([(await stat(dir.join("to-dir"))).isDirectory, (await stat(dir.join("to-file"))).isFile], [true, true]);
  assertEquals(await readlink(dir.join("to-dir")), "dir");
}, NONE);
