import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const types = { css: "text/css; charset=utf-8", js: "text/javascript; charset=utf-8", svg: "image/svg+xml" } as const;
/** What browsers load, and the files of ours and of packages that each consists of. */
const files = {
  "style.css": ["style.css", "form.css", "search.css", "subscriber.css", "billing.css"],
  "signup.js": ["signup.js", "signup-cities.js"],
  "cities.js": ["signup-cities.js"],
  "status.js": ["status.js"],
  "search.js": ["search.js"],
  "dashboard.css": ["uplot/dist/uPlot.min.css", "dashboard.css"],
  "dashboard.js": ["uplot/dist/uPlot.iife.min.js", "dashboard.js"],
  "icon.svg": ["icon.svg"],
} as const;
export type AssetName = keyof typeof files;

interface Asset {
  type: string;
  bytes: Uint8Array;
}

const require = createRequire(import.meta.url);
const locate = (part: string) =>
  part.includes("/") ? require.resolve(part) : new URL(`assets/${part}`, import.meta.url);

const paths = new Map<AssetName, string>();
const assets = new Map<string, Asset>();

// Read once: they are part of the program, and a missing one must fail at start, not during a visit.
for (const [name, parts] of Object.entries(files) as [AssetName, readonly string[]][]) {
  const bytes = Buffer.concat(parts.map((part) => readFileSync(locate(part))));
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
  const [stem = "", extension = ""] = name.split(".");
  const file = `${stem}.${hash}.${extension}`;
  paths.set(name, `/assets/${file}`);
  assets.set(file, { type: types[extension as keyof typeof types], bytes: new Uint8Array(bytes) });
}

/** The path of an asset in its present version. */
export function assetPath(name: AssetName): string {
  const path = paths.get(name);
  if (path === undefined) throw new Error(`no asset ${name}`);
  return path;
}

export function findAsset(file: string): Asset | undefined {
  return assets.get(file);
}
