import { enableCompileCache } from "node:module";
import { join } from "node:path";

// Loading is most of what a short command does: compiled once, it takes a third of the time. The cache lies with the
// code, where only who may change the code can write; a directory that can't be written leaves it out.
enableCompileCache(join(import.meta.dirname, "../node_modules/.cache/keywarden"));

const { runKeywarden } = await import("./run.ts");
process.exitCode = await runKeywarden(process.argv.slice(2));
