import type { NextConfig } from "next";

/** A test build also carries `/gallery`: its page ends in `.gallery.tsx`, which other builds do not see. */
const testBuild = process.env.KEYWARDEN_TEST_BUILD === "1";

const config: NextConfig = {
  distDir: testBuild ? ".next-test" : ".next",
  pageExtensions: testBuild ? ["tsx", "ts", "gallery.tsx"] : ["tsx", "ts"],
  // npm test checks every type before; a start builds what was committed, and shouldn't wait for it again.
  typescript: { ignoreBuildErrors: true },
  poweredByHeader: false,
  reactStrictMode: true,
  serverExternalPackages: ["sodium-native", "pg", "pino"],
};

export default config;
