import { findAsset } from "../pages/assets.ts";
import { Problem } from "../problem.ts";
import { route } from "../route.ts";

/** The pages' styles and scripts, cached for good: the name contains a hash of the content. */
export const asset = route({
  method: "GET",
  path: "/assets/:file",
  summary: "Style and scripts of the pages",
  caller: "all",
  limit: "asset",
  answers: {
    200: { description: "The file", type: "*/*" },
    404: { description: "No such file, or an older version of it" },
  },
  handle({ params }) {
    const found = findAsset(params.file ?? "");
    if (!found) throw new Problem("not-found", "There is no such file.");
    const { type, bytes } = found;
    return {
      status: 200,
      headers: { "Content-Type": type, "Cache-Control": "public, max-age=31536000, immutable" },
      body: bytes,
    };
  },
});
