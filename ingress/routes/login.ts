import { z } from "zod";
import { log } from "../../lib/log.ts";
import { formFields } from "../body.ts";
import { endOf } from "../operator/access-token.ts";
import { operatorBy } from "../operator/gate.ts";
import { nextPage } from "../operator/next.ts";
import { endedSession, openSession, sessionOf } from "../operator/session.ts";
import { loginPage, signedInPage } from "../pages/login.tsx";
import { renderPage } from "../pages/render.tsx";
import { Problem } from "../problem.ts";
import { json, route, seeOther } from "../route.ts";

const proof = z.string().min(1).max(8000);
const wayBack = z.string().max(2000).optional();

const showLogin = route({
  method: "GET",
  path: "/login",
  summary: "The form that signs operators in; the way out for those who are",
  caller: "all",
  limit: "page",
  query: z.looseObject({ next: wayBack }),
  answers: { 200: { description: "A page with a form", type: "text/html" } },
  async handle({ headers, query }) {
    const operator = await sessionOf(headers);
    return renderPage(200, operator ? signedInPage({ operator }) : loginPage({ next: nextPage(query.next) }));
  },
});

const login = route({
  method: "POST",
  path: "/login",
  summary: "Sign in with the operator's key, or with a Supabase access token of an operator",
  caller: "all",
  limit: "login",
  body: {
    capBytes: 16 * 1024,
    schema: z.union([
      z.strictObject({ key: proof, next: wayBack }),
      z.strictObject({ accessToken: proof, next: wayBack }),
    ]),
    fromForm: formFields,
  },
  answers: {
    200: { description: "Signed in: the cookie is set", schema: z.object({ operator: z.string() }) },
    303: { description: "The same, for a form: on to `next`" },
    401: { description: "The key or token opens nothing" },
  },
  async handle({ body, requestId, sent }) {
    const given = "key" in body ? body.key : body.accessToken;
    const operator = await operatorBy(given);
    const about = { audit: true, act: "login", requestId };
    if (operator === undefined) {
      log.warn(about, "audit: sign-in refused");
      throw new Problem("who-are-you", "This key does not open that.", {
        headers: { "WWW-Authenticate": 'Bearer realm="operator"' },
      });
    }
    log.info({ ...about, operator }, "audit: signed in");
    const headers = { "Set-Cookie": await openSession(operator, operator === "key" ? undefined : endOf(given)) };
    if (sent.kind !== "form") return json(200, { operator }, headers);
    return seeOther(nextPage(body.next), headers);
  },
  problemPage: ({ sent }, problem) =>
    sent.kind === "form" ? loginPage({ next: nextPage(sent.fields.get("next")), problem }) : undefined,
});

const logout = route({
  method: "POST",
  path: "/logout",
  summary: "Sign out on this browser; rotating ADMIN_API_KEY ends every session",
  caller: "all",
  limit: "page",
  body: { capBytes: 1024, schema: z.looseObject({}), fromForm: formFields, optional: true },
  answers: { 303: { description: "Signed out: to the form" } },
  async handle({ headers, requestId }) {
    const operator = await sessionOf(headers);
    if (operator === undefined) return seeOther("/login");
    log.info({ audit: true, act: "logout", operator, requestId }, "audit: signed out");
    return seeOther("/login", { "Set-Cookie": endedSession });
  },
});

export const loginRoutes = [showLogin, login, logout] as const;
