/** Modes and owners of whole trees. */
import { assert, assertEquals } from "@std/assert";
import { os } from "../../src/os/os.ts";
import { rejectionOf } from "../call/thrown.ts";
import { SLOW } from "../call/scale.ts";
import { runScript } from "../call/subprocess.ts";
import { asNobody, NOBODY, ROOT } from "../handle/nobody.ts";
import { command, everyPlace } from "../handle/places.ts";
import { swapping } from "../swapping.ts";
import { openDescriptors, temporaryDirectory } from "../temporary.ts";
import { everyWay } from "../ways.ts";
import { dig } from "./deep.ts";

const modeOf = (path: string) => Deno.lstatSync(path).mode! & 0o7777;
const owner = (path: string) => [Deno.lstatSync(path).uid, Deno.lstatSync(path).gid];

everyWay("a tree deeper than any path and any number of descriptors is changed to its end", async ({ fs }) => {
  await using dir = await temporaryDirectory("/dev/shm");
  const root = dir.join("deep");
  const count = dig(root, SLOW ? 300 : 2_200);
  const before = openDescriptors();
  try {
    await fs.chmod(root, 0o751, { recursive: true });
    const found = (...tests: string[]) => command("sh", "-c", 'find "$0" "$@" | wc -l', root, ...tests);
    if (!SLOW) assertEquals(await found("-type", "d", "-perm", "751"), `${count}`);
    if (ROOT) await fs.chown(root, 7, 8, { recursive: true });
    if (ROOT && !SLOW) assertEquals(await found("-not", "(", "-uid", "7", "-gid", "8", ")"), "0", "links, too");
    assertEquals(openDescriptors(), before);
  } finally {
    await fs.rm(root, { recursive: true, force: true });
  }
});

Deno.test("a tree of more levels than a process may have open files is changed", async () => {
  if (SLOW || os.name !== "linux") return; // starting Deno takes seconds on a slow machine
  await using dir = await temporaryDirectory("/dev/shm");
  dig(dir.join("deep"), 300);
  // int setrlimit(int resource, const struct rlimit *limit)    setrlimit(2); RLIMIT_NOFILE is 7
  const script = `
    const { symbols } = Deno.dlopen("libc.so.6", { setrlimit: { parameters: ["i32", "buffer"], result: "i32" } });
    const path = ${JSON.stringify(dir.join("deep"))};
    files.chmodSync(path, 0o700);
    if (symbols.setrlimit(7, BigUint64Array.of(100n, 100n)) !== 0) throw new Error("no limit");
    files.chmodSync(path, 0o711, { recursive: true });
    await files.chmod(path, 0o751, { recursive: true });
    console.log("done");`;
  const { stdout, stderr } = await runScript(script, ["-A"]);
  assertEquals(stdout, "done\n", stderr);
  assertEquals(await command("sh", "-c", 'find "$0" -type d -not -perm 751 | wc -l', dir.join("deep")), "0");
});

if (ROOT) {
  everyPlace("chown with recursive changes links themselves, and nothing that they lead to", async ({ fs }, dir) => {
    Deno.mkdirSync(dir.join("tree/sub"), { recursive: true });
    Deno.mkdirSync(dir.join("outside"));
    Deno.writeTextFileSync(dir.join("outside/file"), "");
    Deno.writeTextFileSync(dir.join("tree/sub/file"), "");
    Deno.symlinkSync(dir.join("outside"), dir.join("tree/sub/link"));
    Deno.symlinkSync("tree", dir.join("top"));
    assertEquals(await fs.chown(dir.join("top"), 5, 6, { recursive: true }), dir.join("top"));
    const paths = ["tree", "tree/sub", "tree/sub/file", "tree/sub/link"];
    for (const path of paths) assertEquals(owner(dir.join(path)), [5, 6], path);
    for (const path of ["outside", "outside/file", "top"]) assertEquals(owner(dir.join(path)), [0, 0], path);
    await fs.chown(dir.join("tree/sub/file"), 9, null, { recursive: true });
    assertEquals(owner(dir.join("tree/sub/file")), [9, 6]);
    await using handle = await fs.openDir(dir.path, { beneath: true });
    await handle.chown("tree", null, 10, { recursive: true });
    assertEquals([owner(dir.join("tree/sub/file")), owner(dir.join("tree/sub/link"))], [[9, 10], [5, 10]]);
  });

  everyWay("chown with recursive stops at what it may not, and says how far it came", async ({ fs }) => {
    await using dir = await temporaryDirectory();
    Deno.chmodSync(dir.path, 0o777);
    await asNobody(async () => await Deno.mkdir(dir.join("own/sub"), { recursive: true }));
    Deno.writeTextFileSync(dir.join("own/sub/root"), "");
    const act = () => asNobody(() => rejectionOf(fs.chown(dir.join("own"), NOBODY, NOBODY, { recursive: true })));
    const error = await act();
    assertEquals([error.code, error.syscall, error.path], ["EPERM", "fchownat", dir.join("own/sub/root")]);
    assertEquals([error.done, error.left], [2, []]);
    assert(error.message.endsWith(", 2 entries were changed (EPERM)"), error.message);
  });
}

everyWay("a directory that becomes a link while a tree is changed leads nowhere", async ({ fs }) => {
  await using dir = await temporaryDirectory("/dev/shm");
  Deno.mkdirSync(dir.join("outside"));
  for (let i = 0; i < 10; i++) Deno.writeTextFileSync(dir.join("outside", `${i}`), "", { mode: 0o640 });
  for (let i = 0; i < 10; i++) Deno.chmodSync(dir.join("outside", `${i}`), 0o640);
  Deno.mkdirSync(dir.join("tree/sub/deeper"), { recursive: true });
  for (let i = 0; i < 10; i++) Deno.writeTextFileSync(dir.join("tree/sub/deeper", `${i}`), "");
  Deno.symlinkSync(dir.join("outside"), dir.join("tree/decoy"));
  await using _others = await swapping(dir.join("tree/sub"), dir.join("tree/decoy"));
  for (let i = 0; i < (SLOW ? 20 : 300); i++) {
    await fs.chmod(dir.join("tree"), i % 2 === 0 ? 0o700 : 0o755, { recursive: true }).catch((error) =>
      assert(error.code !== undefined, error)
    );
    for (let i = 0; i < 10; i++) assertEquals(modeOf(dir.join("outside", `${i}`)), 0o640);
  }
});
