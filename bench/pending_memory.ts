import { open, readFile, stat } from "../mod.ts";
import type { Pending, Work } from "./work.ts";

const COMMON = { unit: "bytes", target: { below: 1024 } } as const;

function of(title: string, begin: Pending["begin"]): Work {
  return { ...COMMON, title: `memory of a pending \`${title}\``, begin };
}

async function nothing(): Promise<void> {}

/** What a pending call holds beyond the caller's buffers: its promise, its program, its place in the queue. */
export const works: Work[] = [
  of("stat", ({ small }) => Promise.resolve({ call: (i) => stat(small[i % small.length]!), end: nothing })),
  of("readAt", async ({ large }) => {
    const file = await open(large);
    const buffer = new Uint8Array(4096);
    return { call: (i) => file.readAt(buffer, i % 4096), end: () => file.close() };
  }),
  of("readFile", ({ small }) => Promise.resolve({ call: (i) => readFile(small[i % small.length]!), end: nothing })),
];
