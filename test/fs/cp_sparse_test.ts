/** Holes, and content that is shared. */
import { assert, assertEquals } from "@std/assert";
import { assertBytes, sample } from "../handle/bytes.ts";
import { command, everyPlace } from "../handle/places.ts";
import { cp, reflink } from "../../mod.ts";
import { imaged, KINDS } from "./images.ts";
import { contents, described, plant } from "./trees.ts";

const HOLE = 1 << 20;

/** Data of 64 KiB at each of these MiB, and holes all around. */
function sparse(path: string, size: number, ...places: number[]): void {
  using file = Deno.openSync(path, { write: true, create: true, truncate: true });
  for (const place of places) {
    file.seekSync(place * HOLE, Deno.SeekMode.Start);
    file.writeSync(sample(65_536, place + 1));
  }
  file.truncateSync(size);
  file.syncSync();
}

const taken = (path: string) => Deno.statSync(path).blocks! * 512;

everyPlace("holes stay holes, wherever they are", async ({ fs }, dir) => {
  for (const places of [[], [0], [3], [7], [0, 3, 7], [1, 2, 5]]) {
    sparse(dir.join("from"), 8 * HOLE, ...places);
    await fs.cp(dir.join("from"), dir.join("to"));
    assertBytes(Deno.readFileSync(dir.join("to")), Deno.readFileSync(dir.join("from")), `${places}`);
    assert(taken(dir.join("to")) <= places.length * 65_536 + 65_536, `${places}: ${taken(dir.join("to"))} bytes`);
    await fs.cp(dir.join("from"), dir.join("full"), { sparse: false, force: true });
    assertBytes(Deno.readFileSync(dir.join("full")), Deno.readFileSync(dir.join("from")));
    assert(taken(dir.join("full")) >= 8 * HOLE, `${places}: ${taken(dir.join("full"))} bytes`);
    Deno.removeSync(dir.join("to"));
  }
});

everyPlace("a file of holes that is much larger than the disk", async ({ fs }, dir) => {
  sparse(dir.join("from"), 2 ** 36, 0, 1000, 60_000);
  await fs.cp(dir.join("from"), dir.join("to"));
  assertEquals(Deno.statSync(dir.join("to")).size, 2 ** 36);
  assert(taken(dir.join("to")) < 1 << 20);
  using file = Deno.openSync(dir.join("to"));
  const bytes = new Uint8Array(65_536);
  for (const place of [1000, 60_000]) {
    file.seekSync(place * HOLE, Deno.SeekMode.Start);
    file.readSync(bytes);
    assertBytes(bytes, sample(65_536, place + 1));
  }
});

everyPlace("small files with holes", async ({ fs }, dir) => {
  Deno.writeFileSync(dir.join("from"), sample(100));
  Deno.truncateSync(dir.join("from"), 30_000);
  await fs.cp(dir.join("from"), dir.join("to"));
  assertBytes(Deno.readFileSync(dir.join("to")), Deno.readFileSync(dir.join("from")));
  assert(taken(dir.join("to")) <= 8192);
});

for (const kind of KINDS.filter(({ make }) => make !== undefined)) {
  const { type, shares } = kind;
  Deno.test(`on ${type}, trees and holes, and content ${shares ? "that is shared" : "that cannot be"}`, async (t) => {
    await using on = await imaged(kind);
    if (on === undefined) return;
    await t.step("a tree", async () => {
      Deno.mkdirSync(on.join("from"));
      plant(on.join("from"));
      await cp(on.join("from"), on.join("to"), { preserve: true });
      assertEquals(await described(on.join("to"), "%m %T@ %s"), await described(on.join("from"), "%m %T@ %s"));
      assertEquals(await contents(on.join("to")), await contents(on.join("from")));
      Deno.writeTextFileSync(on.join("to", "in the way"), "");
      await cp(on.join("from"), on.join("to"), { force: true });
      assertEquals(await contents(on.join("to")), await contents(on.join("from")));
    });
    await t.step("holes", async () => {
      sparse(on.join("sparse"), 64 * HOLE, 1, 40);
      await cp(on.join("sparse"), on.join("copy"), { reflink: "never" });
      assertBytes(Deno.readFileSync(on.join("copy")), Deno.readFileSync(on.join("sparse")));
      assert(taken(on.join("copy")) < HOLE, `${taken(on.join("copy"))}`);
    });
    await t.step("reflink", async () => {
      Deno.writeFileSync(on.join("large"), sample(4 << 20));
      await command("sync", on.join("large"));
      const act = () => reflink(on.join("large"), on.join("twin"));
      if (!shares) {
        const error = await act().then(() => undefined, (error) => error);
        assert(error instanceof Deno.errors.NotSupported && error.message.includes(type), `${error}`);
        return;
      }
      await act();
      assertBytes(Deno.readFileSync(on.join("twin")), sample(4 << 20));
      const extents = await command("filefrag", "-v", on.join("twin")).catch(() => "shared");
      assert(extents.includes("shared"), extents);
    });
  });
}
