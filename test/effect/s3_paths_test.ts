/** Names of S3: lists by page, copies, renames, buckets; and what servers and the network answer. */
import { assert, assertEquals } from "@std/assert";
import {
  type FileSystemProgram,
  FsClose,
  FsCopy,
  FsExists,
  FsList,
  FsMkdir,
  FsOpen,
  FsReadAll,
  FsRemove,
  FsRename,
  FsStat,
  FsWrite,
} from "../../src/effect/effect.ts";
import { RouterHandler } from "../../src/effect/router_handler.ts";
import { run } from "../../src/effect/run.ts";
import { S3Handler } from "../../src/effect/s3/s3.ts";
import { assertBytes, sample, utf8 } from "../handle/bytes.ts";
import { temporaryDirectory } from "../temporary.ts";
import { failureOf } from "./remote_failure.ts";
import { error } from "./s3_gate.ts";
import { BUCKET, startS3rver } from "./s3_servers.ts";
import { S3Storage, s3Storage } from "./s3_storage.ts";

const MIB = 1 << 20;

function* copied(path: string, to: string): FileSystemProgram<void> {
  yield* FsCopy({ path, to });
}

function* renamed(path: string, to: string): FileSystemProgram<void> {
  yield* FsRename({ path, to });
}

function* listed(path: string): FileSystemProgram<string[]> {
  return (yield* FsList({ path })).map(({ name, isDir }) => isDir ? `${name}/` : name);
}

Deno.test("S3: lists have pages, and directories may lie on two of them", async () => {
  await using storage = await s3Storage();
  const names = Array.from({ length: 1010 }, (_, i) => `n${String(i).padStart(4, "0")}`);
  await Promise.all(names.map((name, i) => storage.put(i % 3 === 0 ? `dir/${name}/file` : `dir/${name}`, "")));
  await storage.put("dir/", ""); // as consoles make it
  const expected = names.map((name, i) => i % 3 === 0 ? `${name}/` : name);
  assertEquals(await run(listed("dir"), storage.handler()), expected);
  assert(storage.faults.requests("GET").length > 1);
  await run(function* () {
    yield* FsRemove({ path: "dir", recursive: true });
  }, storage.handler());
  assertEquals(await run(listed("/"), storage.handler()), []);
});

Deno.test("S3: a directory that only a console made is there, empty, and can be removed", async () => {
  await using storage = await s3Storage();
  await storage.put("folder/", "");
  await run(function* () {
    assertEquals((yield* FsStat({ path: "folder" })).isDir, true);
    assertEquals(yield* FsList({ path: "folder" }), []);
    yield* FsRemove({ path: "folder" });
    assertEquals(yield* FsExists({ path: "folder" }), false);
  }, storage.handler());
  const notThere = await failureOf(run(listed("folder"), storage.handler()));
  assertEquals([notThere.name, notThere.code], ["FsListError", "ENOENT"]);
  await storage.put("file", "");
  assertEquals((await failureOf(run(listed("file"), storage.handler()))).code, "ENOTDIR");
});

Deno.test("S3: large objects are copied in parts, whose failure leaves nothing", async () => {
  await using storage = await s3Storage();
  const handler = storage.handler({ copyPartSize: 5 * MIB });
  const content = sample(9 * MIB);
  await storage.put("from", content);
  await run(copied("from", "to"), handler);
  assertBytes((await storage.get("to"))!, content);
  assertEquals(storage.faults.requests("PUT").length, 2);
  await storage.put("to", "old");
  storage.harm(({ url }) => url.includes("partNumber=2") ? { answer: error(403, "AccessDenied") } : undefined);
  const { name, code } = await failureOf(run(copied("from", "to"), handler));
  assertEquals([name, code], ["FsCopyError", "EACCES"]);
  storage.heal();
  assertBytes((await storage.get("to"))!, utf8("old"));
  assertEquals(await storage.unfinished(), []);
});

Deno.test("S3: a rename that fails loses nothing", async () => {
  await using storage = await s3Storage();
  const handler = storage.handler();
  await storage.put("from", "content");
  storage.harm(({ headers }) => headers.has("x-amz-copy-source") ? { answer: error(403, "AccessDenied") } : undefined);
  assertEquals((await failureOf(run(renamed("from", "to"), handler))).code, "EACCES");
  storage.heal();
  assertEquals([await storage.get("from"), await storage.get("to")], [utf8("content"), undefined]);
  // It copies, but cannot remove.
  storage.harm(({ method }) => method === "DELETE" ? { answer: error(403, "AccessDenied") } : undefined);
  assertEquals((await failureOf(run(renamed("from", "to"), handler))).code, "EACCES");
  storage.heal();
  assertEquals([await storage.get("from"), await storage.get("to")], [utf8("content"), utf8("content")]);
  // Somebody else replaces it in between.
  storage.harm(async ({ method }) => {
    if (method === "DELETE") await storage.put("from", "newer");
    return undefined;
  });
  assertEquals((await failureOf(run(renamed("from", "to"), handler))).code, "ESTALE");
  storage.heal();
  assertEquals(await storage.get("from"), utf8("newer"));
  // Of a directory, all is copied before the first is removed.
  for (const name of ["a", "b", "c"]) await storage.put(`dir/${name}`, name);
  let copies = 0;
  storage.harm(({ headers }) =>
    headers.has("x-amz-copy-source") && ++copies === 2 ? { answer: error(403, "AccessDenied") } : undefined
  );
  await failureOf(run(renamed("dir", "other"), handler));
  storage.heal();
  assertEquals(await run(listed("dir"), handler), ["a", "b", "c"]);
  assertEquals(storage.faults.requests("DELETE"), []);
  assertEquals((await failureOf(run(renamed("dir", "dir/in"), handler))).code, "EINVAL");
});

Deno.test("S3: what is not removed with a thousand others is an error", async () => {
  await using storage = await s3Storage();
  await storage.put("dir/a", "");
  const body =
    "<DeleteResult><Error><Key>dir/a</Key><Code>AccessDenied</Code><Message>no</Message></Error></DeleteResult>";
  storage.harm(({ url }) => url.includes("delete") ? { answer: { status: 200, body } } : undefined);
  const { name, code } = await failureOf(run(function* () {
    yield* FsRemove({ path: "dir", recursive: true });
  }, storage.handler()));
  assertEquals([name, code], ["FsRemoveError", "EACCES"]);
});

Deno.test("S3: buckets are directories, prefixes confine, URLs lead there", async () => {
  await using storage = await s3Storage();
  await storage.put("a/b/c", "content");
  const client = storage.client();
  const all = new S3Handler({ client });
  assertEquals(await run(listed("/"), all), [`${BUCKET}/`]);
  assertEquals(await run(listed(`${BUCKET}/a`), all), ["b/"]);
  assertEquals((await failureOf(run(listed("no-such-bucket"), all))).code, "ENOENT");
  const below = new S3Handler({ client, bucket: BUCKET, prefix: "/a/" });
  assertEquals(await run(listed("/"), below), ["b/"]);
  assertEquals((await failureOf(run(listed("../x"), below))).code, "EXDEV");
  const router = new RouterHandler({ s3: all });
  const text = await run(function* () {
    return yield* FsReadAll({ handle: yield* FsOpen({ path: `s3://${BUCKET}/a/b/c` }) });
  }, router);
  assertEquals(text, "content");
});

Deno.test("S3: failures by code, and whether they may pass", async () => {
  await using storage = await s3Storage();
  const stat = (handler: S3Handler) =>
    failureOf(run(function* () {
      yield* FsStat({ path: "object" });
    }, handler));
  const codes = [
    [400, "InvalidRequest", "EINVAL", false],
    [403, "AccessDenied", "EACCES", false],
    [405, "MethodNotAllowed", "ENOTSUP", false],
    [429, "TooManyRequests", "EAGAIN", true],
    [500, "InternalError", "EIO", true],
    [503, "SlowDown", "EAGAIN", true],
    [507, "InsufficientStorage", "ENOSPC", false],
  ] as const;
  const client = storage.client({ maxAttempts: 1 });
  for (const [status, name, code, retryable] of codes) {
    storage.harm(() => ({ answer: error(status, name) }));
    const failure = await stat(storage.handler({ client }));
    assertEquals([failure.name, failure.code, failure.retryable], ["FsStatError", code, retryable], name);
  }
  storage.heal();
  const nobody = new S3Handler({ bucket: BUCKET, client: storage.client({ endpoint: "http://127.0.0.1:9" }) });
  assertEquals((await stat(nobody)).code, "ECONNREFUSED");
  const unknown = storage.client({
    credentials: () => Promise.reject(Object.assign(new Error("none"), { name: "CredentialsProviderError" })),
  });
  assertEquals((await stat(storage.handler({ client: unknown }))).code, "EACCES");
});

Deno.test("S3: another server, s3rver", async () => {
  await using directory = await temporaryDirectory();
  await using storage = new S3Storage(await startS3rver(directory.path));
  const handler = storage.handler({ conditions: false });
  const content = sample(11 * MIB);
  await run(function* () {
    const handle = yield* FsOpen({ path: "dir/ä large", mode: "w", binary: true });
    yield* FsWrite({ handle, data: content });
    yield* FsClose({ handle });
    yield* FsMkdir({ path: "nothing" });
    yield* FsRename({ path: "dir", to: "other" });
    assertEquals((yield* FsList({ path: "/" })).map(({ name }) => name), ["other"]);
    const again = yield* FsOpen({ path: "other/ä large", binary: true });
    assertBytes(yield* FsReadAll({ handle: again }), content);
    yield* FsRemove({ path: "other/ä large" });
    assertEquals(yield* FsExists({ path: "other" }), false);
  }, handler);
  const client = storage.client({ credentials: { accessKeyId: "nobody", secretAccessKey: "nothing" } });
  const refused = await failureOf(run(listed("/"), storage.handler({ client })));
  assertEquals([refused.name, refused.code, refused.retryable], ["FsListError", "EACCES", false]);
});
