/** Permissions on Windows: only drives are files; devices, pipes and other computers need all of them. */
import { assertEquals } from "@std/assert";
import { capabilities } from "../../mod.ts";
import { valueOfScript } from "../call/subprocess.ts";
import { onWindows } from "./here.ts";

onWindows("what is no drive needs every permission", async () => {
  const script = `
    const paths = String.raw\`C:\\windows|\\\\?\\C:\\windows|C:/windows/.|\\\\.\\nul|\\\\.\\C:\\windows|\\\\.\\pipe\\none|\\\\server\\share\\x|\\\\?\\UNC\\server\\share\\x\`.split("|");
    const ask = (path) => {
      try { files.statSync(path); return "there"; } catch (error) { return error.constructor.name; }
    };
    console.log(JSON.stringify(paths.map(ask)));`;
  assertEquals(await valueOfScript(script, ["--allow-ffi", "--allow-read"]), [
    ...Array(4).fill("there"),
    ...Array(4).fill("NotCapable"),
  ]);
  const below = `
    const ask = (path) => {
      try { files.statSync(path); return "there"; } catch (error) { return error.constructor.name; }
    };
    console.log(JSON.stringify(["C:\\\\windows\\\\win.ini", "c:/windows/win.ini", "C:\\\\users"].map(ask)));`;
  assertEquals(await valueOfScript(below, ["--allow-ffi", "--allow-read=C:\\windows"]), [
    "there",
    "there",
    "NotCapable",
  ]);
});

onWindows("calls share trips by machine code in memory that was writable, and is executable", () => {
  assertEquals(capabilities().batch, true);
});
