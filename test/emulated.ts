/**
 * Loaded before the tests that run under qemu's user-mode emulation (`--preload`): the kernel cannot start the emulated
 * Deno by itself, so whatever starts another one names the emulator, which `test/arm64.sh` gives.
 */
const [emulator, ...flags] = Deno.env.get("RESEAU_EMULATOR")!.split(" ") as [string, ...string[]];

Deno.Command = class extends Deno.Command {
  constructor(command: string | URL, options: Deno.CommandOptions = {}) {
    const own = command === Deno.execPath();
    super(own ? emulator : command, own ? { ...options, args: [...flags, command, ...options.args ?? []] } : options);
  }
};
