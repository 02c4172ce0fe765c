import { assert, assertEquals, assertThrows } from "@std/assert";
import { configure, metrics, type Options, stat } from "../../mod.ts";
import { scaled } from "./scale.ts";

const DEFAULTS: Options = { threads: 4, batch: true, tryNow: true, driver: "auto", traceHandles: false };

Deno.test("configure() tells the options in force, and changes nothing by that", () => {
  assertEquals(configure(), DEFAULTS);
  assertEquals(configure({}), DEFAULTS);
  configure().threads = 16;
  assertEquals(configure(), DEFAULTS);
});

Deno.test("configure() changes what is named, and leaves the rest", () => {
  try {
    assertEquals(configure({ threads: 8 }), { ...DEFAULTS, threads: 8 });
    assertEquals(configure({ tryNow: false }), { ...DEFAULTS, threads: 8, tryNow: false });
    assertEquals(configure({ threads: undefined, batch: false }), {
      ...DEFAULTS,
      threads: 8,
      tryNow: false,
      batch: false,
    });
    assertEquals(configure({ driver: "pool", traceHandles: true }).driver, "pool");
  } finally {
    configure(DEFAULTS);
  }
  assertEquals(configure(), DEFAULTS);
});

Deno.test("configure() refuses what it cannot do, and changes nothing then", () => {
  for (const threads of [0, -1, 17, 1.5, NaN, Infinity, "4", null, 4n]) {
    assertThrows(() => configure({ threads: threads as number }), RangeError, "threads");
  }
  for (const driver of ["", "io_uring", null, 1]) {
    assertThrows(() => configure({ driver: driver as "pool" }), TypeError, "driver");
  }
  for (const name of ["batch", "tryNow", "traceHandles"] as const) {
    for (const value of [0, 1, "true", null, {}]) {
      assertThrows(() => configure({ [name]: value as boolean }), TypeError, name);
    }
  }
  for (const name of ["thread", "toString", "__proto__", "constructor", ""]) {
    assertThrows(() => configure(JSON.parse(`{${JSON.stringify(name)}: true}`)), TypeError, name);
  }
  for (const changes of [{ threads: 2, batch: 1 }, { threads: 99, batch: false }, { tryNow: false, unknown: 1 }]) {
    assertThrows(() => configure(changes as unknown as Options));
  }
  assertEquals(configure(), DEFAULTS);
});

Deno.test("configure() holds from then on", async () => {
  const hops = async (options: Partial<Options>) => {
    configure({ ...DEFAULTS, ...options });
    const before = metrics();
    await Promise.all(Array.from({ length: 640 }, () => stat("/")));
    const after = metrics();
    return { hops: after.hops - before.hops, tried: after.triedNow - before.triedNow };
  };
  try {
    await stat("/");
    const byDefault = await hops({});
    assert(byDefault.tried > 0 && byDefault.hops < 20, JSON.stringify(byDefault));
    assertEquals(await hops({ tryNow: false }), { hops: 10, tried: 0 });
    assertEquals(await hops({ tryNow: false, batch: false }), { hops: 640, tried: 0 });
    assertEquals(await hops({ tryNow: false, threads: 16 }), { hops: 10, tried: 0 });
  } finally {
    configure(DEFAULTS);
  }
});

Deno.test("no more trips are under way than configured, also when that changes meanwhile", async () => {
  const count = scaled(5000);
  try {
    for (const threads of [1, 3, 16]) {
      configure({ ...DEFAULTS, tryNow: false, batch: false, threads });
      const before = metrics().submissions;
      const asking = Promise.all(Array.from({ length: count }, () => stat("/")));
      await Promise.resolve();
      assertEquals(metrics().submissions - before, threads);
      configure({ threads: 17 - threads, batch: threads === 3 });
      await asking;
      assertEquals(metrics().submissions - before, count);
    }
  } finally {
    configure(DEFAULTS);
  }
});
