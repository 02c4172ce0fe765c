/** Two names that another process exchanges all the time. */

const SCRIPT = new URL("swapper.ts", import.meta.url).pathname;

/** Exchanges `a` and `b` from now on until it is disposed; what has been removed meanwhile may be made again. */
export async function swapping(a: string, b: string): Promise<AsyncDisposable> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", SCRIPT, a, b],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.getReader();
  const { done } = await reader.read();
  if (done) throw new Error("the other process exchanges nothing");
  return {
    async [Symbol.asyncDispose]() {
      await child.stdin.close();
      while (!(await reader.read()).done);
      const { success } = await child.status;
      if (!success) throw new Error("the other process has failed");
    },
  };
}
