import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { expect, test } from "vitest";
import { interpret, readBytes } from "./body.ts";

const read = async (type: string, text: string | Uint8Array, headers = {}) =>
  interpret({ "content-type": type, ...headers }, typeof text === "string" ? Buffer.from(text) : text, {
    fromForm: Object.fromEntries,
  });

test.each([
  ["broken JSON", "application/json", "{", 400],
  ["nothing", "application/json", "", 400],
  ["Latin-1", "application/json", Buffer.from('{"name":"Zo\xeb"}', "latin1"), 400],
  ["a lone surrogate, which no database takes", "application/json", '{"name":"\\ud800"}', 400],
  ["a lone surrogate in a key", "application/json", '{"\\udfff":1}', 400],
  ["nesting without end", "application/json", `"\\ud800"${"[".repeat(16_000)}`, 400],
  ["another type", "text/plain", "{}", 415],
  ["no type", "", "{}", 415],
  ["JSON that only looks like it", "application/jsonp", "{}", 415],
  ["multipart without its boundary", "multipart/form-data", "x", 400],
  ["multipart that breaks off", "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data", 400],
])("%s is refused", async (_, type, text, status) => {
  await expect(read(type, text)).rejects.toMatchObject({ status });
});

test("a compressed body is refused: it could be larger than it looks", async () => {
  await expect(read("application/json", "{}", { "content-encoding": "gzip" })).rejects.toMatchObject({ status: 415 });
});

test("JSON, its charset and an emoji are read", async () => {
  expect(await read("application/json; charset=utf-8", '{"name":"Zo\\u00eb \\ud83d\\ude00"}')).toEqual({
    kind: "json",
    value: { name: "Zoë 😀" },
  });
});

test("both kinds of form are read; a file in one is not", async () => {
  const both = { kind: "form", fields: new URLSearchParams("a=1&a=2&b=%C3%AB") };
  expect(await read("application/x-www-form-urlencoded", "a=1&a=2&b=%C3%AB")).toEqual(both);
  const part = (name: string, value: string, more = "") =>
    `--x\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`;
  const multipart = "multipart/form-data; boundary=x";
  expect(await read(multipart, `${part("a", "1")}${part("a", "2")}${part("b", "ë")}--x--\r\n`)).toEqual(both);
  const file = part("cv", "...", '; filename="cv.pdf"');
  await expect(read(multipart, `${file}--x--\r\n`)).rejects.toMatchObject({ status: 400 });
});

test("a client that was gone before anybody read its body is told of, not waited for", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = connect((server.address() as AddressInfo).port, "127.0.0.1");
  client.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{");
  const [incoming] = (await once(server, "request")) as [IncomingMessage];
  const gone = new Promise((resolve) => incoming.once("close", resolve));
  client.destroy();
  await gone;
  await expect(readBytes(incoming, 1000)).rejects.toMatchObject({ status: 400 });
  server.close();
});
