/**
 * What Amazon documents and neither server does, done by the server between: conditions of writes, one after the other
 * for all (RFC 9110, 13; S3's "Conditional requests"), and the list of uploads that are not complete.
 */
import type { Fault, FaultServer, Plan } from "./fault_server.ts";
import type { RequestHead } from "./fault_messages.ts";

/** Stands in a {@link FaultServer}, behind its faults. */
export class S3Gate {
  /** Keys of uploads that are not complete, by their ids. */
  readonly uploads = new Map<string, string>();
  readonly #target: number;

  /** Lets the server's faults happen, and does the rest. */
  constructor(server: FaultServer) {
    this.#target = server.target;
    this.install(server);
  }

  /** With other faults. */
  install(server: FaultServer, faults: Plan = () => undefined): void {
    server.plan = async (request) => await faults(request) ?? await this.#plan(request);
  }

  async #plan({ method, url, headers }: RequestHead): Promise<Fault | undefined> {
    const { pathname, searchParams } = new URL(url, "http://127.0.0.1");
    const id = searchParams.get("uploadId");
    if (searchParams.has("uploads") && method === "GET") return { answer: { status: 200, body: this.#list() } };
    if (searchParams.has("partNumber") || (method !== "PUT" && method !== "POST" && method !== "DELETE")) {
      return undefined;
    }
    const refusal = await this.#refusal(pathname, headers);
    if (refusal !== undefined) return { answer: refusal };
    if (searchParams.has("uploads")) {
      return { after: (_, body) => void this.uploads.set(/<UploadId>(.*?)</.exec(body)![1]!, pathname) };
    }
    return id === null ? undefined : { after: ({ status }) => void (status < 300 && this.uploads.delete(id)) };
  }

  async #refusal(path: string, headers: Headers): Promise<Fault["answer"]> {
    const wanted = headers.get("if-match"), unwanted = headers.get("if-none-match");
    if (wanted === null && unwanted === null) return undefined;
    const head = await fetch(`http://127.0.0.1:${this.#target}${path}`, { method: "HEAD" });
    if (unwanted === "*" && head.ok) return error(412, "PreconditionFailed");
    if (wanted !== null && head.status === 404) return error(404, "NoSuchKey");
    if (wanted !== null && wanted !== head.headers.get("etag")) return error(412, "PreconditionFailed");
    return undefined;
  }

  #list(): string {
    const uploads = [...this.uploads].map(([id, path]) =>
      `<Upload><Key>${decodeURIComponent(path.split("/").slice(2).join("/"))}</Key><UploadId>${id}</UploadId></Upload>`
    );
    return `<?xml version="1.0"?><ListMultipartUploadsResult>${uploads.join("")}</ListMultipartUploadsResult>`;
  }
}

/** A refusal as S3 says it. */
export function error(status: number, code: string): NonNullable<Fault["answer"]> {
  const body = `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`;
  return { status, headers: { "content-type": "application/xml" }, body };
}
