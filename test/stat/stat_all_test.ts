import { assert, assertEquals } from "@std/assert";
import { temporaryDirectory } from "../temporary.ts";
import { everyWay } from "../ways.ts";

everyWay("statAll answers by position, errors among the answers", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  const paths = Array.from({ length: 300 }, (_, i) => dir.join(String(i)));
  for (const [i, path] of paths.entries()) if (i % 3 !== 0) await Deno.writeFile(path, new Uint8Array(i));
  const infos = await fs.statAll(paths);
  assertEquals(infos.length, paths.length);
  for (const [i, info] of infos.entries()) {
    if (i % 3 === 0) {
      assert(info instanceof Deno.errors.NotFound);
      assertEquals([Reflect.get(info, "code"), Reflect.get(info, "path")], ["ENOENT", paths[i]]);
    } else assertEquals(!(info instanceof Error) && info.size, i);
  }
});

everyWay("statAll takes any iterable, misuse in it included", async ({ fs }) => {
  const paths = function* () {
    yield "/";
    yield new URL("file:///");
    yield "a\0b";
  };
  const [path, url, misuse] = await fs.statAll(paths());
  assertEquals([path, url].map((info) => !(info instanceof Error) && info?.isDirectory), [true, true]);
  assert(misuse instanceof TypeError);
  assertEquals(await fs.statAll([]), []);
});
