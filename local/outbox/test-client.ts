/** For the tests of this folder: a plain HTTP client of the API. */
export interface Answer {
  status: number;
  headers: Headers;
  body: unknown;
}

export const validMail = {
  from: "JobPing <hello@jobping.example>",
  to: ["ada@example.org"],
  subject: "Hello",
  html: "<p>Hello</p>",
  text: "Hello",
};

export async function ask(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, init);
  const text = await response.text();
  const json = response.headers.get("content-type")?.includes("json");
  return { status: response.status, headers: response.headers, body: json ? JSON.parse(text) : text };
}

/** POSTs to the API with a valid key; headers set to undefined are left out. */
export function post(url: string, body: unknown, headers: Record<string, string | undefined> = {}): Promise<Answer> {
  const all = { authorization: "Bearer re_test", "content-type": "application/json", ...headers };
  const given = Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  return ask(url, {
    method: "POST",
    headers: Object.fromEntries(given),
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

export function put(url: string, body: unknown): Promise<Answer> {
  return ask(url, { method: "PUT", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
}

export async function messages(
  url: string,
  query = "",
): Promise<{ id: string; to: string | string[]; subject: string }[]> {
  return (await ask(`${url}/messages${query}`)).body as { id: string; to: string | string[]; subject: string }[];
}
