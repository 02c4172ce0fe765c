/** Other processes at the far end of a FIFO or a lock. */

/** A running shell script: what it was sent, what it says. */
export class Shell implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #lines: AsyncIterator<string>;

  /** Starts `sh -c script` with arguments `$1`, `$2` … */
  constructor(script: string, ...args: string[]) {
    this.#child = new Deno.Command("sh", {
      args: ["-c", script, "sh", ...args],
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    this.#input = this.#child.stdin.getWriter();
    this.#lines = linesOf(this.#child.stdout)[Symbol.asyncIterator]();
  }

  /** Its next line. */
  async line(): Promise<string | undefined> {
    const { done, value } = await this.#lines.next();
    return done ? undefined : value;
  }

  /** Sends a line to its standard input. */
  async send(line: string): Promise<void> {
    await this.#input.write(new TextEncoder().encode(line + "\n"));
  }

  /** Waits for its end; its exit code. */
  async code(): Promise<number> {
    await this.#input.close().catch(() => {});
    while (await this.line() !== undefined);
    return (await this.#child.status).code;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // it has ended
    }
    await this.code();
  }
}

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop()!;
    yield* lines;
  }
  if (rest !== "") yield rest;
}

/** Waits until `condition` holds, looking at it on every turn of the event loop; fails after 20 s. */
export async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (const end = performance.now() + 20_000; !await condition();) {
    if (performance.now() > end) throw new Error(`this took too long: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** Fails when `promise` takes longer than 20 s: it is reported where it hangs, and not as a test that never ends. */
export async function soon<T>(promise: Promise<T>, what: string): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`this took too long: ${what}`)), 20_000);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Numbers of `open` and `openat` on x86-64 and arm64. */
const OPENS = ["2", "257", "56"];

/** Waits until a thread of a process that has `path` among its arguments, or of this one, is blocked in opening. */
export async function opening(path: string, pid?: number): Promise<void> {
  await until(() =>
    [...Deno.readDirSync("/proc")].some(({ name }) => {
      if (!/^\d+$/.test(name) || (pid ?? name) != name) return false;
      try {
        if (pid === undefined && !Deno.readTextFileSync(`/proc/${name}/cmdline`).includes(path)) return false;
        return [...Deno.readDirSync(`/proc/${name}/task`)].some((thread) =>
          OPENS.includes(Deno.readTextFileSync(`/proc/${name}/task/${thread.name}/syscall`).split(" ")[0]!)
        );
      } catch {
        return false; // it has ended
      }
    }), `somebody opens ${path}`);
}
