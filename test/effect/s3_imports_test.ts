/** What a program imports that needs no storage of others. */
import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";

interface Graph {
  readonly modules: readonly { readonly specifier: string; readonly error?: string }[];
  readonly npmPackages: Record<string, unknown>;
}

async function graphOf(module: string): Promise<Graph> {
  const path = fromFileUrl(new URL(`../../${module}`, import.meta.url));
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json", path] }).output();
  return JSON.parse(new TextDecoder().decode(stdout));
}

Deno.test("a storage's packages load only with its own entry", async () => {
  const needed: Record<string, RegExp | undefined> = {
    "mod.ts": undefined,
    "src/effect/effect.ts": undefined,
    "src/effect/http/http.ts": undefined,
    "src/effect/s3/s3.ts": /^@aws-sdk\/(client-s3|lib-storage)$/,
    "src/effect/webdav/webdav.ts": /^webdav$/,
  };
  for (const [module, allowed] of Object.entries(needed)) {
    const { modules } = await graphOf(module);
    assert(modules.length > 5 && modules.every(({ error }) => error === undefined), module);
    const packages = modules.map(({ specifier }) => /^npm:\/?((@[^/]+\/)?[^/@]+)/.exec(specifier)?.[1])
      .filter((name) => name !== undefined && name !== "deno-std");
    assertEquals(packages.filter((name) => !allowed?.test(name!)), [], module);
    assertEquals(packages.length > 0, allowed !== undefined, module);
  }
});
