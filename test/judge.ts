import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { freePort } from "../local/ports.ts";

/**
 * A proxy that answers with an error (a `type` of stoplight.io) where a request or an answer does not fit the OpenAPI
 * document.
 */
export async function startJudge(document: string, upstream: string): Promise<{ url: string; stop(): Promise<void> }> {
  const cli = createRequire(import.meta.url)
    .resolve("@stoplight/prism-cli/package.json")
    .replace("package.json", "dist/index.js");
  const port = await freePort();
  const args = [cli, "proxy", document, upstream, "--errors", "--port", `${port}`];
  const child: ChildProcess = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  await new Promise<void>((resolve, reject) => {
    let said = "";
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      if (said.includes("Prism is listening")) resolve();
    });
    child.once("exit", (code) => reject(new Error(`the judge ended with ${code}: ${said}`)));
  });
  child.stdout?.removeAllListeners("data").resume();
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      child.kill("SIGKILL");
      await once(child, "close");
    },
  };
}
