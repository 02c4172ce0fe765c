/** Giving up a program that closes. */
import { assertEquals, assertRejects } from "@std/assert";
import { asynchronous } from "../../src/call/asynchronous.ts";
import { synchronous } from "../../src/call/synchronous.ts";
import type { Descriptor } from "../../src/os/contract.ts";
import { os } from "../../src/os/os.ts";
import { openDescriptors, temporaryDirectory } from "../temporary.ts";
import { until } from "./scale.ts";

Deno.test("a close that has not left when the signal aborts is made all the same", async () => {
  await using dir = await temporaryDirectory();
  await Deno.writeTextFile(dir.join("f"), "");
  const opened = () => synchronous(os.open(dir.join("f"), os.O.RDONLY, 0)) as Descriptor;
  await asynchronous(os.close(opened(), false)); // what the pool needs is there
  const before = openDescriptors();
  for (let i = 0; i < 10; i++) {
    const controller = new AbortController();
    const closing = asynchronous(os.close(opened(), false), controller.signal);
    controller.abort(new RangeError("mine"));
    await assertRejects(() => closing, RangeError, "mine");
  }
  await until(() => openDescriptors() === before, "all is closed");
  assertEquals(openDescriptors(), before);
});
