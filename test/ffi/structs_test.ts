import { assert, assertEquals } from "@std/assert";
import { headerStruct } from "../abi/headers.ts";
import { ARCHITECTURES, structs } from "../abi/tables.ts";

/** Fields that our tables leave out, and why. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  "inotify_event.name": "it has no size of its own",
  "statfs.f_spare": "reserved",
  "statx.stx_dio_mem_align": "Linux 6.1; nobody asks for STATX_DIOALIGN",
  "statx.stx_dio_offset_align": "Linux 6.1; nobody asks for STATX_DIOALIGN",
};

for (const architecture of ARCHITECTURES) {
  for (const [name, { size, ...fields }] of Object.entries(structs(architecture))) {
    Deno.test(`struct ${name} has the size and the fields of the ${architecture} headers`, () => {
      const header = headerStruct(name, architecture)!;
      assert(header, `test/abi/linux.json has no struct ${name}`);
      const wanted = Object.entries(header.fields).filter(([field]) => !(`${name}.${field}` in LEFT_OUT));
      const ours = Object.entries(fields).map(([field, { offset, size }]) => [field, [offset, size]]);
      assertEquals(Object.fromEntries(ours), Object.fromEntries(wanted));
      assertEquals(size, header.size);
    });
  }
}

Deno.test("every field that is left out exists, with its reason", () => {
  for (const [entry, reason] of Object.entries(LEFT_OUT)) {
    const [name, field] = entry.split(".") as [string, string];
    for (const architecture of ARCHITECTURES) {
      assert(field in headerStruct(name, architecture)!.fields, `${entry} is not in the ${architecture} headers`);
    }
    assert(reason !== "");
  }
});
