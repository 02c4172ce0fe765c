/** A web server of files in memory, on 127.0.0.1. */

/** What it can. */
export interface Serving {
  readonly ranges: boolean;
  readonly lengths: boolean;
  /** Default: true. */
  readonly etags?: boolean;
  /** Whether it knows `HEAD`. Default: true. */
  readonly head?: boolean;
}

/** The server, until it is disposed. */
export interface WebServer extends AsyncDisposable {
  readonly port: number;
  /** With a slash at the end. */
  readonly url: string;
  /** By paths, not encoded, with a slash at the start. */
  readonly files: Map<string, Uint8Array<ArrayBuffer>>;
}

/** Starts one. */
export function webServer({ ranges, lengths, etags = true, head = true }: Serving): WebServer {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const content = files.get(decodeURIComponent(new URL(request.url).pathname));
    if (content === undefined) return new Response("nothing there", { status: 404 });
    if (request.method === "HEAD" && !head) return new Response(null, { status: 405 });
    const headers = new Headers({ "last-modified": "Wed, 21 Oct 2015 07:28:00 GMT" });
    const etag = `"${new Uint8Array(await crypto.subtle.digest("SHA-256", content)).toHex()}"`;
    if (etags) headers.set("etag", etag);
    const condition = request.headers.get("if-range");
    const wanted = condition === null || condition === etag ? request.headers.get("range") : null;
    if (wanted === null || !ranges) return answer(200, content, headers);
    const [start, last] = wanted.slice("bytes=".length).split("-").map(Number);
    if (start! >= content.length) return new Response(null, { status: 416 });
    const end = Math.min(last! + 1, content.length);
    headers.set("content-range", `bytes ${start}-${end - 1}/${content.length}`);
    return answer(206, content.subarray(start, end), headers);
  });

  function answer(status: number, content: Uint8Array<ArrayBuffer>, headers: Headers): Response {
    return new Response(lengths ? content : new Blob([content]).stream(), { status, headers });
  }

  const { port } = server.addr;
  return { port, url: `http://127.0.0.1:${port}/`, files, [Symbol.asyncDispose]: () => server.shutdown() };
}
