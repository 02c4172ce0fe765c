/** What atomicWrite promises when the power fails: on filesystems whose disk is cut off at every moment. */
import { assert } from "@std/assert";
import { atomicFile, type AtomicOptions, atomicWrite, open, openDir, rename } from "../../mod.ts";
import { dirname } from "@std/path";
import { random, SEED } from "../random.ts";
import { DISKS, disksLeft, JOURNALS, LoggedFilesystem, type Written } from "./power_cut.ts";

const OLD = "old ".repeat(3000);
const NEW = "new! ".repeat(5000);

type Type = keyof typeof JOURNALS;

/** What is found at the path: the whole of one content, or something else. */
type State = "old" | "new" | "none" | "neither";

/** What may be found when the power fails during the write, and after it has resolved. */
interface Promised {
  readonly title: string;
  readonly write: (path: string) => Promise<void>;
  readonly during: readonly State[];
  readonly after: readonly State[];
  /** What is found with these settings and not with safer ones: else the test would not be able to fail. */
  readonly found: readonly State[];
  /** Where that is not found. */
  readonly notOn?: Type;
  /** Whether other settings say the same of other journals. */
  readonly ext4Only?: true;
}

const WHOLE: readonly State[] = ["old", "new"];

function written(options: AtomicOptions, promised: Omit<Promised, "title" | "write">): Promised {
  return { title: JSON.stringify(options), write: (path) => atomicWrite(path, NEW, options), ...promised };
}

const PROMISED: readonly Promised[] = [
  written({}, {
    during: [...WHOLE, "neither"],
    after: [...WHOLE, "neither"],
    found: ["neither"],
    notOn: "btrfs", // begins to write what is renamed over another file: fs/btrfs/inode.c, btrfs_rename()
  }),
  written({ fsync: true }, { during: WHOLE, after: WHOLE, found: ["old"] }),
  written({ fsync: true, fsyncDir: true }, { during: WHOLE, after: ["new"], found: ["new"] }),
  written({ fsync: true, fsyncDir: true, preserve: true }, {
    during: WHOLE,
    after: ["new"],
    found: ["new"],
    ext4Only: true,
  }),
  written({ fsync: true, fsyncDir: true, mode: 0o600 }, {
    during: WHOLE,
    after: ["new"],
    found: ["new"],
    ext4Only: true,
  }),
  written({ fsync: true, fsyncDir: true, replace: false }, { during: ["none", "new"], after: ["new"], found: ["new"] }),
  {
    title: "a stream",
    write: (path) => atomicWrite(path, new Blob([NEW]).stream(), { fsync: true, fsyncDir: true }),
    during: WHOLE,
    after: ["new"],
    found: ["new"],
    ext4Only: true,
  },
  {
    title: "atomicFile",
    async write(path) {
      await using file = await atomicFile(path, { fsync: true, fsyncDir: true });
      await file.writeAll(NEW);
      await file.commit();
    },
    during: WHOLE,
    after: ["new"],
    found: ["new"],
    ext4Only: true,
  },
  {
    title: "synced behind its rename, as others do: lost",
    async write(path) {
      await using file = await open(`${path}.temporary`, "w");
      await file.writeAll(NEW);
      await rename(`${path}.temporary`, path);
      await using directory = await openDir(dirname(path));
      await directory.sync();
      await file.sync();
    },
    during: [...WHOLE, "neither"],
    after: WHOLE,
    found: ["neither"],
  },
];

/** Writes everything, and cuts the disk off at each moment of that. */
async function cutOff(t: Deno.TestContext, type: Type, made: LoggedFilesystem): Promise<void> {
  await using filesystem = made;
  const promised = PROMISED.filter(({ ext4Only }) => type === "ext4" || ext4Only !== true);
  const other = await open(filesystem.join("other"), "w");
  for (const [i, { write, during }] of promised.entries()) {
    const path = filesystem.join(`f${i}`);
    if (during.includes("old")) await atomicWrite(path, OLD, { fsync: true, fsyncDir: true });
    await filesystem.mark(`${i} begins`);
    await write(path);
    await filesystem.mark(`${i} resolved`);
    // Commits the journal, with what was done to names: the content of files is not in it.
    await other.writeAll("x");
    await other.sync();
    await filesystem.mark(`${i} is over`);
  }
  await other.close();
  const parts = await filesystem.cutInto();
  const chance = random(SEED);
  const disk = filesystem.image.slice();
  const cached: Written[] = [];
  const left = (name: string) => disksLeft(disk, cached, parts.get(name)!, chance, JOURNALS[type].sector);
  for (const [i, { title, during, after, found, notOn }] of promised.entries()) {
    await t.step(title, async () => {
      const state = (dir: string) => stateOf(`${dir}/f${i}`);
      const states = new Set<State>();
      for (const _ of left(`${i} begins`));
      for (const [name, allowed] of [["resolved", during], ["is over", after]] as const) {
        for (const one of left(`${i} ${name}`)) {
          const found = await filesystem.after(one, state);
          assert(allowed.includes(found), `${found} before it ${name}`);
          states.add(found);
        }
        // The last moment: nothing comes any more, and nothing that the disk has kept back is written.
        if (name === "resolved") assert(after.includes(await filesystem.after(disk, state)), "after it has resolved");
      }
      for (const one of notOn === type ? [] : found) {
        assert(states.has(one), `${one} was never found among ${[...states]}`);
      }
    });
  }
}

for (const type of Object.keys(JOURNALS) as Type[]) {
  Deno.test({
    name: `after a power cut a file is what its settings promise, wherever the disk is cut off, ${type}`,
    ignore: !DISKS,
    fn: async (t) => {
      const filesystem = await LoggedFilesystem.make(JOURNALS[type]).catch((error: Error) => error);
      if (filesystem instanceof LoggedFilesystem) return await cutOff(t, type, filesystem);
      assert(type !== "ext4", filesystem.message);
      console.log(`${type} is left out: ${filesystem.message.trim()}`);
    },
  });
}

function stateOf(path: string): State {
  try {
    const content = Deno.readTextFileSync(path);
    return content === OLD ? "old" : content === NEW ? "new" : "neither";
  } catch (error) {
    assert(error instanceof Deno.errors.NotFound);
    return "none";
  }
}
