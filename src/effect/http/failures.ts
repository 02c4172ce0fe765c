/** What HTTP and the network answer, as {@link Failure}s. */
import { Failure } from "../failure.ts";

/** RFC 9110, and WebDAV's RFC 4918. What is missing is `EIO`. */
const CODES: Readonly<Record<number, string>> = {
  400: "EINVAL",
  401: "EACCES",
  403: "EACCES",
  404: "ENOENT",
  405: "ENOTSUP",
  407: "EACCES",
  408: "ETIMEDOUT",
  409: "EBUSY",
  410: "ENOENT",
  412: "ESTALE",
  413: "EFBIG",
  414: "ENAMETOOLONG",
  416: "EINVAL",
  423: "EBUSY",
  429: "EAGAIN",
  451: "EACCES",
  501: "ENOTSUP",
  503: "EAGAIN",
  504: "ETIMEDOUT",
  507: "ENOSPC",
};

/** The failure that an answer with this status is. A server's own failure may pass. */
export function failureOfStatus(status: number, cause?: unknown): Failure {
  const code = CODES[status] ?? "EIO";
  const retryable = code === "EIO" ? status >= 500 : undefined;
  return new Failure(code, { cause, retryable, detail: `HTTP status ${status}` });
}

/** Codes of Node's `net` and `dns` that POSIX does not have, or not so. */
const OTHERS: Readonly<Record<string, string>> = {
  ENOTFOUND: "EHOSTUNREACH",
  EAI_AGAIN: "EHOSTUNREACH",
  EPIPE: "ECONNRESET", // the same, noticed by who writes
  ERR_STREAM_PREMATURE_CLOSE: "ECONNRESET",
  UND_ERR_SOCKET: "ECONNRESET",
};

const NETWORK = /^E(CONN(REFUSED|RESET|ABORTED)|PIPE|TIMEDOUT|HOSTUNREACH|NETUNREACH|NETDOWN|AGAIN|MFILE|NFILE)$/;

/** What Deno's `fetch` says only in words. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/connection refused/i, "ECONNREFUSED"],
  [/dns error|name resolution/i, "EHOSTUNREACH"],
  [/timed out/i, "ETIMEDOUT"],
  [/unreachable/i, "ENETUNREACH"],
  [/connection (closed|reset)|socket hang up|body from connection|premature close|terminated/i, "ECONNRESET"],
];

/** The failure that an error of `fetch`, or of a client on Node's `http`, is; `undefined` when it is none of the network's. */
export function failureOfNetwork(error: unknown): Failure | undefined {
  for (let one = error; one instanceof Error; one = one.cause) {
    if (one instanceof Failure) return one;
    const { code, name, message } = one as Error & { code?: unknown };
    if (one instanceof Deno.errors.NotCapable) return new Failure("EACCES", { cause: error, detail: message });
    const known = typeof code === "string" ? OTHERS[code] ?? (NETWORK.test(code) ? code : undefined) : undefined;
    const found = known ?? (name === "TimeoutError" ? "ETIMEDOUT" : WORDS.find(([words]) => words.test(message))?.[1]);
    if (found !== undefined) return new Failure(found, { cause: error, detail: message, retryable: true });
  }
  return undefined;
}

/** The failure that anything thrown on the way is. */
export function failureOf(error: unknown): Failure {
  return failureOfNetwork(error) ?? new Failure("EIO", { cause: error, detail: (error as Error)?.message });
}
