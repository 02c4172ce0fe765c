/** What stands in a pidfile, and whether who wrote it is still there. */
import { errorName } from "../call/errno.ts";
import { systemError } from "../call/error.ts";
import type { Program } from "../call/program.ts";
import type { OpenFile } from "../handle/handle_base.ts";
import { identity } from "../handle/identity.ts";
import { locking } from "../os/locking.ts";
import { os } from "../os/os.ts";

/** The largest number of a process: `pid_t` is an `int`. */
const MOST = 0x7fff_ffff;
/** Longer pidfiles are none. Bytes. */
const ROOM = 4096;

/** What stands in a pidfile. Older tools write the first two, in one line, and what they write may be empty. */
export interface Content {
  /** 0 when it is none. */
  readonly pid: number;
  readonly hostname: string;
  /** Since when the process runs, in the system's terms. */
  readonly start: string;
  readonly boot: string;
  /** What the pid is relative to. */
  readonly namespace: string;
  /** Whether this library wrote it: it appeared complete. */
  readonly marked: boolean;
  /** Whether the process has a lock (`flock`) on the file for as long as it holds the pidfile. */
  readonly locked: boolean;
}

/** A pidfile as somebody finds it. */
export interface Found extends Content {
  readonly identity: string;
  /** Milliseconds since it was written or touched; negative when clocks differ. */
  readonly age: number;
}

/** The text: the first line is what other tools read. */
export function textOf({ pid, hostname, start, boot, namespace, locked }: Content): string {
  return `${pid} ${hostname}\nstart=${start} boot=${boot} pidns=${namespace} flock=${locked ? 1 : 0}\n`;
}

/** Reads any text, and never fails. */
export function contentIn(text: string): Content {
  const [first = "", second = ""] = text.split("\n");
  const [, digits = "0", hostname = ""] = /^(\d+)(?: (.*))?$/.exec(first.trimEnd()) ?? [];
  const pid = Number(digits);
  const field = (name: string) => new RegExp(`(?:^| )${name}=(\\S*)`).exec(second)?.[1] ?? "";
  return {
    pid: pid <= MOST ? pid : 0,
    hostname,
    start: field("start"),
    boot: field("boot"),
    namespace: field("pidns"),
    marked: field("flock") !== "",
    locked: field("flock") === "1",
  };
}

/** What does not change while this process runs. */
type Constants = Pick<Content, "boot" | "namespace" | "start">;

let constants: Constants | undefined;

function* ownConstants(): Program<Constants> {
  if (constants !== undefined) return constants;
  const boot = yield* locking.bootId();
  const namespace = yield* locking.pidNamespace();
  return constants = { boot, namespace, start: yield* locking.startOf(Deno.pid) };
}

/** What is to be written for a process. */
export function* contentFor(pid: number, locked: boolean): Program<Content> {
  const { boot, namespace } = yield* ownConstants();
  const start = yield* startOf(pid);
  return { pid, hostname: Deno.hostname(), start, boot, namespace, marked: true, locked };
}

/** Reads an open pidfile. */
export function* found(file: OpenFile): Program<Found> {
  const buffer = new Uint8Array(ROOM);
  const length = yield os.readAt(file, buffer, 0);
  if (length < 0) throw systemError(length, "read", file.path);
  const step = os.fstat(file);
  const result = yield step;
  if (result < 0) throw systemError(result, "fstat", file.path);
  const raw = os.statOf(step);
  const content = contentIn(new TextDecoder().decode(buffer.subarray(0, length)));
  return { ...content, identity: identity(raw), age: Date.now() - raw.mtime * 1000 - raw.mtimeRest / 1e6 };
}

/** Whether it was written on this machine, as far as can be told. */
export function isFromHere({ hostname }: Content): boolean {
  return hostname === "" || hostname === Deno.hostname();
}

/** Whether its process is known to be gone; what cannot be known is not. */
export function* isGone(content: Content): Program<boolean> {
  if (!isFromHere(content)) return false;
  if (content.pid === 0) return true;
  const { boot, namespace } = yield* ownConstants();
  if (differs(content.boot, boot)) return true;
  if (differs(content.namespace, namespace)) return false;
  if (errorName(yield* locking.probe(content.pid)) === "ESRCH") return true;
  return differs(content.start, yield* startOf(content.pid));
}

function* startOf(pid: number): Program<string> {
  return pid === Deno.pid ? (yield* ownConstants()).start : yield* locking.startOf(pid);
}

function differs(one: string, other: string): boolean {
  return one !== "" && other !== "" && one !== other;
}
