// npm start. The work is in main.ts, which needs Node 24 and the dependencies: this brings both.
import { goOn } from "./bootstrap.mjs";

await goOn("services/launcher/main.ts", process.argv.slice(2), { channel: true });
