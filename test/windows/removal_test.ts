/** Removing on Windows: trees, what others have open, and file systems that know no POSIX. */
import { assert, assertEquals } from "@std/assert";
import { WINDOWS_CONSTANTS as c } from "../../ffi/windows/constants.ts";
import { errorName } from "../../src/call/errno.ts";
import type { Program } from "../../src/call/program.ts";
import { synchronous } from "../../src/call/synchronous.ts";
import { rejectionOf } from "../call/thrown.ts";
import { openDescriptors, temporaryDirectory } from "../temporary.ts";
import { everyWayOnWindows, onWindows } from "./here.ts";

function names(path: string): string[] {
  return [...Deno.readDirSync(path)].map(({ name }) => name).sort();
}

everyWayOnWindows("a tree is removed, read-only files and all, by whichever separators", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  for (const path of ["tree", "tree\\", "tree/sub/.."]) {
    for (const sub of ["a/b/c/d/e/f/g/h/i/j/k/l", "m", "sub"]) {
      Deno.mkdirSync(dir.join("tree", sub), { recursive: true });
    }
    for (let i = 0; i < 70; i++) Deno.writeTextFileSync(dir.join(`tree/m/${i}`), "x");
    Deno.writeTextFileSync(dir.join("tree/a/b/c/d/e/f/g/h/i/j/k/read-only"), "x");
    await fs.chmod(dir.join("tree/a/b/c/d/e/f/g/h/i/j/k/read-only"), 0o444);
    const before = openDescriptors();
    if (path.endsWith("..")) {
      const error = await rejectionOf(fs.rm(`${dir.path}\\${path}`, { recursive: true }));
      assertEquals([error.code, names(dir.path)], ["EINVAL", ["tree"]]);
      continue;
    }
    await fs.rm(`${dir.path}\\${path}`, { recursive: true });
    assertEquals(names(dir.path), []);
    assert(openDescriptors() <= before);
  }
});

everyWayOnWindows("roots are refused before anything is removed", async ({ fs }) => {
  const roots = ["\\", "C:\\", "C:", "c:/", "\\\\?\\C:\\", "\\\\server\\share\\"];
  for (const root of roots) {
    assertEquals((await rejectionOf(fs.rm(root, { recursive: true }))).code, "EINVAL", root);
  }
});

/** Opens a file so that nobody may remove it; returns how to close it. */
function held(path: string): () => void {
  const kernel32 = Deno.dlopen("kernel32.dll", {
    // HANDLE CreateFileW(LPCWSTR name, DWORD access, DWORD share, LPSECURITY_ATTRIBUTES security, DWORD disposition, DWORD flags, HANDLE template)    fileapi.h
    CreateFileW: { parameters: ["buffer", "u32", "u32", "pointer", "u32", "u32", "pointer"], result: "u64" },
    // BOOL CloseHandle(HANDLE handle)    handleapi.h
    CloseHandle: { parameters: ["u64"], result: "i32" },
  });
  const wide = Uint16Array.from(`${path.replaceAll("/", "\\")}\0`, (unit) => unit.charCodeAt(0));
  const share = c.FILE_SHARE_READ;
  const handle = kernel32.symbols.CreateFileW(wide, c.GENERIC_READ, share, null, c.OPEN_EXISTING, 0, null);
  return () => {
    kernel32.symbols.CloseHandle(handle);
    kernel32.close();
  };
}

onWindows("what a scanner holds for a moment is waited for, by removing and by renaming", async () => {
  const { rename, rm, unlink } = await import("../../mod.ts");
  await using dir = await temporaryDirectory();
  for (
    const [name, remove] of [
      ["unlink", () => unlink(dir.join("f"))],
      ["rename", () => rename(dir.join("f"), dir.join("g"))],
      ["rm", () => rm(dir.join("."), { recursive: true }).catch(() => unlink(dir.join("f")))],
    ] as const
  ) {
    Deno.writeTextFileSync(dir.join("f"), name);
    const release = held(dir.join("f"));
    const removed = remove();
    setTimeout(release, 20);
    await removed;
    assertEquals(names(dir.path), name === "rename" ? ["g"] : name === "rm" ? ["g"] : []);
  }
});

everyWayOnWindows("what is held for longer is EBUSY, and stays", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  Deno.writeTextFileSync(dir.join("f"), "x");
  const release = held(dir.join("f"));
  try {
    assertEquals((await rejectionOf(fs.unlink(dir.join("f")))).code, "EBUSY");
    assertEquals(names(dir.path), ["f"]);
  } finally {
    release();
  }
});

/** Does something with what a path names, open to be removed. */
async function withOpen(path: string, program: (fd: number) => Program<number>): Promise<number> {
  const { opened } = await import("../../src/os/windows/removal.ts");
  return synchronous(opened<never>(-1, path, c.DELETE, program));
}

onWindows(
  "where POSIX's ways are not known, what is removed waits under another name; what is full keeps its own",
  async () => {
    const { disposedAside } = await import("../../src/os/windows/disposal.ts");
    await using dir = await temporaryDirectory();
    Deno.writeTextFileSync(dir.join("f"), "x");
    Deno.mkdirSync(dir.join("full/sub"), { recursive: true });
    {
      using other = Deno.openSync(dir.join("f"));
      assertEquals(await withOpen(dir.join("f"), disposedAside), 0);
      assertEquals(names(dir.path).includes("f"), false);
      assertEquals(other.readSync(new Uint8Array(1)), 1);
    }
    assertEquals(errorName(await withOpen(dir.join("full"), disposedAside)), "ENOTEMPTY");
    assertEquals(names(dir.path), ["full"]);
    assertEquals(await withOpen(dir.join("full/sub"), disposedAside), 0);
    assertEquals(names(dir.join("full")), []);
  },
);
