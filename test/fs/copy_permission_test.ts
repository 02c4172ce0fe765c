/** Copies and moves ask for what `Deno.copyFile` and `Deno.rename` ask for, of everything in a tree. */
import { assertEquals } from "@std/assert";
import { valueOfScript } from "../call/subprocess.ts";
import { temporaryDirectory } from "../temporary.ts";

/** Each operation with the permissions that it was granted: what came of it. */
const SCRIPT = `
  const refusal = async (operation) => {
    try {
      await operation();
      return "done";
    } catch (error) {
      return error.name === "NotCapable" ? /--allow-\\w+/.exec(error.message)[0] : error.name;
    }
  };
  const [file, copy, out] = ["in/file", "in/copy", "out/file"].map((name) => ROOT + "/" + name);
  const outcomes = {};
  for (const [name, ours, deno] of [
    ["copy", () => files.cp(file, copy), () => Deno.copyFile(file, copy)],
    ["copy from", () => files.cp(out, copy), () => Deno.copyFile(out, copy)],
    ["copy to", () => files.cp(file, out, { force: true }), () => Deno.copyFile(file, out)],
    ["move from", () => files.mv(out, copy), () => Deno.rename(out, copy)],
    ["move to", () => files.mv(file, out, { force: true }), () => Deno.rename(file, out)],
  ]) outcomes[name] = [await refusal(ours), await refusal(deno)];
  for (const [name, ...operations] of [
    ["read", () => files.getxattr(out, "user.a"), () => files.listxattr(out), () => files.lgetxattr(out, "user.a"),
      () => files.fadvise(out, 0, 0, "willNeed"), () => files.readahead(out, 0, 1), () => files.syncFs(out),
      () => files.preserveOwnership(out, file)],
    ["write", () => files.setxattr(out, "user.a", ""), () => files.removexattr(out, "user.a"),
      () => files.lremovexattr(out, "user.a"), () => files.fallocate(out, 0, 1), () => files.reflink(file, out),
      () => files.preserveMetadata(file, out)],
  ]) outcomes[name] = [...new Set(await Promise.all(operations.map(refusal)))];
  for (const name of ["link", "links"]) {
    outcomes[name] = [
      await refusal(() => files.cp(ROOT + "/in/" + name, ROOT + "/in/copied " + name)),
      await refusal(() => files.cp(ROOT + "/in/" + name, ROOT + "/in/followed " + name, { followSymlinks: true })),
      await refusal(() => files.mv(ROOT + "/in/" + name, ROOT + "/in/moved " + name)),
    ];
  }
  outcomes["Deno's link"] = [await refusal(() => Deno.symlink("file", ROOT + "/in/made"))];
  const node = ROOT + "/in/node";
  outcomes.device = [
    await refusal(() => files.mknod(node, files.S.IFCHR | 0o600, 0x103)),
    await refusal(() => files.mknod(node, files.S.IFBLK | 0o600, 0x800)),
    await refusal(() => files.cp("/dev/null", node)),
    await refusal(() => files.mknod(node, files.S.IFIFO | 0o600)),
  ];
  outcomes.tree = await refusal(() => files.cp(ROOT + "/in/tree", ROOT + "/in/tree2"));
  console.log(JSON.stringify(outcomes));
`;

Deno.test("copies and moves are refused what they are not granted, within a tree, too", async () => {
  await using dir = await temporaryDirectory();
  const plant = () => {
    Deno.mkdirSync(dir.join("in", "tree", "sub"), { recursive: true });
    Deno.mkdirSync(dir.join("out"), { recursive: true });
    for (const name of ["in/file", "out/file", "in/tree/sub/secret"]) Deno.writeTextFileSync(dir.join(name), name);
    Deno.mkdirSync(dir.join("in", "links"));
    for (const name of ["in/link", "in/links/link"]) Deno.symlinkSync(dir.join("in", "file"), dir.join(name));
  };
  plant();
  const script = `const ROOT = ${JSON.stringify(dir.path)};${SCRIPT}`;
  const flags = ["--allow-ffi", `--allow-read=${dir.join("in")},/dev/null`, `--allow-write=${dir.join("in")}`];
  const outcomes = await valueOfScript<Record<string, string[]>>(script, [
    ...flags,
    `--deny-read=${dir.join("in", "tree", "sub", "secret")}`,
  ]);
  assertEquals(outcomes["copy"], ["done", "done"]);
  assertEquals(outcomes["copy from"], ["--allow-read", "--allow-read"]);
  assertEquals(outcomes["copy to"], ["--allow-write", "--allow-write"]);
  assertEquals(outcomes["move from"], ["--allow-read", "--allow-read"]);
  assertEquals(outcomes["move to"]![0], "--allow-write");
  assertEquals([outcomes["read"], outcomes["write"]], [["--allow-read"], ["--allow-write"]]);
  // Elsewhere a link's text leads elsewhere.
  const linking = outcomes["Deno's link"]![0]!;
  assertEquals(linking, "--allow-read");
  for (const name of ["link", "links"]) assertEquals(outcomes[name], [linking, "done", "done"], name);
  assertEquals(outcomes["device"], ["--allow-all", "--allow-all", "--allow-all", "done"]);
  assertEquals(outcomes["tree"], "--allow-read" as unknown as string[]);
  assertEquals(Deno.readTextFileSync(dir.join("out", "file")), "out/file");
});
