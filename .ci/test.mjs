// npm test. The stages need Node 24 and the dependencies: this brings both.
import { goOn } from "../services/launcher/bootstrap.mjs";

await goOn(".ci/stages.ts", process.argv.slice(2));
