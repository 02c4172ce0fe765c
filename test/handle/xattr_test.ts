/** Extended attributes. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { everyPlace, mounted, MOUNTS } from "./places.ts";
import { assertFails } from "./failing.ts";
import { assertBytes, assertOwned, sample, utf8 } from "./bytes.ts";
import { everyWay } from "../ways.ts";

everyPlace("an attribute's value is bytes of any kind", async ({ fs }, dir) => {
  await using file = await fs.open(dir.join("f"), "w+");
  assertEquals([await file.getxattr("user.a"), await file.listxattr()], [null, []]);
  for (const value of [utf8(""), utf8("ü"), Uint8Array.of(0, 1, 0, 255), sample(1000), sample(1024), sample(3000)]) {
    await file.setxattr("user.a", value);
    const read = (await file.getxattr("user.a"))!;
    assertBytes(read, value);
    assertOwned(read);
  }
  await file.setxattr("user.text", "grün");
  assertEquals(await file.getxattr("user.text"), utf8("grün"));
  assertEquals((await file.listxattr()).toSorted(), ["user.a", "user.text"]);
  await using other = await fs.open(dir.join("f"));
  assertEquals(await other.getxattr("user.text"), utf8("grün"), "a handle that only reads sees it, too");
});

everyPlace("create, replace and remove", async (way, dir) => {
  await using file = await way.fs.open(dir.join("f"), "w+");
  await assertFails(way, () => file.setxattr("user.a", "1", { replace: true }), "ENODATA", Error);
  await file.setxattr("user.a", "1", { create: true });
  await assertFails(
    way,
    () => file.setxattr("user.a", "2", { create: true }),
    "EEXIST",
    Deno.errors.AlreadyExists,
  );
  assertEquals(await file.getxattr("user.a"), utf8("1"));
  await file.setxattr("user.a", "3", { replace: true });
  assertEquals(await file.getxattr("user.a"), utf8("3"));
  await assertRejects(() => file.setxattr("user.a", "4", { create: true, replace: true }), TypeError, "exclude");
  await file.removexattr("user.a");
  assertEquals([await file.getxattr("user.a"), await file.listxattr()], [null, []]);
  await assertFails(way, () => file.removexattr("user.a"), "ENODATA", Error);
});

everyPlace("many names are all listed", async ({ fs }, dir) => {
  await using file = await fs.open(dir.join("f"), "w+");
  const names = Array.from({ length: 60 }, (_, i) => `user.${"n".repeat(i)}ä${i}`);
  for (const name of names) await file.setxattr(name, "");
  assertEquals((await file.listxattr()).toSorted(), names.toSorted(), "more than the usual room for names");
  for (const name of names) assertEquals(await file.getxattr(name), utf8(""));
});

everyPlace("names are checked, and what the system refuses is an error", async (way, dir) => {
  await using file = await way.fs.open(dir.join("f"), "w+");
  for (const name of ["", "user.a\0b", "\0"]) {
    await assertRejects(() => file.getxattr(name), TypeError);
    await assertRejects(() => file.setxattr(name, "x"), TypeError);
    await assertRejects(() => file.removexattr(name), TypeError);
  }
  await assertFails(way, () => file.getxattr("nonsense"), "EOPNOTSUPP", Deno.errors.NotSupported);
  await assertFails(way, () => file.setxattr("nonsense", ""), "EOPNOTSUPP", Deno.errors.NotSupported);
  await assertFails(way, () => file.getxattr("user." + "x".repeat(300)), "ERANGE", Error);
  await assertFails(way, () => file.setxattr("user.large", new Uint8Array(70_000)), "E2BIG", Error);
  assertEquals(await file.listxattr(), []);
});

if (MOUNTS) {
  everyWay("a filesystem without attributes is named", async ({ fs }) => {
    await using other = await mounted("ramfs");
    await using file = await fs.open(other.join("f"), "w+");
    for (
      const call of [
        () => file.getxattr("user.a"),
        () => file.setxattr("user.a", "x"),
        () => file.removexattr("user.a"),
      ]
    ) {
      const error = await assertRejects(call, Deno.errors.NotSupported, "EOPNOTSUPP");
      assert(error.message.includes("ramfs"), error.message);
    }
    assertEquals(await file.listxattr().catch(({ code }) => code === "EOPNOTSUPP" ? [] : code), []);
  });
}
