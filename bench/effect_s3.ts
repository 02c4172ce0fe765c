import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { buildApp } from "fauxqs";
import { type FileSystemProgram, FsClose, FsOpen, FsRead, FsWrite, run } from "../src/effect/effect.ts";
import { S3Handler } from "../src/effect/s3/s3.ts";
import type { Variant, Work } from "./work.ts";

const SIZE = 64 << 20;
const RANGE = 4 << 20;
const BUCKET = "bucket";

/** A server in a process of its own, which answers after `delay` milliseconds. */
class Server {
  readonly client: S3Client;
  readonly #child: Deno.ChildProcess;

  private constructor(child: Deno.ChildProcess, port: number) {
    this.#child = child;
    this.client = new S3Client({
      endpoint: `http://127.0.0.1:${port}`,
      region: "us-east-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
      forcePathStyle: true,
    });
  }

  static async start(delay: number): Promise<Server> {
    const args = ["run", "-A", "--no-check", import.meta.url, String(delay)];
    const child = new Deno.Command(Deno.execPath(), { args, stdout: "piped" }).spawn();
    const reader = child.stdout.getReader();
    const { value } = await reader.read();
    await reader.cancel();
    const server = new Server(child, Number(new TextDecoder().decode(value)));
    await run(server.#filled(), new S3Handler({ client: server.client }));
    return server;
  }

  *#filled(): FileSystemProgram<void> {
    const handle = yield* FsOpen({ path: `${BUCKET}/object`, mode: "w", binary: true });
    yield* FsWrite({ handle, data: new Uint8Array(SIZE).fill(7) });
    yield* FsClose({ handle });
  }

  async stop(): Promise<void> {
    this.client.destroy();
    this.#child.kill();
    await this.#child.status;
  }
}

async function range(client: S3Client, start: number): Promise<number> {
  const Range = `bytes=${start}-${start + RANGE - 1}`;
  const { Body } = await client.send(new GetObjectCommand({ Bucket: BUCKET, Key: "object", Range }));
  return (await Body!.transformToByteArray()).length;
}

/** Ranges by the SDK alone, so many at once. */
function bySdk(client: S3Client, atOnce: number): () => Promise<void> {
  return async () => {
    let next = 0, length = 0;
    await Promise.all(Array.from({ length: atOnce }, async () => {
      while (next < SIZE) {
        const count = await range(client, (next += RANGE) - RANGE);
        length += count;
      }
    }));
    if (length !== SIZE) throw new Error(`${length} bytes`);
  };
}

function* read(): FileSystemProgram<void> {
  const handle = yield* FsOpen({ path: `${BUCKET}/object`, binary: true });
  let length = 0;
  for (let count = -1; count !== 0; length += count) count = (yield* FsRead({ handle, size: RANGE })).length;
  if (length !== SIZE) throw new Error(`${length} bytes`);
}

function work(delay: number): Work {
  let starting: Promise<Server> | undefined;
  const make = (pass: (client: S3Client) => () => Promise<void>) => async (): Promise<Variant> => {
    const server = await (starting ??= Server.start(delay));
    return { ops: 1, run: pass(server.client) };
  };
  return {
    title:
      `S3, 64 MiB by ranges of 4 MiB, the server ${delay} ms away (Deno: the SDK alone, one after the other; floor: four at once)`,
    unit: "ms",
    target: delay === 0 ? {} : { deno: 1 },
    ours: async () => {
      const variant = await make((client) => {
        const storage = new S3Handler({ client });
        return () => run(read(), storage);
      })();
      return { ...variant, end: async () => await (await starting!).stop() };
    },
    deno: make((client) => bySdk(client, 1)),
    floor: make((client) => bySdk(client, 4)),
  };
}

/** A large object read through the handler. */
export const works: Work[] = [work(0), work(20)];

if (import.meta.main) {
  const app = buildApp({ logger: false });
  app.addHook("onRequest", (_request, _reply, done) => void setTimeout(done, Number(Deno.args[0])));
  await app.listen({ port: 0, host: "127.0.0.1" });
  const { port } = app.server.address() as { port: number };
  await fetch(`http://127.0.0.1:${port}/${BUCKET}`, { method: "PUT" });
  console.log(port);
}
