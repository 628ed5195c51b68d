#!/usr/bin/env node
// The operator's command. What it does is in main.ts, which needs Node 24 and the dependencies: this brings both.
import { goOn } from "../services/launcher/bootstrap.mjs";

await goOn("cli/main.ts", process.argv.slice(2));
