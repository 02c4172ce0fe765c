/** Pairs of descriptors without a name, made by Linux's libc: for tests on the shim. */

/** Two ends, closed when disposed. */
export class Ends {
  readonly first: number;
  readonly second: number;
  readonly #open: Set<number>;

  private constructor(first: number, second: number) {
    this.first = first;
    this.second = second;
    this.#open = new Set([first, second]);
  }

  /** A pipe: `first` is read, `second` written. */
  static pipe(): Ends {
    const out = new Int32Array(2);
    if (libc().pipe2(out, 0o2000000) !== 0) throw new Error("no pipe");
    return new Ends(out[0]!, out[1]!);
  }

  /** Two sockets that are connected. */
  static sockets(): Ends {
    const [AF_UNIX, SOCK_STREAM_CLOEXEC] = [1, 0o2000001];
    const out = new Int32Array(2);
    if (libc().socketpair(AF_UNIX, SOCK_STREAM_CLOEXEC, 0, out) !== 0) throw new Error("no sockets");
    return new Ends(out[0]!, out[1]!);
  }

  /** Ends what a socket writes: its peer reads to the end. */
  shutdown(fd: number): void {
    const SHUT_WR = 1;
    libc().shutdown(fd, SHUT_WR);
  }

  close(fd: number): void {
    if (this.#open.delete(fd)) libc().close(fd);
  }

  [Symbol.dispose](): void {
    for (const fd of this.#open) this.close(fd);
  }
}

let opened: ReturnType<typeof open> | undefined;

function libc() {
  return opened ??= open();
}

function open() {
  return Deno.dlopen("libc.so.6", {
    pipe2: { parameters: ["buffer", "i32"], result: "i32" },
    socketpair: { parameters: ["i32", "i32", "i32", "buffer"], result: "i32" },
    shutdown: { parameters: ["i32", "i32"], result: "i32" },
    close: { parameters: ["i32"], result: "i32" },
  }).symbols;
}
