/** Extended attributes by path, and what of them copies keep. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { assertBytes, sample, utf8 } from "../handle/bytes.ts";
import { S } from "../../mod.ts";
import { os } from "../../src/os/os.ts";
import { assertFails } from "../handle/failing.ts";
import { ROOT } from "../handle/nobody.ts";
import { command, everyPlace, mounted, MOUNTS } from "../handle/places.ts";
import { temporaryDirectory } from "../temporary.ts";
import { everyWay } from "../ways.ts";

everyPlace("attributes by path are those of the handle", async ({ fs }, dir) => {
  const path = dir.join("f");
  Deno.writeTextFileSync(path, "");
  assertEquals([await fs.getxattr(path, "user.a"), await fs.listxattr(path)], [null, []]);
  for (const value of [utf8(""), Uint8Array.of(0, 255), sample(3000)]) {
    await fs.setxattr(path, "user.a", value);
    assertBytes((await fs.getxattr(path, "user.a"))!, value);
  }
  await fs.setxattr(path, "user.text", "grün");
  await using file = await fs.open(path, "r+");
  assertEquals(await file.getxattr("user.text"), utf8("grün"));
  assertEquals((await fs.listxattr(path)).toSorted(), ["user.a", "user.text"]);
  await fs.removexattr(path, "user.a");
  assertEquals(await file.listxattr(), ["user.text"]);
  await fs.setxattr(dir.path, "user.dir", "d");
  assertEquals(await fs.getxattr(dir.path, "user.dir"), utf8("d"), "a directory has them, too");
});

everyPlace("create and replace, and misuse", async (way, dir) => {
  const path = dir.join("f");
  Deno.writeTextFileSync(path, "");
  await assertFails(way, () => way.fs.setxattr(path, "user.a", "1", { replace: true }), "ENODATA", Error);
  await way.fs.setxattr(path, "user.a", "1", { create: true });
  await assertFails(
    way,
    () => way.fs.setxattr(path, "user.a", "2", { create: true }),
    "EEXIST",
    Deno.errors.AlreadyExists,
  );
  await assertFails(way, () => way.fs.removexattr(path, "user.none"), "ENODATA", Error);
  await assertRejects(() => way.fs.setxattr(path, "user.a", "4", { create: true, replace: true }), TypeError);
  for (const name of ["", "user.\0"]) {
    await assertRejects(() => way.fs.getxattr(path, name), TypeError);
    await assertRejects(() => way.fs.setxattr(path, name, ""), TypeError);
    await assertRejects(() => way.fs.removexattr(path, name), TypeError);
  }
  await assertFails(way, () => way.fs.getxattr(dir.join("none"), "user.a"), "ENOENT", Deno.errors.NotFound);
  await assertFails(way, () => way.fs.listxattr(dir.join("none")), "ENOENT", Deno.errors.NotFound);
});

everyPlace("the forms for links are about the link itself", async (way, dir) => {
  Deno.writeTextFileSync(dir.join("f"), "");
  Deno.symlinkSync("f", dir.join("link"));
  const link = dir.join("link");
  await way.fs.setxattr(link, "user.a", "1");
  assertEquals(await way.fs.getxattr(dir.join("f"), "user.a"), utf8("1"));
  assertEquals(await way.fs.listxattr(link), ["user.a"]);
  assertEquals(await way.fs.llistxattr(link), []);
  // Links have no attributes of users: xattr(7).
  await assertFails(way, () => way.fs.lsetxattr(link, "user.a", "2"), "EPERM", Deno.errors.PermissionDenied);
  assertEquals(await way.fs.lgetxattr(link, "user.a").catch(({ code }) => code === "EPERM" ? null : code), null);
  await assertRejects(() => way.fs.lremovexattr(link, "user.a"));
  await way.fs.lsetxattr(dir.join("f"), "user.b", "3");
  assertEquals(await way.fs.lgetxattr(dir.join("f"), "user.b"), utf8("3"));
  await way.fs.lremovexattr(dir.join("f"), "user.b");
  assertEquals(await way.fs.listxattr(dir.join("f")), ["user.a"]);
});

everyPlace("copies keep attributes when they are asked to", async ({ fs }, dir) => {
  Deno.mkdirSync(dir.join("from", "sub"), { recursive: true });
  const sizes = { small: 10, large: 100_000 };
  for (const [name, size] of Object.entries(sizes)) {
    Deno.writeFileSync(dir.join("from", name), sample(size));
    await fs.setxattr(dir.join("from", name), "user.name", name);
    Deno.chmodSync(dir.join("from", name), 0o400);
  }
  await fs.setxattr(dir.join("from", "sub"), "user.name", "sub");
  await fs.setxattr(dir.join("from"), "user.name", "from");
  await fs.cp(dir.join("from"), dir.join("to"), { preserve: ["xattr", "mode"] });
  const value = async (path: string) =>
    new TextDecoder().decode((await fs.getxattr(path, "user.name")) ?? utf8("none"));
  for (const name of ["small", "large", "sub"]) assertEquals(await value(dir.join("to", name)), name);
  assertEquals(await value(dir.join("to")), "from");
  await fs.cp(dir.join("from"), dir.join("without"), { reflink: "never" });
  for (const name of ["small", "large", "sub"]) assertEquals(await value(dir.join("without", name)), "none");
});

/** `user::rw-`, `user:1234:r--`, `group::r--`, `mask::r--`, `other::---` as `<linux/posix_acl_xattr.h>` has it. */
const ACL = Uint8Array.from([
  ...[2, 0, 0, 0],
  ...[1, 0, 6, 0, 255, 255, 255, 255],
  ...[2, 0, 4, 0, 0xd2, 4, 0, 0],
  ...[4, 0, 4, 0, 255, 255, 255, 255],
  ...[16, 0, 4, 0, 255, 255, 255, 255],
  ...[32, 0, 0, 0, 255, 255, 255, 255],
]);

everyPlace("copies keep access control lists as attributes", async ({ fs }, dir) => {
  Deno.mkdirSync(dir.join("from"));
  Deno.writeTextFileSync(dir.join("from", "f"), "x");
  try {
    await fs.setxattr(dir.join("from", "f"), "system.posix_acl_access", ACL);
    await fs.setxattr(dir.join("from"), "system.posix_acl_default", ACL);
  } catch (error) {
    if (error instanceof Deno.errors.NotSupported) return; // a filesystem mounted with noacl
    throw error;
  }
  await fs.cp(dir.join("from"), dir.join("to"), { preserve: true });
  assertEquals(await fs.getxattr(dir.join("to", "f"), "system.posix_acl_access"), ACL);
  assertEquals(await fs.getxattr(dir.join("to"), "system.posix_acl_default"), ACL);
  assertEquals(Deno.statSync(dir.join("to", "f")).mode! & 0o777, 0o640);
  // A list that is to be inherited reaches nothing that is copied.
  await fs.setxattr(dir.path, "system.posix_acl_default", ACL);
  await fs.cp(dir.join("from"), dir.join("below"), { preserve: ["mode", "times", "owner"] });
  assertEquals(Deno.statSync(dir.join("below", "f")).mode! & 0o777, 0o640);
});

if (ROOT && Deno.build.os === "linux") {
  everyPlace("what is no file keeps the administrator's attributes", async ({ fs }, dir) => {
    if (os.name !== "linux") return;
    await using other = await temporaryDirectory(dir.path.startsWith("/dev/shm") ? undefined : "/dev/shm");
    Deno.mkdirSync(dir.join("from/sub"), { recursive: true });
    Deno.symlinkSync("nowhere", dir.join("from/sub/link"));
    await fs.mkfifo(dir.join("from/fifo"));
    await fs.mknod(dir.join("from/null"), S.IFCHR | 0o600, Deno.statSync("/dev/null").rdev!);
    const paths = ["from/sub/link", "from/fifo", "from/null"];
    const ours = ["security.reseau", "trusted.reseau"];
    for (const path of paths) for (const name of ours) await fs.lsetxattr(dir.join(path), name, path);
    const values = async (path: string) => {
      const names = (await fs.llistxattr(path)).filter((name) => ours.includes(name)).toSorted();
      assertEquals(names, ours, path);
      return await Promise.all(names.map(async (name) => new TextDecoder().decode((await fs.lgetxattr(path, name))!)));
    };
    await fs.cp(dir.join("from"), dir.join("to"), { preserve: true });
    await fs.cp(dir.join("from/sub/link"), dir.join("single"), { preserve: ["xattr"] });
    await fs.cp(dir.join("from"), dir.join("plain"));
    await fs.mv(dir.join("to"), other.join("to"));
    for (const path of paths) {
      assertEquals(await values(other.join(path.replace("from", "to"))), [path, path]);
      const plain = await fs.llistxattr(dir.join(path.replace("from", "plain")));
      assertEquals(plain.filter((name) => ours.includes(name)), []);
    }
    assertEquals(await values(dir.join("single")), ["from/sub/link", "from/sub/link"]);
  });
}

if (MOUNTS) {
  everyWay("a filesystem without attributes is named", async ({ fs }) => {
    await using other = await mounted("ramfs");
    Deno.writeTextFileSync(other.join("f"), "");
    const calls = [
      () => fs.getxattr(other.join("f"), "user.a"),
      () => fs.setxattr(other.join("f"), "user.a", "x"),
      () => fs.removexattr(other.join("f"), "user.a"),
    ];
    for (const call of calls) {
      const error = await assertRejects(call, Deno.errors.NotSupported, "EOPNOTSUPP");
      assert(error.message.includes("ramfs"), error.message);
    }
    assertEquals(await command("cat", other.join("f")), "");
  });
}
