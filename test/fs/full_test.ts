/** A full filesystem: nothing is lost in silence. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { writeFile } from "../../mod.ts";
import { assertBytes, sample } from "../handle/bytes.ts";
import { command, mounted, MOUNTS } from "../handle/places.ts";
import { everyWay } from "../ways.ts";

const FULL = 1 << 20;

if (MOUNTS) {
  everyWay("a write takes what there is room for, and then says so", async ({ fs }) => {
    await using dir = await mounted("tmpfs", `size=${FULL}`);
    await using file = await fs.open(dir.join("f"), "w+");
    const data = sample(3 * FULL);
    let written = 0;
    let error: (Error & { code?: string }) | undefined;
    while (error === undefined) {
      try {
        const count = await file.write(data.subarray(written, written + 300_000));
        assert(count > 0, "0 would be no progress and no error");
        written += count;
      } catch (thrown) {
        error = thrown as Error;
      }
    }
    assertEquals([error.code, written], ["ENOSPC", FULL]);
    assertEquals([await file.position(), await file.size()], [FULL, FULL]);
    assertBytes(Deno.readFileSync(dir.join("f")), data.subarray(0, FULL));
    await assertRejects(() => file.writeAt(data.subarray(0, 10), FULL), Error, "ENOSPC");
    await assertRejects(() => file.writev([data.subarray(0, 10)]), Error, "ENOSPC");
    assertEquals(await file.writeAt(data.subarray(0, 10), 10), 10, "what has its place may be written again");
    await file.truncate(FULL / 2);
    assertEquals(await file.writeAt(data.subarray(0, 10), FULL / 2), 10, "there is room again");
  });

  everyWay("writeAll and writeFile say that not everything is there", async ({ fs }) => {
    await using dir = await mounted("tmpfs", `size=${FULL}`);
    for (const size of [FULL + 1, 3 * FULL, 40 * FULL]) {
      await using file = await fs.open(dir.join("f"), "w");
      const error = await assertRejects(() => file.writeAll(sample(size)), Error, "ENOSPC");
      assertEquals((error as Error & { path: string }).path, dir.join("f"));
      assertBytes(Deno.readFileSync(dir.join("f")), sample(size).subarray(0, FULL));
      await assertRejects(() => fs.writeFile(dir.join("f"), sample(size)), Error, "ENOSPC");
      await assertRejects(() => fs.writeFile(dir.join("f"), "x", { append: true }), Error, "ENOSPC");
      await assertRejects(() => fs.writeTextFile(dir.join("f"), "ä".repeat(size)), Error, "ENOSPC");
      await fs.writeFile(dir.join("f"), sample(FULL));
      assertBytes(Deno.readFileSync(dir.join("f")), sample(FULL));
    }
  });

  everyWay("many writers of one full filesystem: who succeeds has everything there", async ({ fs }) => {
    await using dir = await mounted("tmpfs", `size=${FULL}`);
    const size = 100_000;
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, i) => fs.writeFile(dir.join(`${i}`), sample(size, i + 1))),
    );
    const done = outcomes.filter(({ status }) => status === "fulfilled").length;
    assert(done < 20, "there is no room for all");
    outcomes.forEach((outcome, i) => {
      if (outcome.status === "rejected") assertEquals(outcome.reason.code, "ENOSPC");
      else assertBytes(Deno.readFileSync(dir.join(`${i}`)), sample(size, i + 1));
    });
  });

  everyWay("a filesystem without inodes left creates nothing", async ({ fs }) => {
    await using dir = await mounted("tmpfs", "size=1m,nr_inodes=5");
    const created = [];
    let error: (Error & { code?: string }) | undefined;
    while (error === undefined) {
      try {
        await fs.writeFile(dir.join(`${created.length}`), "");
        created.push(`${created.length}`);
      } catch (thrown) {
        error = thrown as Error;
      }
    }
    assertEquals(error.code, "ENOSPC");
    assertEquals([...Deno.readDirSync(dir.path)].map(({ name }) => name).toSorted(), created);
  });

  everyWay("a read-only filesystem refuses", async (way) => {
    await using dir = await mounted("tmpfs", "size=1m");
    Deno.writeTextFileSync(dir.join("f"), "abc");
    await command("mount", "-o", "remount,ro", dir.path);
    for (const how of ["r+", "w", "a"] as const) {
      await assertRejects(() => way.fs.open(dir.join("f"), how), Error, "EROFS");
    }
    await assertRejects(() => way.fs.writeFile(dir.join("g"), "x"), Error, "EROFS");
    assertEquals(await way.fs.readTextFile(dir.join("f")), "abc");
    assertEquals(await way.fs.isWritable(dir.join("f")), false);
  });

  Deno.test("a stream into a full filesystem fails, and its source is cancelled", async () => {
    await using dir = await mounted("tmpfs", `size=${FULL}`);
    let cancelled = false;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(sample(100_000)),
      cancel: () => void (cancelled = true),
    });
    await assertRejects(() => writeFile(dir.join("f"), endless), Error, "ENOSPC");
    assertEquals([cancelled, Deno.statSync(dir.join("f")).size], [true, FULL]);
  });
}
