import { assertEquals } from "@std/assert";
import { DARWIN_CONSTANTS as c } from "../../ffi/darwin/constants.ts";
import { temporaryDirectory } from "../temporary.ts";
import { callsOf } from "./observed.ts";
import { everyWayOnDarwin, everyWayOnShim } from "./here.ts";

const COMMANDS = { sync: c.F_FULLFSYNC, syncData: c.F_BARRIERFSYNC } as const;

for (const operation of ["sync", "syncData"] as const) {
  everyWayOnDarwin(`${operation} empties the drive's cache, or keeps its order`, async ({ fs }) => {
    await using dir = await temporaryDirectory();
    await using file = await fs.open(dir.join("a"), "w");
    const calls = await callsOf(() => file[operation]());
    const made = calls.filter(({ name }) => name !== "fstat64" && name !== "fstatfs64");
    assertEquals(made.map(({ name, args, result }) => [name, args[1], result]), [["fcntl", COMMANDS[operation], 0]]);
  });

  // The shim's tmpfs does not know the commands, as filesystems of other makers do not.
  everyWayOnShim(`${operation} falls back to fsync where the filesystem refuses`, async ({ name, fs }) => {
    await using dir = await temporaryDirectory("/dev/shm");
    await using file = await fs.open(dir.join("a"), "w");
    const calls = await callsOf(() => file[operation]());
    const made = calls.filter(({ name }) => name === "fcntl" || name === "fsync");
    // Alone, the first refusal's number is lost, and asked for again.
    const refusals = name.includes("batch: false") ? 2 : 1;
    assertEquals(made.map(({ name }) => name), [...Array(refusals).fill("fcntl"), "fsync"]);
    assertEquals(made.at(-1)!.result, 0);
  });
}
