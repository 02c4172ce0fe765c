/** Two servers that speak S3, of the npm registry, on 127.0.0.1. */
import { buildApp } from "fauxqs";
import S3rver from "s3rver";

/** A server, until it is disposed. */
export interface S3Server extends AsyncDisposable {
  readonly port: number;
  /** What it lets in. */
  readonly credentials: { accessKeyId: string; secretAccessKey: string };
}

/** The bucket that both servers have. */
export const BUCKET = "bucket";

/** fauxqs keeps objects in memory. Its own `startFauxqs` listens on every address, whatever `host` says. */
export async function startFauxqs(): Promise<S3Server> {
  const app = buildApp({ logger: false, relaxedRules: { disableMinCopySourceSize: true } });
  await app.listen({ port: 0, host: "127.0.0.1" });
  const { port } = app.server.address() as { port: number };
  await (await fetch(`http://127.0.0.1:${port}/${BUCKET}`, { method: "PUT" })).body?.cancel();
  return {
    port,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    [Symbol.asyncDispose]: () => app.close(),
  };
}

/** s3rver keeps objects in a directory, and knows one access key. It does not check signatures of version 4. */
export async function startS3rver(directory: string): Promise<S3Server> {
  const server = new S3rver({
    port: 0,
    address: "127.0.0.1",
    silent: true,
    directory,
    configureBuckets: [{ name: BUCKET, configs: [] }],
  });
  const { port } = await server.run();
  return {
    port,
    credentials: { accessKeyId: "S3RVER", secretAccessKey: "S3RVER" },
    [Symbol.asyncDispose]: () => server.close(),
  };
}
