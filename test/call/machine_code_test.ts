/**
 * The bytes of `src/call/machine_code.ts` and `machine_code_windows.ts` are what GNU as makes of the comments beside
 * them, for both architectures on either. Where an assembler is missing the test is ignored and its name says so; in CI
 * it fails instead.
 */
import { assertEquals } from "@std/assert";
import { MACHINE_CODE } from "../../src/call/machine_code.ts";
import { WINDOWS_MACHINE_CODE } from "../../src/call/machine_code_windows.ts";
import { ARCHITECTURES, sourceLines } from "../abi/tables.ts";

type Architecture = keyof typeof MACHINE_CODE;

/** What runs records, by the convention of its callees. */
const CODES = [
  { convention: "Linux and macOS", path: "src/call/machine_code.ts", code: MACHINE_CODE },
  { convention: "Windows", path: "src/call/machine_code_windows.ts", code: WINDOWS_MACHINE_CODE },
] as const;

/** How to assemble for an architecture; the Debian package is named where it is missing. */
const ASSEMBLERS = {
  x86_64: { tool: "x86_64-linux-gnu-as", debian: "binutils-x86-64-linux-gnu", prologue: ".intel_syntax noprefix" },
  aarch64: { tool: "aarch64-linux-gnu-as", debian: "binutils-aarch64-linux-gnu", prologue: ".arch armv8-a" },
} as const;

/** A line of a listing: `53` and `push rbx`. */
interface Line {
  readonly bytes: string;
  readonly assembly: string;
}

/** The array `X86_64` or `AARCH64` of a source, line by line. */
function listing(path: string, architecture: Architecture): Line[] {
  const lines = sourceLines(path);
  const start = lines.indexOf(`const ${architecture.toUpperCase()} = [`);
  return lines.slice(start + 1, lines.indexOf("];", start)).map((line) => {
    const [, bytes, assembly] = line.match(/^ {2}((?:0x[0-9a-f]{2}, )+)\/\/ ([^;]+?)(?: ;.*)?$/) ??
      [undefined, line, "(no instruction beside it)"];
    return { bytes: bytes!.replaceAll(/0x|, /g, ""), assembly: assembly! };
  });
}

/** The program that assembles for `architecture`: the cross assembler by its full name, or the host's own. */
function assembler(architecture: Architecture): string | undefined {
  const tools = [ASSEMBLERS[architecture].tool, ...(architecture === Deno.build.arch ? ["as"] : [])];
  return tools.find((tool) => {
    try {
      return new Deno.Command(tool, { args: ["--version"] }).outputSync().success;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return false;
      throw error;
    }
  });
}

/** The bytes of each line, by the assembler's own listing. */
async function assemble(tool: string, architecture: Architecture, assembly: string[]): Promise<Line[]> {
  const directory = await Deno.makeTempDir({ prefix: "reseau-" });
  try {
    await Deno.writeTextFile(`${directory}/code.s`, [ASSEMBLERS[architecture].prologue, ...assembly, ""].join("\n"));
    // -aln: a listing without page heads; four words to a line hold any instruction.
    const args = ["--listing-lhs-width=4", "-aln", "-o", "code.o", "code.s"];
    const output = await new Deno.Command(tool, { args, cwd: directory }).output();
    if (!output.success) throw new Error(new TextDecoder().decode(output.stderr));
    const lines = [...new TextDecoder().decode(output.stdout).matchAll(/^ *(\d+) [0-9a-f]{4} ((?:[0-9A-F]+ )+)/gm)];
    return lines.map(([, number, bytes]) => ({
      bytes: bytes!.replaceAll(" ", "").toLowerCase(),
      assembly: assembly[Number(number) - 2]!, // counted from 1, behind the prologue
    }));
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

for (const architecture of ARCHITECTURES) {
  const tool = assembler(architecture);
  const missing = tool === undefined ? ` (not run: no assembler, install ${ASSEMBLERS[architecture].debian})` : "";

  for (const { convention, path, code } of CODES) {
    Deno.test({
      name: `the machine code for ${architecture}, ${convention}, is what its comments assemble to${missing}`,
      ignore: tool === undefined && Deno.env.get("CI") === undefined,
      async fn() {
        const lines = listing(path, architecture);
        const assembly = lines.map((line) => line.assembly);
        assertEquals(lines, await assemble(tool ?? ASSEMBLERS[architecture].tool, architecture, assembly));
      },
    });

    Deno.test(`the machine code for ${architecture}, ${convention}, is all of its listing`, () => {
      const bytes = [...code[architecture]].map((byte) => byte.toString(16).padStart(2, "0"));
      assertEquals(bytes.join(""), listing(path, architecture).map((line) => line.bytes).join(""));
    });
  }
}
