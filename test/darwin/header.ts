/**
 * Writes what the shim includes, of Darwin's headers as `test/abi/darwin.json` has them:
 *
 *     deno run -A test/darwin/header.ts directory
 *
 * `darwin.h`: constants as `D_<name>`, sizes as `D_SIZE_<struct>`, offsets as `D_<struct>__<field>`. `errors.h`: pairs
 * of Linux's and Darwin's error numbers, by name.
 */
import headers from "../abi/darwin.json" with { type: "json" };
import type { DarwinHeaders } from "./headers.ts";

const { constants, structs } = headers as unknown as DarwinHeaders;
const lines: string[] = [];
for (const [name, value] of Object.entries(constants)) lines.push(`#define D_${name} ${value}`);
for (const [name, { size, fields }] of Object.entries(structs)) {
  lines.push(`#define D_SIZE_${name} ${size}`);
  for (const [field, [offset]] of Object.entries(fields)) lines.push(`#define D_${name}__${field} ${offset}`);
}
// Linux has two names for one number here, and each must come first where it serves.
const errors = Object.keys(constants).filter((name) => /^E[A-Z0-9]+$/.test(name) && name !== "EWOULDBLOCK")
  .sort((a, b) => Number(a === "EOPNOTSUPP") - Number(b === "EOPNOTSUPP"));
const pairs = errors.map((name) => `#ifdef ${name}\n{${name}, D_${name}},\n#endif`);

const directory = Deno.args[0]!;
await Deno.writeTextFile(`${directory}/darwin.h`, `${lines.join("\n")}\n`);
await Deno.writeTextFile(`${directory}/errors.h`, `${pairs.join("\n")}\n`);
