import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

/** The WCAG 2.x contrast of every pair the design system uses, computed from the tokens themselves. */

const css = readFileSync(new URL("../../app/globals.css", import.meta.url), "utf8");
const tokens = readTokens(css);
const THEMES = ["light", "dark"] as const;
type Theme = (typeof THEMES)[number];
type Pair = { text: string; ground: string; min: number };

const GROUNDS = ["canvas", "surface", "sunken", "raised", "hover", "selected"];
const TONES = ["ok", "warn", "bad", "info", "mute", "risk"];
const TEXT_MIN = 4.5;
const SHAPE_MIN = 3;

const pairs: Pair[] = [
  ...cross(
    ["ink", "ink-2", "ink-3", "accent-ink", "bad-ink", "warn-ink", "ok-ink", "risk-ink"],
    GROUNDS,
    TEXT_MIN,
  ),
  ...TONES.map((tone) => ({ text: `${tone}-ink`, ground: `${tone}-soft`, min: TEXT_MIN })),
  ...cross(
    ["ink-2"],
    TONES.map((tone) => `${tone}-soft`),
    TEXT_MIN,
  ),
  ...cross(["on-accent"], ["accent", "accent-hover", "bad-fill"], TEXT_MIN),
  ...cross(["line-strong"], ["canvas", "surface", "sunken", "raised"], SHAPE_MIN),
  // Amber as a fill is 2.5 on white: it is never without words or a number, and not in this list.
  ...cross(["ok", "bad", "info", "risk", "mute"], ["canvas", "surface", "raised"], SHAPE_MIN),
];

describe.each(THEMES)("%s theme", (theme) => {
  it.each(pairs)("$text on $ground reaches $min", ({ text, ground, min }) => {
    expect(contrast(colour(text, theme), colour(ground, theme))).toBeGreaterThanOrEqual(min);
  });

  it("keeps the figures the design states", () => {
    const lowest = (text: string) =>
      Math.min(...GROUNDS.map((g) => contrast(colour(text, theme), colour(g, theme))));
    const stated = {
      light: { ink: 15.2, "ink-2": 7.4, "ink-3": 4.9 },
      dark: { ink: 13.1, "ink-2": 8, "ink-3": 5.5 },
    };
    for (const [name, ratio] of Object.entries(stated[theme]))
      expect(lowest(name)).toBeGreaterThan(ratio - 0.1);
  });
});

it("has no colour that the themes were not given", () => {
  const rest = css.slice(css.indexOf("@layer base"));
  expect(css).not.toMatch(/#[0-9a-f]{3,8}\b/i);
  expect(rest).not.toMatch(/\brgb|\bhsl/);
});

function cross(texts: readonly string[], grounds: readonly string[], min: number): Pair[] {
  return texts.flatMap((text) => grounds.map((ground) => ({ text, ground, min })));
}

type Oklch = [lightness: number, chroma: number, hue: number];

function readTokens(source: string): Map<string, Record<Theme, Oklch>> {
  const found = new Map<string, Record<Theme, Oklch>>();
  const number = "([\\d.]+)";
  const oklch = `oklch\\(${number} ${number} ${number}\\)`;
  const line = new RegExp(`--color-([a-z0-9-]+):\\s*light-dark\\(\\s*${oklch},\\s*${oklch}\\s*\\)`, "g");
  for (const [, name = "", ...values] of source.matchAll(line)) {
    const [l1, c1, h1, l2, c2, h2] = values.map(Number) as [number, number, number, number, number, number];
    found.set(name, { light: [l1, c1, h1], dark: [l2, c2, h2] });
  }
  return found;
}

function colour(name: string, theme: Theme): Oklch {
  const token = tokens.get(name);
  if (!token) throw new Error(`no token --color-${name}`);
  return token[theme];
}

/** OKLCH → linear sRGB (Ottosson), clipped to the gamut as a screen clips it. */
function linear([lightness, chroma, hue]: Oklch): [number, number, number] {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clip = (value: number) => Math.min(Math.max(value, 0), 1);
  return [
    clip(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    clip(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    clip(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

function contrast(one: Oklch, other: Oklch): number {
  const luminance = (value: Oklch) => {
    const [r, g, b] = linear(value);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [brighter, darker] = [luminance(one), luminance(other)].sort((x, y) => y - x) as [number, number];
  return (brighter + 0.05) / (darker + 0.05);
}
