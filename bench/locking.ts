import { atomicWrite, lockFile } from "../mod.ts";
import { closeFile, lockOpen, openFile, replaceFile, toC } from "./floor.ts";
import type { Files, Timed, Variant, Work } from "./work.ts";

const CONTENT = new Uint8Array(4096).fill(7);
const OPS = 100;

function each(operation: () => Promise<unknown>, ops = OPS): Variant {
  return {
    ops,
    async run() {
      for (let i = 0; i < ops; i++) await operation();
    },
  };
}

/** A temporary file and `rename`, and what that leaves out: the disk only with `sync`. */
async function replaced(path: string, sync: boolean): Promise<void> {
  const temporary = `${path}.${crypto.randomUUID()}`;
  {
    using file = await Deno.open(temporary, { write: true, createNew: true });
    await file.write(CONTENT);
    if (sync) await file.sync();
  }
  await Deno.rename(temporary, path);
}

function replacing(sync: boolean): Pick<Timed, "ours" | "deno" | "floor" | "unit"> {
  const ops = sync ? 10 : OPS;
  return {
    unit: "µs",
    ours: ({ small }) => each(() => atomicWrite(`${small[0]}.ours`, CONTENT, { fsync: sync }), ops),
    deno: ({ small }) => each(() => replaced(`${small[0]}.deno`, sync), ops),
    floor: ({ small }) => {
      const [path, temporary] = toC([`${small[0]}.floor`, `${small[0]}.floor-temporary`]) as [Bytes, Bytes];
      return { ops, run: () => times(ops, () => replaceFile(path, temporary, CONTENT, sync)) };
    },
  };
}

type Bytes = Uint8Array<ArrayBuffer>;

function times(count: number, operation: () => void): void {
  for (let i = 0; i < count; i++) operation();
}

/** Locks that nobody else wants, and files that are replaced; others: proper-lockfile, write-file-atomic. */
export const works: Work[] = [
  {
    title: "`lockFile` and release (Deno: `open`, `lock`, `close`; others: proper-lockfile)",
    unit: "µs",
    target: { deno: 1, node: 30 },
    peer: "lockFile",
    ours: ({ small }: Files) => each(async () => await (await lockFile(small[0]!)).release()),
    deno: ({ small }) =>
      each(async () => {
        using file = await Deno.open(small[1]!, { read: true });
        await file.lock(true);
      }),
    floor: ({ small }) => {
      const [path] = toC([small[2]!]) as [Bytes];
      const once = () => {
        const fd = openFile(path);
        lockOpen(fd);
        closeFile(fd);
      };
      return { ops: OPS, run: () => times(OPS, once) };
    },
  },
  {
    ...replacing(false),
    title: "`atomicWrite`, 4 KB (others: write-file-atomic)",
    target: { deno: 1, node: 10 },
    peer: "atomicWrite",
  },
  {
    ...replacing(true),
    title: "`atomicWrite` with `fsync`, 4 KB (others: write-file-atomic)",
    target: { node: 0.9 },
    peer: "atomicWriteSynced",
  },
];
