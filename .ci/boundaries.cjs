// Who may import whom: the rules of the house, one floor above the other. Run by `npm test`, which also asserts that
// every source file was seen.

const { existsSync, readdirSync, readFileSync } = require("node:fs");
const { join } = require("node:path");

const LIB = join(__dirname, "..", "lib");

/** Rooms of lib that are not domains, and what each may import besides itself. */
const rooms = {
  kernel: [],
  crypto: ["kernel"],
  authz: ["kernel"],
  db: ["kernel"],
  vault: ["kernel", "crypto", "db"],
  audit: ["kernel", "crypto", "authz", "db", "vault"],
  signing: ["kernel", "crypto"],
  enforce: ["kernel", "crypto", "signing"],
};

/** What every domain stands on. */
const below = ["kernel", "crypto", "authz", "db", "vault", "audit"];

/** One domain may import another only along an edge named here. */
const domains = {
  identity: ["orgs"],
  orgs: ["keys", "policy"],
  keys: ["identity", "orgs", "policy"],
  approvals: [],
  encryption: [],
  policy: ["keys", "limits", "orgs"],
  limits: [],
  traffic: ["keys"],
  health: ["policy"],
  alerts: [],
  oauth: [],
  transparency: [],
};

/** Single files that a room may import from a room it otherwise may not. */
const exceptions = {
  db: ["^lib/authz/actor\\.ts$"],
  // Limits are arithmetic on what the gate holds in memory: all of that room but its reads is pure.
  enforce: ["^lib/(keys|policy)/contract\\.ts$", "^lib/limits/(?!queries)"],
};

/** Files of a domain that run anywhere: its contract, and those that the contract names as fit for components. */
const pure = readdirSync(LIB).flatMap((room) => {
  const contract = join(LIB, room, "contract.ts");
  if (!existsSync(contract)) return [];
  const named = /Components may also import ([^.]+)\./.exec(readFileSync(contract, "utf8"))?.[1] ?? "";
  const files = ["contract", ...named.split(/,\s*|\s+and\s+/).filter((name) => name !== "")];
  return [`^lib/${room}/(${files.join("|")})\\.ts$`];
});
const pureForComponents = [...pure, "^lib/kernel/"];

const TESTS = "(\\.test\\.tsx?|/testing\\.ts)$";
const any = (names) => `(${names.join("|")})`;

const roomRule = (room, allowed) => ({
  name: `lib-${room}`,
  comment: `lib/${room} may import ${allowed.length > 0 ? allowed.join(", ") : "nothing of the house"}`,
  severity: "error",
  from: { path: `^lib/${room}/`, pathNot: TESTS },
  to: {
    path: "^(app|components|lib|services|cli|e2e|bench|\\.ci)/",
    pathNot: [`^lib/${any([room, ...allowed])}/`, ...(exceptions[room] ?? [])],
  },
});

module.exports = {
  forbidden: [
    ...Object.entries(rooms).map(([room, allowed]) => roomRule(room, allowed)),
    ...Object.entries(domains).map(([domain, edges]) => roomRule(domain, [...below, ...edges])),
    {
      name: "lib-web",
      comment: "lib/web stands on all of lib, and on nothing above it",
      severity: "error",
      from: { path: "^lib/web/", pathNot: TESTS },
      to: { path: "^(app|components|services|cli|e2e|bench|\\.ci)/" },
    },
    {
      name: "lib-has-no-other-rooms",
      comment: "a new room is named here first, with what it may import",
      severity: "error",
      from: { path: `^lib/(?!${any([...Object.keys(rooms), ...Object.keys(domains), "web"])}/)` },
      to: {},
    },
    {
      name: "next-lives-in-web",
      comment:
        "lib/web is the only home of next, next-auth and server-only in lib; services and cli know neither them nor react",
      severity: "error",
      from: { path: "^(lib|services|cli|bench)/", pathNot: ["^lib/web/", "^services/console/"] },
      to: { path: "^node_modules/(next|next-auth|server-only|react|react-dom)/" },
    },
    {
      name: "console-serves-next-only",
      comment: "services/console may import next, not what is built with it",
      severity: "error",
      from: { path: "^services/console/" },
      to: { path: "^node_modules/(next-auth|server-only|react|react-dom)/" },
    },
    {
      name: "components-get-props",
      comment:
        "components import contracts and the pure files named beside them; data and actions arrive as props",
      severity: "error",
      from: { path: "^components/", pathNot: TESTS },
      to: { path: "^(app|lib|services|cli|e2e|bench|\\.ci)/", pathNot: pureForComponents },
    },
    {
      name: "pure-runs-anywhere",
      comment: "what components may import leads to nothing that needs a server",
      severity: "error",
      from: { path: pure },
      to: {
        path: "^(lib/(db|vault|web)/|node_modules/(pg|drizzle-orm|pino|sodium-native)/)",
        reachable: true,
      },
    },
    {
      name: "pure-without-node",
      comment: "nor to what only Node has",
      severity: "error",
      from: { path: pure },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "app-is-on-top",
      comment: "routes import components and lib, never a process",
      severity: "error",
      from: { path: "^(app/|proxy\\.ts$|next\\.config\\.ts$|instrumentation\\.ts$)" },
      to: { path: "^(services|cli|e2e|bench|\\.ci)/" },
    },
    {
      name: "processes-know-no-pages",
      comment: "services and the command import lib except web",
      severity: "error",
      from: { path: "^(services|cli|bench)/" },
      to: { path: "^(app|components|lib/web|e2e)/" },
    },
    {
      name: "processes-keep-apart",
      comment:
        "one process imports no other's files; the launcher starts the database's cluster, and all share services/*.ts",
      severity: "error",
      from: { path: "^services/([^/]+)/", pathNot: TESTS },
      to: {
        path: "^services/[^/]+/",
        pathNot: ["^services/$1/", "^services/postgres/cluster\\.ts$", "^services/demo/seed\\.ts$"],
      },
    },
    {
      name: "e2e-is-a-black-box",
      comment: "browser tests see what a user sees: they import nothing of the house",
      severity: "error",
      from: { path: "^e2e/" },
      to: { path: "^(app|components|lib|services|cli|bench|\\.ci)/" },
    },
    {
      name: "tests-help-tests",
      comment: "testing.ts belongs to tests",
      severity: "error",
      from: { pathNot: ["\\.test\\.tsx?$", "/testing\\.ts$"] },
      to: { path: "/testing\\.ts$" },
    },
    {
      name: "no-circles",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "resolvable",
      comment: "an import that leads nowhere (next brings server-only itself)",
      severity: "error",
      from: {},
      to: { couldNotResolve: true, pathNot: "^server-only$" },
    },
    {
      name: "product-without-dev-tools",
      comment: "what ships imports no devDependency",
      severity: "error",
      from: { path: "^(app|components|lib|services|cli)/", pathNot: [TESTS, "/vectors/"] },
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"] },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(node_modules/\\.cache|\\.next|\\.next-test)/" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    parser: "swc",
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
      extensions: [".ts", ".tsx", ".mjs", ".js", ".cjs", ".json"],
      mainFields: ["module", "main", "types"],
    },
  },
};
