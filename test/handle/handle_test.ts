import { assertEquals, assertRejects } from "@std/assert";
import { temporaryDirectory } from "../temporary.ts";
import { everyWay } from "../ways.ts";

everyWay("a handle reads what was written", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  await using file = await fs.open(dir.join("a"), "w+");
  await file.writeAll("hello");
  assertEquals(await file.position(), 5);
  await file.seekStart();
  assertEquals(await file.readText(), "hello");
  await file.close();
  await assertRejects(() => file.read(new Uint8Array(1)), Deno.errors.BadResource);
});
