// Runs a program that is not ours (its path and arguments as given) in this process's group, and ends the whole group
// when whoever started it is gone. Started detached, with an IPC channel.
import { spawn } from "node:child_process";

process.on("disconnect", () => process.kill(-process.pid, "SIGKILL"));
const child = spawn(process.execPath, process.argv.slice(2), { stdio: "inherit" });
child.once("exit", (code, signal) => process.exit(code ?? (signal === null ? 0 : 1)));
