import { assertEquals } from "@std/assert";
import { Debounce } from "../../src/watching/debounce.ts";

const create = { kind: "create", path: "a", isDirectory: false } as const;
const modify = { kind: "modify", path: "a", isDirectory: false } as const;

Deno.test("events are due when nothing has happened for as long as was asked for", () => {
  const debounce = new Debounce(100);
  assertEquals(debounce.due, undefined);
  debounce.add(create, 1000);
  assertEquals(debounce.due, 1100);
  debounce.add(modify, 1050);
  assertEquals(debounce.due, 1150);
  assertEquals(debounce.take(1149), []);
  assertEquals(debounce.take(1150), [create]);
  assertEquals(debounce.due, undefined);
  assertEquals(debounce.take(9999), []);
});

Deno.test("events are due after ten times that, although it is never quiet", () => {
  const debounce = new Debounce(100);
  for (let now = 0; now <= 950; now += 50) debounce.add(modify, now);
  assertEquals(debounce.due, 1000);
  assertEquals(debounce.take(1000), [modify]);
  debounce.add(modify, 2000);
  assertEquals(debounce.due, 2100);
});

Deno.test("events that come to nothing are due, and nothing is told", () => {
  const debounce = new Debounce(10);
  debounce.add(create, 0);
  debounce.add({ ...create, kind: "remove" }, 1);
  assertEquals(debounce.due, 11);
  assertEquals(debounce.take(11), []);
  assertEquals(debounce.due, undefined);
});
