/** Paths for Windows: the rules by a table on every system, and where Windows or Wine runs, against the system's own. */
import { assertEquals } from "@std/assert";
import { KERNEL32 } from "../../ffi/windows/calls.ts";
import { WINDOWS_CONSTANTS as c } from "../../ffi/windows/constants.ts";
import { readWide, WIDE_UNITS, writeWide } from "../../ffi/windows/wide.ts";
import { plainPath, win32Path } from "../../src/os/windows/path.ts";
import { temporaryDirectory } from "../temporary.ts";
import { open, wide } from "./library.ts";
import { CASES, WINE } from "./paths.ts";
import { elsewhere, why, wine } from "./windows.ts";

for (const [given, wanted] of CASES) {
  Deno.test(`'${given}' is ${wanted === given ? "left as it is" : `'${wanted}'`}`, () => {
    assertEquals(win32Path(given, "C:\\windows"), wanted);
  });
}

Deno.test("a path starts from whatever the current directory is", () => {
  assertEquals(win32Path("foo", "C:\\"), "\\\\?\\C:\\foo");
  assertEquals(win32Path("..\\foo", "\\\\server\\share\\dir"), "\\\\?\\UNC\\server\\share\\foo");
  assertEquals(win32Path("\\foo", "\\\\server\\share\\dir"), "\\\\?\\UNC\\server\\share\\foo");
  assertEquals(win32Path("\\foo", "\\\\server\\share"), "\\\\?\\UNC\\server\\share\\foo");
  assertEquals(win32Path("foo", "\\\\?\\C:\\dir"), "\\\\?\\C:\\dir\\foo");
  assertEquals(win32Path("d:foo", "C:\\dir", (drive) => `${drive}:\\other`), "\\\\?\\d:\\other\\foo");
});

Deno.test("no path is too long, whatever its name", () => {
  const long = "name\\".repeat(6000);
  assertEquals(win32Path(`${long}end`, "C:\\"), `\\\\?\\C:\\${long}end`);
  assertEquals(win32Path(`${long}nul`, "C:\\"), `\\\\?\\C:\\${long}nul`);
  assertEquals(win32Path(`\\\\.\\C:\\${long}end`, "C:\\"), `\\\\?\\C:\\${long}end`);
});

Deno.test("people see a path without \\\\?\\ where it leads to the same file", () => {
  assertEquals(plainPath("\\\\?\\C:\\a\\b"), "C:\\a\\b");
  assertEquals(plainPath("\\\\?\\C:\\"), "C:\\");
  assertEquals(plainPath("\\\\?\\UNC\\server\\share\\a"), "\\\\server\\share\\a");
  assertEquals(plainPath("C:\\a"), "C:\\a");
  for (const path of ["C:\\a.", "C:\\a ", "C:\\a\\.\\b", "C:\\a/b", "C:\\nul", "C:", "Volume{0}\\a", "pipe\\a"]) {
    assertEquals(plainPath(`\\\\?\\${path}`), `\\\\?\\${path}`);
  }
});

Deno.test("text crosses unit by unit, and what is too long is cut before its NUL", () => {
  const memory = new Uint16Array(WIDE_UNITS).fill(0xffff);
  for (const text of ["", "a", "\ud800", "\udfff\ud800 😀", "x".repeat(32_767)]) {
    assertEquals(writeWide(text, memory), text.length + 1);
    assertEquals(memory[text.length], 0);
    assertEquals(readWide(memory, 0, text.length), text);
  }
  assertEquals(writeWide("x".repeat(WIDE_UNITS), memory), WIDE_UNITS);
  assertEquals(memory[WIDE_UNITS - 1], 0);
});

/** The calls that these tests make. */
function kernel32() {
  const { CreateFileW, GetFullPathNameW, ReadFile, CloseHandle } = KERNEL32;
  return open("kernel32.dll", { CreateFileW, GetFullPathNameW, ReadFile, CloseHandle });
}

Deno.test({
  name: `paths are completed as GetFullPathNameW does${why}`,
  ignore: elsewhere,
  fn() {
    const library = kernel32();
    const { symbols } = library;
    const before = Deno.cwd();
    Deno.chdir("C:\\windows");
    try {
      const memory = new Uint16Array(4096);
      const complete = CASES.filter(([given, wanted]) => given !== wanted && !(wine && WINE.has(given)));
      const theirs = complete.map(([given]) => {
        const length = symbols.GetFullPathNameW(wide(given), 4096, new Uint8Array(memory.buffer), null);
        return [given, readWide(memory, 0, length).toLowerCase()];
      });
      const ours = complete.map(([given]) => {
        const path = win32Path(given, Deno.cwd());
        // Verbatim was given with other separators, which the system keeps.
        const plain = given.startsWith("//?")
          ? path
          : path.replace(/^\\\\\?\\(UNC(?=\\))?/, (_, unc) => unc ? "\\" : "");
        return [given, plain.toLowerCase()];
      });
      assertEquals(ours, theirs);
    } finally {
      Deno.chdir(before);
      library.close();
    }
  },
});

Deno.test({
  name: `a path leads where Deno's leads${why}`,
  ignore: elsewhere,
  async fn() {
    await using dir = await temporaryDirectory();
    const long = `${"long".repeat(50)}\\`.repeat(3);
    await Deno.mkdir(dir.join("sub", long), { recursive: true });
    const names = ["file", "sub/file", "sub/😀", `sub/${long}file`];
    for (const name of names) await Deno.writeTextFile(dir.join(name), name);
    const library = kernel32();
    const { symbols } = library;
    const before = Deno.cwd();
    Deno.chdir(dir.path);
    const read = (given: string) => {
      const path = wide(win32Path(given, Deno.cwd()));
      const handle = symbols.CreateFileW(path, c.GENERIC_READ, 7, null, c.OPEN_EXISTING, 0, 0);
      if (handle === -1) return "refused";
      const [buffer, count] = [new Uint8Array(1024), new Uint32Array(1)];
      symbols.ReadFile(handle, buffer, buffer.length, new Uint8Array(count.buffer), null);
      symbols.CloseHandle(handle);
      return new TextDecoder().decode(buffer.subarray(0, count[0]));
    };
    const deno = (given: string) => {
      try {
        return Deno.readTextFileSync(given);
      } catch {
        return "refused";
      }
    };
    const forms = ["file", "FILE", "./file", "sub/../file", "nothing/../file", "file.", "file. . ", "file/", "file/."];
    forms.push("sub\\file", "sub//file", "sub./file", "sub /file", "sub/file:", "file::$DATA", "sub/😀", "sub");
    forms.push(
      "fi?le",
      "",
      " ",
      "...",
      "NUL",
      "nul.txt",
      "sub/NUL",
      "CON:.txt",
      "//./nul",
      "\\\\.\\NUL",
      `sub/${long}file`,
    );
    const drive = dir.path.slice(0, 2);
    forms.push(
      `${drive}file`,
      dir.path.slice(2) + "/file",
      `\\\\?\\${dir.join("file")}`,
      `\\\\?\\${dir.join("file.")}`,
    );
    forms.push(`\\??\\${dir.join("file")}`, `//?/${dir.join("file")}.`, `//./${dir.join("file")}`);
    try {
      assertEquals(forms.map((given) => [given, read(given)]), forms.map((given) => [given, deno(given)]));
    } finally {
      Deno.chdir(before);
      library.close();
    }
  },
});
