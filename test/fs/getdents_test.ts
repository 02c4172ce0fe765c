import { assert, assertEquals } from "@std/assert";
import { addressOfSymbol } from "../../src/call/library.ts";
import { asynchronous } from "../../src/call/asynchronous.ts";
import type { Call, Program } from "../../src/call/program.ts";
import { synchronous } from "../../src/call/synchronous.ts";
import { dirents, GETDENTS } from "../../src/os/linux/dirents.ts";
import type { RawEntry } from "../../src/os/listing_contract.ts";
import { names } from "../../src/os/names.ts";
import { O } from "../../mod.ts";
import { temporaryDirectory } from "../temporary.ts";

function* listed(path: string, read: (fd: number, size: number) => Call): Program<string[]> {
  const fd = yield* names.open(names.HERE, path, O.RDONLY | O.DIRECTORY, 0);
  const entries: RawEntry[] = [];
  for (;;) {
    const call = read(fd, 1024);
    const length = yield call;
    if (length <= 0) break;
    dirents.add(call, length, entries);
  }
  yield* names.close(fd);
  return entries.map(({ name, type }) => `${type} ${name}`).sort();
}

Deno.test("getdents reads the same under each name that a libc has for it", async () => {
  await using dir = await temporaryDirectory();
  for (let i = 0; i < 100; i++) await Deno.writeTextFile(dir.join(`file${i}`), "");
  const wanted = Array.from({ length: 100 }, (_, i) => `8 file${i}`).sort();
  const found = Object.entries(GETDENTS).filter(([name]) => addressOfSymbol(name) !== 0n);
  assert(found.length > 0);
  for (const [name, read] of found) {
    assertEquals(synchronous(listed(dir.path, read)), wanted, name);
    assertEquals(await asynchronous(listed(dir.path, read)), wanted, name);
  }
});
