/** Files that change while they are read whole. */
import { assert, assertEquals } from "@std/assert";
import { assertBytes, sample, SLOW } from "../handle/bytes.ts";
import { everyPlace } from "../handle/places.ts";
import { Shell } from "../handle/processes.ts";

everyPlace("a file that grows while it is read is read to some end of it", async ({ fs }, dir) => {
  const path = dir.join("f");
  for (const size of [1000, 100_000, SLOW ? 1 << 20 : 17 << 20]) {
    const start = sample(size);
    Deno.writeFileSync(path, start);
    await using writer = new Shell(
      `echo ready; i=0; while [ $i -lt 200 ]; do printf '0123456789abcdef' >> "$1"; i=$((i+1)); done; echo done`,
      path,
    );
    assertEquals(await writer.line(), "ready");
    let longest = 0;
    for (let ended = false; !ended;) {
      ended = Deno.statSync(path).size === size + 3200;
      const bytes = await fs.readFile(path);
      assertBytes(bytes.subarray(0, size), start, "what was there at first");
      const rest = new TextDecoder().decode(bytes.subarray(size));
      assertEquals(rest, "0123456789abcdef".repeat(Math.ceil(rest.length / 16)).slice(0, rest.length));
      assert(bytes.length >= longest, `${bytes.length} after ${longest} bytes`);
      longest = bytes.length;
    }
    assertEquals(longest, size + 3200);
    assertEquals(await writer.line(), "done");
  }
});

everyPlace("a file that is cut while it is read is shorter, and holds nothing else", async ({ fs }, dir) => {
  const path = dir.join("f");
  const size = SLOW ? 2 << 20 : 20 << 20;
  const start = sample(size);
  Deno.writeFileSync(path, start);
  await using writer = new Shell(
    `echo ready; s=$2; while [ $s -gt 0 ]; do s=$((s - $2 / 40)); truncate -s $((s > 0 ? s : 0)) "$1"; done; echo done`,
    path,
    String(size),
  );
  assertEquals(await writer.line(), "ready");
  for (let length = size; length > 0;) {
    length = Deno.statSync(path).size;
    const bytes = await fs.readFile(path);
    assert(bytes.length <= length, `${bytes.length} of ${length} bytes`);
    // What is cut off while it is copied reads as zeros: the kernel clears the page of the cut, and may still copy old
    // pages behind it that it held already.
    const foreign = bytes.findIndex((byte, i) => byte !== start[i] && byte !== 0);
    assertEquals(foreign, -1, `${bytes[foreign]} at ${foreign} of ${bytes.length}`);
  }
  assertEquals(await writer.line(), "done");
  assertEquals((await fs.readFile(path)).length, 0);
});

everyPlace("a file that is replaced while it is read is the old or the new one", async ({ fs }, dir) => {
  const path = dir.join("f");
  const old = sample(3 << 20, 1);
  const young = sample((3 << 20) + 5, 2);
  for (let i = 0; i < 10; i++) {
    Deno.writeFileSync(path, old);
    Deno.writeFileSync(dir.join("g"), young);
    const [bytes] = await Promise.all([fs.readFile(path), Deno.rename(dir.join("g"), path)]);
    assertBytes(bytes, bytes.length === old.length ? old : young);
  }
});
