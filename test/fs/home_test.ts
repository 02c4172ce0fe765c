import { assertEquals, assertInstanceOf } from "@std/assert";
import { PASSWD as DARWIN } from "../../ffi/darwin/passwd.ts";
import { PASSWD as LINUX } from "../../ffi/linux/passwd.ts";
import { synchronous } from "../../src/call/synchronous.ts";
import { os } from "../../src/os/os.ts";
import { posixSession } from "../../src/os/posix/session.ts";
import { SLOW } from "../call/scale.ts";
import { runScript } from "../call/subprocess.ts";
import { rejectionOf } from "../call/thrown.ts";
import { asUser, ROOT } from "../handle/nobody.ts";
import { everyWay } from "../ways.ts";

/** Users and their homes; those of one number share it. */
const USERS = Deno.readTextFileSync("/etc/passwd").split("\n").filter((line) => line.split(":").length === 7)
  .map((line) => line.split(":") as [string, string, string, string, string, string, string]);
const MINE = USERS.find(([, , uid]) => Number(uid) === Deno.uid())?.[5];
/** A number that no user has. */
const UNLISTED = 54_321;
const NOBODY_KNOWS = "no-such-user-here";

/** Runs `body` with another `HOME`. */
async function withHome(home: string | undefined, body: () => Promise<void>): Promise<void> {
  const before = Deno.env.get("HOME");
  const set = (value?: string) => value === undefined ? Deno.env.delete("HOME") : Deno.env.set("HOME", value);
  set(home);
  try {
    await body();
  } finally {
    set(before);
  }
}

everyWay("homedir is what the system has listed, whatever HOME says", async ({ fs }) => {
  if (MINE === undefined) return;
  for (const home of [undefined, "", "/some/where"]) {
    await withHome(home, async () => assertEquals(await fs.homedir(), MINE));
  }
});

if (ROOT) {
  everyWay("homedir of one who is not listed is HOME, or not there", async ({ fs }) => {
    await asUser(UNLISTED, async () => {
      await withHome("/some/where", async () => {
        assertEquals([await fs.homedir(), await fs.expanduser("~/x")], ["/some/where", "/some/where/x"]);
      });
      await withHome("/", async () => {
        assertEquals([await fs.expanduser("~"), await fs.expanduser("~/x")], ["/", "/x"]);
      });
      for (const home of [undefined, ""]) {
        await withHome(home, async () => {
          assertInstanceOf(await rejectionOf(fs.homedir()), Deno.errors.NotFound);
          assertEquals(await fs.expanduser("~/x"), "~/x");
        });
      }
    });
  });
}

everyWay("homedir of another user is what the system has listed", async ({ fs }) => {
  await withHome("/some/where", async () => {
    for (const [name, , , , , home] of USERS) assertEquals(await fs.homedir(name), home);
  });
  const error = await rejectionOf(fs.homedir(NOBODY_KNOWS));
  assertEquals([error.code, error.syscall, error.path], ["ENOENT", "getpwnam_r", NOBODY_KNOWS]);
  assertEquals(error instanceof Deno.errors.NotFound, true);
});

everyWay("expanduser replaces a tilde at the beginning, and nothing else", async ({ fs }) => {
  if (MINE === undefined) return;
  const [[name, , , , , home]] = USERS as [typeof USERS[0]];
  const cases = [
    ["~", MINE],
    ["~/", `${MINE}/`],
    ["~/a/~", `${MINE}/a/~`],
    [`~${name}`, home],
    [`~${name}/x`, `${home.replace(/\/$/, "")}/x`],
    [`~${NOBODY_KNOWS}/x`, `~${NOBODY_KNOWS}/x`],
    ["a/~", "a/~"],
    ["", ""],
    ["/~", "/~"],
    ["./~/x", "./~/x"],
  ] as const;
  await withHome("/some/where", async () => {
    for (const [path, wanted] of cases) assertEquals(await fs.expanduser(path), wanted);
    assertEquals(await fs.expanduser(new URL("file:///a/~")), "/a/~");
  });
});

Deno.test("an entry of any length is read", () => {
  const session = posixSession(os.name === "darwin" ? DARWIN : LINUX, 1);
  for (const [name, , , , , home] of USERS) assertEquals(synchronous(session.home(name)), home);
});

Deno.test("a home is told as node:os tells it: with the permission to ask for it", async () => {
  if (SLOW || MINE === undefined) return; // starting Deno takes seconds on a slow machine
  const script = `
    const told = (f) => { try { return f(); } catch (error) { return error.name; } };
    console.log(told(() => files.homedirSync()), told(() => files.expanduserSync("~")), told(() => files.expanduserSync("x")),
      told(() => files.tempdirSync()));`;
  for (
    const [flags, wanted] of [
      [["--allow-ffi"], "NotCapable NotCapable x /tmp"],
      [["--allow-ffi", "--allow-sys=homedir"], `${MINE} ${MINE} x /tmp`],
      [["--allow-ffi", "--allow-sys", "--allow-env=HOME"], `${MINE} ${MINE} x /tmp`],
    ] as const
  ) {
    const { stdout, stderr } = await runScript(script, [...flags]);
    assertEquals(stdout, `${wanted}\n`, stderr);
  }
});
