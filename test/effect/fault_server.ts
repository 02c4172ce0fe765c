/**
 * A server between a client and a real one, on 127.0.0.1, that does harm on request: refuses, stalls, cuts connections
 * at a chosen byte, and lies about lengths. It works on bytes, since a well-behaved server could not.
 *
 * One request a connection: the head is sent on with `connection: close`, and the answer ends with the connection.
 */
import { Incoming, type RequestHead, ResponseHead } from "./fault_messages.ts";

/** What is done to a request, or to its answer. */
export interface Fault {
  /** Answers instead of the real server. */
  readonly answer?: { status: number; headers?: Record<string, string>; body?: string };
  /** Sends on this many bytes of the request's body, then cuts both connections. */
  readonly cutRequestAfter?: number;
  /** Sends back this many bytes of the answer's body, then cuts the connection; `-1`: not even its head. */
  readonly cutAnswerAfter?: number;
  /** Sends back this many bytes of the answer's body, then nothing, until the client goes or the server stops. */
  readonly stallAfter?: number;
  /** Sends the answer's body in pieces of this many bytes, each with a turn of the event loop between. */
  readonly pieces?: number;
  /** Changes the request's headers. */
  readonly request?: (headers: Headers) => void;
  /** Changes the answer's head. */
  readonly head?: (head: ResponseHead) => void;
  /** Happens before the request is sent on. */
  readonly before?: () => Promise<unknown> | void;
  /** Happens when the answer is complete, before it is sent back, with its body. */
  readonly after?: (answer: ResponseHead, body: string) => Promise<unknown> | void;
}

/** Decides about each request; `undefined` lets it through unharmed. */
export type Plan = (request: RequestHead) => Fault | undefined | Promise<Fault | undefined>;

/** A request that arrived, and the status of its answer, 0 as long as there is none. */
export interface Seen extends RequestHead {
  status: number;
}

/** The server. Its `plan` may be replaced at any time. */
export class FaultServer implements AsyncDisposable {
  /** What is done to which request. */
  plan: Plan = () => undefined;
  /** Every request, in order. */
  readonly seen: Seen[] = [];
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #open = new Set<Deno.Conn>();
  readonly #work = new Set<Promise<void>>();
  readonly #accepting: Promise<void>;
  #stopped = false;

  /** Stands before the server at this port of 127.0.0.1. */
  constructor(readonly target: number) {
    this.#accepting = this.#accept();
  }

  /** Where it listens. */
  get port(): number {
    return this.#listener.addr.port;
  }

  /** Its address, without a slash at the end. */
  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The requests of this method, as lines. */
  requests(method: string): Seen[] {
    return this.seen.filter((request) => request.method === method);
  }

  async #accept(): Promise<void> {
    for await (const client of this.#listener) {
      const work = this.#serve(client).catch(() => {}).finally(() => {
        this.#close(client);
        this.#work.delete(work);
      });
      this.#work.add(work);
    }
  }

  async #serve(client: Deno.TcpConn): Promise<void> {
    this.#open.add(client);
    const incoming = new Incoming(client);
    const head = await incoming.requestHead();
    if (head === undefined) return;
    const seen: Seen = { ...head, status: 0 };
    this.seen.push(seen);
    const fault = await this.plan(head) ?? {};
    if (fault.answer !== undefined) {
      const { status, headers = {}, body = "" } = fault.answer;
      seen.status = status;
      const answer = new ResponseHead(status, {
        "content-length": `${new TextEncoder().encode(body).length}`,
        ...headers,
      });
      // The request is read to its end: a client that still sends would take the close for a reset. Some ask first.
      if (head.headers.get("expect") === "100-continue") await write(client, new ResponseHead(100, {}).bytes());
      await incoming.drain();
      await write(client, answer.bytes());
      if (head.method !== "HEAD") await write(client, new TextEncoder().encode(body));
      return;
    }
    await fault.before?.();
    if (this.#stopped) return;
    const server = await Deno.connect({ hostname: "127.0.0.1", port: this.target });
    this.#open.add(server);
    if (this.#stopped) this.#close(server);
    try {
      await this.#exchange(client, server, incoming, seen, fault);
    } finally {
      this.#close(server);
    }
  }

  async #exchange(client: Deno.Conn, server: Deno.Conn, incoming: Incoming, seen: Seen, fault: Fault): Promise<void> {
    fault.request?.(seen.headers);
    await write(server, incoming.forwarded());
    const sending = incoming.body(server, fault.cutRequestAfter ?? Infinity).then((whole) => {
      if (!whole) this.#close(client), this.#close(server);
    }, () => {});
    const answer = new Incoming(server);
    let head = await answer.responseHead();
    while (head?.status === 100) { // the client may be waiting for it
      await write(client, head.bytes());
      head = await answer.responseHead();
    }
    if (head === undefined) return;
    seen.status = head.status;
    fault.head?.(head);
    if (fault.cutAnswerAfter === -1) return;
    if (fault.after !== undefined) {
      const body = await answer.rest();
      await fault.after(head, new TextDecoder().decode(body));
      await write(client, head.bytes());
      await write(client, body);
      return;
    }
    await write(client, head.bytes());
    const limit = Math.min(fault.cutAnswerAfter ?? Infinity, fault.stallAfter ?? Infinity);
    for await (const chunk of answer.chunks(limit, fault.pieces)) await write(client, chunk);
    if (fault.stallAfter !== undefined) await new Incoming(client).rest(); // until the client has gone
    await sending;
  }

  #close(connection: Deno.Conn): void {
    if (!this.#open.delete(connection)) return;
    try {
      connection.close();
    } catch { /* the other side was faster */ }
  }

  /** Stops: everything that is under way is cut. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped = true;
    this.#listener.close();
    for (const connection of this.#open) this.#close(connection);
    await this.#accepting.catch(() => {});
    await Promise.all(this.#work);
  }
}

async function write(connection: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.length;) written += await connection.write(bytes.subarray(written));
}
