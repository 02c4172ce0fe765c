/** Debian's `rclone serve webdav`, on 127.0.0.1. */
import { temporaryDirectory } from "../temporary.ts";
import { eventually } from "./remote_wait.ts";

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

/** Starts it. What it says goes to a file: a pipe would be read across tests that share a server. */
export async function startRclone(): Promise<DavServer> {
  const directory = await temporaryDirectory();
  const log = `${directory.path}.log`;
  const { username, password } = CREDENTIALS;
  const args = ["serve", "webdav", directory.path, "--addr", "127.0.0.1:0", "--user", username, "--pass", password];
  args.push("--config", "/dev/null", "--log-file", log);
  const child = new Deno.Command("rclone", { args, stdout: "null", stderr: "null" }).spawn();
  const [, port] = await untilSaid(log, /http:\/\/127\.0\.0\.1:(\d+)/);
  return {
    port: Number(port),
    directory: directory.path,
    async [Symbol.asyncDispose]() {
      child.kill();
      await child.status;
      await directory[Symbol.asyncDispose]();
      await Deno.remove(log);
    },
  };
}

async function untilSaid(log: string, what: RegExp): Promise<RegExpExecArray> {
  let found: RegExpExecArray | null = null;
  await eventually(async () => (found = what.exec(await Deno.readTextFile(log).catch(() => ""))) !== null);
  return found!;
}
