// npm run bench. The work is in main.ts, which needs Node 24 and the dependencies: this brings both.
import { goOn } from "../services/launcher/bootstrap.mjs";

await goOn("bench/main.ts", process.argv.slice(2));
