import { assertEquals } from "@std/assert";
import { valueOfScript } from "./call/subprocess.ts";

const URL_OF = new URL("../src/separators.ts", import.meta.url).href;

/** What a function says of paths, as on that system. */
function said(os: string, name: string, calls: readonly (readonly string[])[]): Promise<unknown> {
  const script = `const { ${name} } = await import("${URL_OF}");
    console.log(JSON.stringify(${JSON.stringify(calls)}.map((args) => ${name}(...args))));`;
  return valueOfScript(script, ["-A"], { os });
}

async function holds(os: string, name: string, wanted: readonly (readonly [...string[], unknown])[]): Promise<void> {
  const calls = wanted.map((row) => row.slice(0, -1) as string[]);
  assertEquals(await said(os, name, calls), wanted.map((row) => row.at(-1)), `${name} on ${os}`);
}

Deno.test("roots are told from what is in them: nothing may remove these by name", async () => {
  await holds("linux", "isRoot", [["/", true], ["//", true], ["/a", false], ["C:\\", false], ["\\", false]]);
  await holds("windows", "isRoot", [
    ["/", true],
    ["\\", true],
    ["C:", true],
    ["C:\\", true],
    ["c:/", true],
    ["C:\\a", false],
    ["C:a", false],
    ["a", false],
    ["a\\b\\", false],
    ["\\\\server\\share", true],
    ["\\\\server\\share\\", true],
    ["\\\\server\\share\\a", false],
    ["\\\\?\\C:\\", true],
    ["\\\\?\\C:\\a", false],
    ["\\\\?\\UNC\\server\\share\\", true],
    ["\\\\?\\UNC\\server\\share\\a", false],
  ]);
});

Deno.test("a backslash separates names on Windows alone", async () => {
  for (const os of ["linux", "darwin"]) {
    await holds(os, "lastSeparator", [["a/b\\c", 1], ["a\\b", -1]]);
    await holds(os, "endsInSeparator", [["a/", true], ["a\\", false], ["", false]]);
    await holds(os, "withoutEnd", [["a//", "a"], ["a\\", "a\\"], ["/", ""]]);
    await holds(os, "isRooted", [["/a", true], ["\\a", false], ["C:a", false], ["a", false]]);
    await holds(os, "isWithin", [["/a/b", "/a", true], ["/ab", "/a", false], ["/a", "/a", true], ["/a", "/", true]]);
  }
  await holds("windows", "lastSeparator", [["a/b\\c", 3], ["a\\b/c", 3], ["a", -1]]);
  await holds("windows", "endsInSeparator", [["a/", true], ["a\\", true], ["", false]]);
  await holds("windows", "withoutEnd", [["a\\/", "a"], ["a", "a"]]);
  await holds("windows", "isRooted", [["/a", true], ["\\a", true], ["C:a", true], ["a\\b", false]]);
  await holds("windows", "isWithin", [
    ["C:\\a\\b", "C:\\a", true],
    ["C:\\ab", "C:\\a", false],
    ["C:\\a", "C:\\", true],
    ["C:\\a", "C:\\a", true],
  ]);
});
