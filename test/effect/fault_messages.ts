/** HTTP/1.1 on the wire, as much of it as the fault server needs. */

/** A request's first line and headers, whose names are in lower case. */
export interface RequestHead {
  readonly method: string;
  /** Path and query, as sent. */
  readonly url: string;
  readonly headers: Headers;
}

/** An answer's status and headers. */
export class ResponseHead {
  readonly headers: Headers;
  constructor(public status: number, headers: HeadersInit) {
    this.headers = new Headers(headers);
  }

  /** As sent; the connection is closed behind it. */
  bytes(): Uint8Array {
    if (this.status !== 100) this.headers.set("connection", "close");
    const lines = [...this.headers].map(([name, value]) => `${name}: ${value}\r\n`);
    return new TextEncoder().encode(`HTTP/1.1 ${this.status} so\r\n${lines.join("")}\r\n`);
  }
}

/** What arrives at a connection. */
export class Incoming {
  #pending: Uint8Array = new Uint8Array();
  #head?: RequestHead;

  constructor(readonly connection: Deno.Conn) {}

  /** A request's head; `undefined` when the connection ends before it. */
  async requestHead(): Promise<RequestHead | undefined> {
    const lines = await this.#lines();
    if (lines === undefined) return undefined;
    const [method, url] = lines[0]!.split(" ");
    return this.#head = { method: method!, url: url!, headers: headersOf(lines) };
  }

  /** The request's head as the real server gets it. */
  forwarded(): Uint8Array {
    const { method, url, headers } = this.#head!;
    const sent = new Headers(headers);
    sent.set("connection", "close");
    const lines = [...sent].map(([name, value]) => `${name}: ${value}\r\n`);
    return new TextEncoder().encode(`${method} ${url} HTTP/1.1\r\n${lines.join("")}\r\n`);
  }

  /** An answer's head. */
  async responseHead(): Promise<ResponseHead | undefined> {
    const lines = await this.#lines();
    return lines && new ResponseHead(Number(lines[0]!.split(" ")[1]), headersOf(lines));
  }

  /** Sends the request's body on, up to a number of bytes; whether that was all of it. */
  async body(to: Deno.Conn, limit: number): Promise<boolean> {
    let sent = 0;
    for await (const chunk of this.#requestBody()) {
      const part = chunk.subarray(0, limit - sent);
      for (let written = 0; written < part.length;) written += await to.write(part.subarray(written));
      sent += part.length;
      if (sent >= limit) return false;
    }
    return true;
  }

  /** Reads the request's body, and forgets it. */
  async drain(): Promise<void> {
    for await (const _ of this.#requestBody()) { /* forgotten */ }
  }

  /** The request's body as it is sent, its chunks' framing with it. */
  async *#requestBody(): AsyncGenerator<Uint8Array> {
    const { headers } = this.#head!;
    let left = Number(headers.get("content-length") ?? 0);
    if (headers.has("transfer-encoding")) {
      for (let tail = ""; !tail.endsWith("0\r\n\r\n");) {
        const chunk = await this.#read();
        if (chunk === undefined) return;
        tail = (tail + new TextDecoder("latin1").decode(chunk.subarray(-5))).slice(-5);
        yield chunk;
      }
      return;
    }
    while (left > 0) {
      const chunk = await this.#read();
      if (chunk === undefined) return;
      left -= chunk.length;
      yield chunk;
    }
  }

  /** Bytes up to the end of the connection, or up to `limit`, in pieces of `size`. */
  async *chunks(limit: number, size = Infinity): AsyncGenerator<Uint8Array> {
    for (let left = limit; left > 0;) {
      const chunk = (await this.#read())?.subarray(0, left);
      if (chunk === undefined) return;
      left -= chunk.length;
      const step = Math.min(size, chunk.length);
      for (let at = 0; at < chunk.length; at += step) {
        if (step < chunk.length) await new Promise((done) => setTimeout(done));
        yield chunk.subarray(at, at + step);
      }
    }
  }

  /** Everything up to the end of the connection. */
  async rest(): Promise<Uint8Array> {
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    for await (const chunk of this.chunks(Infinity)) chunks.push(chunk.slice());
    return new Uint8Array(await new Blob(chunks).arrayBuffer());
  }

  async #lines(): Promise<string[] | undefined> {
    const latin1 = new TextDecoder("latin1");
    let all = new Uint8Array();
    for (;;) {
      const chunk = await this.#read();
      if (chunk === undefined) return undefined;
      const joined = new Uint8Array(all.length + chunk.length);
      joined.set(all);
      joined.set(chunk, all.length);
      all = joined;
      const end = latin1.decode(all).indexOf("\r\n\r\n");
      if (end < 0) continue;
      this.#pending = all.subarray(end + 4);
      return latin1.decode(all.subarray(0, end)).split("\r\n");
    }
  }

  async #read(): Promise<Uint8Array | undefined> {
    if (this.#pending.length > 0) {
      const pending = this.#pending;
      this.#pending = new Uint8Array();
      return pending;
    }
    const buffer = new Uint8Array(65_536);
    const count = await this.connection.read(buffer);
    return count === null ? undefined : buffer.subarray(0, count);
  }
}

function headersOf(lines: readonly string[]): Headers {
  return new Headers(
    lines.slice(1).map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon), line.slice(colon + 1).trim()] as [string, string];
    }),
  );
}
