/** A tree of very many directories: armed whole, within bounds, and let go of. */
import { assert, assertEquals } from "@std/assert";
import { target } from "../../ffi/target.ts";
import { scaled } from "../call/scale.ts";
import { valueOfScript } from "../call/subprocess.ts";
import { temporaryDirectory } from "../temporary.ts";

const WATCHING = new URL("../../src/watching/watching.ts", import.meta.url).href;
/** Watches that a user may have: an eighth is left to all other tests and programs. */
const ALLOWED = Deno.build.os === "linux" ? Number(Deno.readTextFileSync("/proc/sys/fs/inotify/max_user_watches")) : 0;
const COUNT = Math.min(scaled(Number(Deno.env.get("RESEAU_DIRECTORIES") ?? 30_000)), ALLOWED * 7 / 8);

/** What a process saw that watched the tree. */
interface Found {
  readonly directories: number;
  readonly watches: number;
  readonly descriptors: number;
  readonly bytesEach: number;
  readonly told: readonly string[];
  readonly degraded: unknown;
}

Deno.test({
  name:
    "very many directories are watched, each with one watch, few open at once, and beyond a megabyte less than 120 bytes each",
  ignore: target.os !== "linux",
  fn: async () => {
    await using dir = await temporaryDirectory("/dev/shm");
    const found = await valueOfScript<Found>(
      `
      const { watch } = await import(${JSON.stringify(WATCHING)});
      const root = ${JSON.stringify(dir.path)};
      let directories = 1;
      for (let i = 0; directories < ${COUNT}; i++, directories++) {
        Deno.mkdirSync(root + "/" + i);
        for (let j = 0; j < 99 && directories < ${COUNT}; j++, directories++) Deno.mkdirSync(root + "/" + i + "/" + j);
      }
      const first = watch(root); // what is made once is not to be counted
      await first.ready;
      first.close();
      const alive = () => (gc(), Deno.memoryUsage().heapUsed + Deno.memoryUsage().external);
      const before = alive();
      const open = () => [...Deno.readDirSync("/proc/self/fd")].map(({ name }) => Number(name));
      let descriptors = 0;
      const looking = setInterval(() => descriptors = Math.max(descriptors, open().length), 1);
      const watcher = watch(root);
      await watcher.ready;
      clearInterval(looking);
      const bytesEach = (alive() - before) / directories;
      let watches = 0;
      for (const fd of open()) {
        const info = await Deno.readTextFile("/proc/self/fdinfo/" + fd).catch(() => "");
        watches += info.split("\\n").filter((line) => line.startsWith("inotify ")).length;
      }
      const last = Math.floor((directories - 2) / 100);
      for (const name of ["", "/0", "/0/98", "/" + last]) Deno.writeTextFileSync(root + name + "/file", "");
      Deno.renameSync(root + "/0", root + "/renamed");
      Deno.writeTextFileSync(root + "/renamed/50/file", "");
      const told = [];
      (async () => { for await (const { kind, path } of watcher) told.push(kind + " " + path.slice(root.length)); })();
      await watcher.flush();
      console.log(JSON.stringify({ directories, watches, descriptors, bytesEach, told, degraded: watcher.degraded ?? null }));
      Deno.exit();`,
      ["-A", "--v8-flags=--expose-gc"],
    );
    const { directories, watches, descriptors, bytesEach, told, degraded } = found;
    assertEquals(degraded, null);
    const last = Math.floor((directories - 2) / 100);
    const files = ["", "/0", "/0/98", `/${last}`].map((name) => `create ${name}/file`);
    assertEquals(told.filter((event) => !event.startsWith("modify")), [
      ...files,
      "rename /renamed",
      "create /renamed/50/file",
    ]);
    assert(watches >= directories && watches < directories + 20, `${watches} watches of ${directories} directories`);
    assert(descriptors < 400, `${descriptors} descriptors were open`);
    assert(bytesEach < 120 + 1e6 / directories, `${bytesEach} bytes each`);
  },
});
