/** Operations below a directory that are given up at any of their calls: no descriptor stays open. */
import { configure, type DirHandle, openDir } from "../../mod.ts";
import { askKernel } from "../../src/os/linux/beneath.ts";
import { givenUpAtEach } from "../giving_up.ts";
import { temporaryDirectory } from "../temporary.ts";

const DEEP = "a/b/c/d";

async function everyCall(act: (dir: DirHandle, signal: AbortSignal) => Promise<unknown>): Promise<void> {
  await givenUpAtEach(async (signal) => {
    const dir = await temporaryDirectory();
    Deno.mkdirSync(dir.join(DEEP), { recursive: true });
    Deno.writeTextFileSync(dir.join(DEEP, "file"), "");
    Deno.symlinkSync("a/../a/b", dir.join("link"));
    return {
      async run() {
        await using handle = await openDir(dir.path, { beneath: true });
        await act(handle, signal);
      },
      end: () => dir[Symbol.asyncDispose](),
    };
  });
}

for (const kernel of [true, false]) {
  for (const tryNow of [true, false]) {
    Deno.test(`with${kernel ? "" : "out"} the kernel's help, ${tryNow ? "some of it" : "nothing"} at once`, async () => {
      askKernel(kernel);
      configure({ tryNow });
      try {
        await everyCall((dir, signal) => dir.stat("link/c/d/file", { signal }));
        await everyCall((dir, signal) => dir.readdir("link/c", { signal }));
        await everyCall((dir, signal) => dir.rename("link/c/d/file", "a/new", { signal }));
        await everyCall(async (dir, signal) => {
          await using _file = await dir.open("link/c/d/file", { read: true, signal });
        });
      } finally {
        askKernel(true);
        configure({ tryNow: true });
      }
    });
  }
}
