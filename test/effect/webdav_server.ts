/** Debian's `rclone serve webdav`, on 127.0.0.1. */
import { temporaryDirectory } from "../temporary.ts";

/** A server of a directory, until it is disposed. */
export interface DavServer extends AsyncDisposable {
  readonly port: number;
  /** What it serves. */
  readonly directory: string;
}

/** Who it lets in. */
export const CREDENTIALS = { username: "user", password: "secret" };

/** Puts a file there directly. */
export async function putFile(server: DavServer, path: string, body: Uint8Array<ArrayBuffer>): Promise<void> {
  const { username, password } = CREDENTIALS;
  const headers = { authorization: `Basic ${btoa(`${username}:${password}`)}` };
  const url = `http://127.0.0.1:${server.port}${path.split("/").map(encodeURIComponent).join("/")}`;
  const answer = await fetch(url, { method: "PUT", body, headers });
  await answer.body?.cancel();
  if (!answer.ok) throw new Error(`PUT ${path}: ${answer.status}`);
}

/** Whether rclone is installed. */
export const HAS_RCLONE: boolean = await new Deno.Command("rclone", {
  args: ["version"],
  stdout: "null",
  stderr: "null",
})
  .output().then(({ success }) => success, () => false);

/** Why tests without it are left out. In CI that is a failure. */
export const WITHOUT = HAS_RCLONE ? "" : " (rclone is not installed)";

/** Starts it. */
export async function startRclone(): Promise<DavServer> {
  const directory = await temporaryDirectory();
  const { username, password } = CREDENTIALS;
  const args = ["serve", "webdav", directory.path, "--addr", "127.0.0.1:0", "--user", username, "--pass", password];
  args.push("--config", "/dev/null");
  const child = new Deno.Command("rclone", { args, stdout: "null", stderr: "piped" }).spawn();
  let said = "";
  const lines = child.stderr.pipeThrough(new TextDecoderStream()).getReader();
  let port: number | undefined;
  while (port === undefined) {
    const { value, done } = await lines.read();
    if (done) throw new Error(`rclone: ${said}`);
    const found = /http:\/\/127\.0\.0\.1:(\d+)/.exec(said += value);
    if (found !== null) port = Number(found[1]);
  }
  const rest = (async () => {
    while (!(await lines.read()).done) { /* what it says of requests */ }
  })();
  return {
    port,
    directory: directory.path,
    async [Symbol.asyncDispose]() {
      child.kill();
      await child.status;
      await rest;
      await directory[Symbol.asyncDispose]();
    },
  };
}
