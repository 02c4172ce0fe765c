/** One file of each kind, in a directory of a test. */
import { command } from "../handle/places.ts";
import type { TemporaryDirectory } from "../temporary.ts";

/** Paths of files of many kinds; the socket lives as long as its listener. */
export async function makeKinds(dir: TemporaryDirectory): Promise<{ paths: Record<string, string> } & Disposable> {
  await Deno.writeFile(dir.join("file"), new Uint8Array(12_345));
  await Deno.mkdir(dir.join("dir"));
  if (Deno.build.os === "windows") {
    return { paths: { file: dir.join("file"), dir: dir.join("dir"), root: "C:\\" }, [Symbol.dispose]() {} };
  }
  await Deno.symlink("file", dir.join("link"));
  await Deno.symlink("nowhere", dir.join("dangling"));
  await command("mkfifo", dir.join("fifo"));
  const listener = Deno.listen({ transport: "unix", path: dir.join("socket") });
  const names = ["file", "dir", "link", "fifo", "socket"];
  const paths = Object.fromEntries(names.map((name) => [name, dir.join(name)]));
  return {
    paths: { ...paths, character: "/dev/null", root: "/", proc: "/proc/self/status" },
    [Symbol.dispose]: () => listener.close(),
  };
}
