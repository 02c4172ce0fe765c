/** Who is told of which watch, and which watches nobody has any more. */
import { assertEquals } from "@std/assert";
import { Owners } from "../../src/os/linux/inotify_owners.ts";
import { random } from "../random.ts";

Deno.test("owners of watches are those that were added and not removed, alone or together", () => {
  for (let seed = 1; seed <= 30; seed++) {
    const chance = random(seed);
    const below = (limit: number) => Math.floor(chance() * limit);
    const [ours, theirs] = [new Owners<string>(), new Map<number, Set<string>>()];
    for (let i = 0; i < 500; i++) {
      const [key, listener] = [below(12), "abc"[below(3)]!];
      const known = theirs.get(key) ?? new Set();
      switch (below(8)) {
        case 0:
          assertEquals(ours.remove(key, listener), known.delete(listener) && known.size === 0, `seed ${seed}`);
          break;
        case 1:
          ours.delete(key);
          known.clear();
          break;
        default:
          assertEquals(ours.add(key, listener), !known.has(listener), `seed ${seed}`);
          known.add(listener);
      }
      if (known.size > 0) theirs.set(key, known);
      else theirs.delete(key);
      assertEquals(new Set(ours.of(key)), known, `seed ${seed}`);
      assertEquals(ours.has(key), known.size > 0);
      assertEquals(ours.size, theirs.size);
    }
    for (const listener of "abc") {
      const keys = [...theirs].filter(([, all]) => all.has(listener)).map(([key]) => key);
      assertEquals(ours.keysOf(listener).toSorted(), keys.toSorted());
      for (const key of keys) ours.remove(key, listener);
      for (const all of theirs.values()) all.delete(listener);
      ours.leave(listener);
      assertEquals(ours.keysOf(listener), []);
    }
    assertEquals(ours.size, 0);
    // A number that is free again is somebody else's.
    ours.add(1, "d");
    assertEquals([[...ours.of(1)], ours.keysOf("a")], [["d"], []]);
  }
});
