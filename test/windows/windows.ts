/** Whether this is Windows, and whether it is Wine: what Wine does otherwise stands in README.md. */

/** Tests that need Windows are ignored elsewhere … */
export const elsewhere = Deno.build.os !== "windows";
/** … and say why in their name. */
export const why = elsewhere ? " (not run: needs Windows)" : "";

function isWine(): boolean {
  // Wine's ntdll exports its version; Windows has no such function.
  const ntdll = Deno.dlopen("ntdll.dll", {
    version: { name: "wine_get_version", parameters: [], result: "pointer", optional: true },
  });
  const found = ntdll.symbols.version !== null;
  ntdll.close();
  return found;
}

/** Whether Wine plays Windows. */
export const wine = !elsewhere && isWine();
