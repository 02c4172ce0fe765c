import { assertEquals, assertThrows } from "@std/assert";
import { NumberMap } from "../src/number_map.ts";
import { random } from "./random.ts";

Deno.test("a NumberMap has what a Map has, whatever is put in and taken out", () => {
  for (let seed = 1; seed <= 40; seed++) {
    const chance = random(seed);
    const next = (below: number) => Math.floor(chance() * below);
    const keys = 1 + next(200);
    const step = [1, 8, 4096, 0x10001][next(4)]!;
    const [ours, theirs] = [new NumberMap(), new Map<number, number>()];
    for (let i = 0; i < 3000; i++) {
      const key = (next(keys) * step) & 0x7fff_ffff;
      if (next(3) === 0) assertEquals(ours.delete(key), theirs.delete(key), `seed ${seed}`);
      else {
        ours.set(key, i);
        theirs.set(key, i);
      }
      assertEquals(ours.get(key), theirs.get(key) ?? -1, `seed ${seed}`);
    }
    assertEquals(ours.size, theirs.size);
    assertEquals([...ours.keys()].toSorted(), [...theirs.keys()].toSorted());
    for (const [key, value] of theirs) assertEquals(ours.get(key), value);
    ours.clear();
    assertEquals([ours.size, [...ours.keys()]], [0, []]);
  }
});

Deno.test("what is no key of a NumberMap is not in it", () => {
  const map = new NumberMap();
  map.set(0, 7);
  assertEquals([map.get(0), map.get(1), map.get(-1)], [7, -1, -1]);
  assertEquals([map.has(0), map.has(1), map.has(-1)], [true, false, false]);
  assertEquals([map.delete(-1), map.delete(1), map.delete(0), map.delete(0)], [false, false, true, false]);
  assertThrows(() => map.set(-1, 0), RangeError, "below 0");
});
