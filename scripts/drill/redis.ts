import { connect } from "node:net";
import { second } from "../../lib/time.ts";

/** One command over a bare socket. @returns the reply's first line without its type */
export function tellRedis(port: number, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1" }, () => socket.write(`${command}\r\n`));
    const fail = (error: Error) => {
      socket.destroy();
      reject(error);
    };
    socket.setTimeout(10 * second, () => fail(new Error(`Redis did not answer to ${command}`)));
    socket.once("error", fail);
    let text = "";
    socket.on("data", (data) => {
      text += data.toString();
      if (!text.includes("\r\n")) return;
      if (text.startsWith("-")) return fail(new Error(`${command}: ${text.trim()}`));
      socket.destroy();
      resolve(text);
    });
  });
}
