/** An S3 server with a server before it that harms on request, and a handler of it. */
import { ListMultipartUploadsCommand, S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";
import { S3Handler, type S3HandlerOptions } from "../../src/effect/s3/s3.ts";
import { FaultServer, type Plan } from "./fault_server.ts";
import { S3Gate } from "./s3_gate.ts";
import { BUCKET, type S3Server, startFauxqs } from "./s3_servers.ts";

/** Until it is disposed. */
export class S3Storage implements AsyncDisposable {
  readonly faults: FaultServer;
  readonly #server: S3Server;
  readonly #gate: S3Gate;
  readonly #clients: S3Client[] = [];

  constructor(server: S3Server) {
    this.#server = server;
    this.faults = new FaultServer(server.port);
    this.#gate = new S3Gate(this.faults);
  }

  /** What is done to which request from now on. */
  harm(plan: Plan): void {
    this.#gate.install(this.faults, plan);
  }

  /** Nothing more is done to any, and those before are forgotten. */
  heal(): void {
    this.#gate.install(this.faults);
    this.faults.seen.length = 0;
  }

  /** A client; it tries twice. */
  client(config: S3ClientConfig = {}): S3Client {
    const client = new S3Client({
      endpoint: this.faults.url,
      region: "us-east-1",
      credentials: this.#server.credentials,
      forcePathStyle: true,
      maxAttempts: 2,
      ...config,
    });
    this.#clients.push(client);
    return client;
  }

  /** A handler of the bucket. */
  handler(options: S3HandlerOptions = {}): S3Handler {
    return new S3Handler({ bucket: BUCKET, client: this.client(), partSize: 5 << 20, ...options });
  }

  /** The keys of uploads that are neither complete nor removed. */
  async unfinished(): Promise<string[]> {
    const { Uploads = [] } = await this.client().send(new ListMultipartUploadsCommand({ Bucket: BUCKET }));
    return Uploads.map(({ Key }) => Key!);
  }

  /** Puts an object there directly. */
  async put(key: string, body: Uint8Array<ArrayBuffer> | string): Promise<void> {
    const answer = await fetch(this.url(key), { method: "PUT", body, headers: { "content-type": "text/plain" } });
    await answer.body?.cancel();
    if (!answer.ok) throw new Error(`PUT ${key}: ${answer.status}`);
  }

  /** What is there, directly; `undefined` when nothing is. */
  async get(key: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const answer = await fetch(this.url(key));
    const bytes = await answer.bytes();
    return answer.ok ? bytes : undefined;
  }

  /** Past the server that harms. */
  url(key: string): string {
    return `http://127.0.0.1:${this.#server.port}/${BUCKET}/${key.split("/").map(encodeURIComponent).join("/")}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#clients) client.destroy();
    await this.faults[Symbol.asyncDispose]();
    await this.#server[Symbol.asyncDispose]();
  }
}

/** One on fauxqs. */
export async function s3Storage(): Promise<S3Storage> {
  return new S3Storage(await startFauxqs());
}
