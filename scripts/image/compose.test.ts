import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { environmentVariables, secretName } from "../../lib/env-variables.ts";
import { programEnvironment } from "../../local/environment.ts";

interface Service {
  image: string;
  profiles?: string[];
  environment?: Record<string, string>;
  ports?: string[];
  volumes?: string[];
  networks: string[] | Record<string, unknown>;
  healthcheck?: object;
  cap_drop?: string[];
  cap_add?: string[];
  security_opt?: string[];
  read_only?: boolean;
  pids_limit?: number;
  depends_on?: Record<string, { condition: string }>;
  deploy?: { resources: { limits: { cpus: string; memory: string } } };
}

const text = readFileSync("docker-compose.yml", "utf8");
const { services, volumes } = parse(text, { merge: true }) as {
  services: Record<string, Service>;
  volumes: Record<string, object>;
};
const names = Object.keys(services);
const of = (name: string) => services[name] as Service;
const environment = (name: string) => Object.keys(of(name).environment ?? {});

test.each(names)("%s has limits, and may do nothing that it need not", (name) => {
  const service = of(name);
  expect(service.deploy?.resources.limits).toEqual({
    cpus: expect.any(String),
    memory: expect.stringMatching(/^\d+[mg]$/),
  });
  expect(service.pids_limit).toBeGreaterThan(0);
  expect(service.cap_drop).toEqual(["ALL"]);
  expect(service.cap_add ?? []).toEqual(["caddy", "api"].includes(name) ? ["NET_BIND_SERVICE"] : []);
  expect(service.security_opt).toEqual(["no-new-privileges:true"]);
  expect(service.read_only).toBe(true);
});

test("everything that stays up says how it is, but for PostgREST, which is asked by what stands before it", () => {
  const silent = names.filter((name) => !of(name).healthcheck && !["ingress", "worker"].includes(name));
  expect(silent).toEqual(["postgrest"]);
  expect(readFileSync("Dockerfile", "utf8")).toMatch(/^HEALTHCHECK .*"jobping", "health"/m);
});

test("the image starts its programs as npm does", () => {
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8"));
  const jobping = readFileSync("deploy/jobping", "utf8");
  for (const name of ["ingress", "worker"]) expect(jobping).toContain(`  ${name}) ${scripts[name]} ;;\n`);
});

test("nobody is reached from outside but the ingress and what stands before it; operators' and local pages by loopback", () => {
  const ports = names.flatMap((name) => (of(name).ports ?? []).map((port) => `${name} ${port}`));
  expect(ports.filter((port) => !/ 127\.0\.0\.1:/.test(port))).toEqual([
    expect.stringMatching(/^ingress \$\{PUBLISH:-127\.0\.0\.1:3000\}:3000$/),
    ...["80:80", "443:443", "443:443/udp"].map((port) => `caddy ${port}`),
  ]);
  expect(ports.filter((port) => / 127\.0\.0\.1:/.test(port)).sort()).toEqual([
    "grafana 127.0.0.1:3001:3000",
    "outbox 127.0.0.1:4001:4001",
  ]);
});

test("data lies in named volumes, files of this repository are only read", () => {
  for (const name of names)
    for (const mount of of(name).volumes ?? []) {
      const [from = "", , mode] = mount.split(":");
      if (from.startsWith("./")) expect(() => readFileSync(`${from}/.`)).toThrow();
      if (from.startsWith("./")) expect(mode).toBe("ro");
      else expect(Object.keys(volumes)).toContain(from);
    }
});

test("Caddy hands on none of what the ingress believes of its proxy, but for what Caddy writes itself", () => {
  const believed = [...readFileSync("ingress/edge.ts", "utf8").matchAll(/headers(?:\.|\[")(x-[\w-]+|traceparent)\b/g)];
  const dropped = [...readFileSync("deploy/public.Caddyfile", "utf8").matchAll(/^\t*header_up -(\S+)$/gm)];
  const names = (found: RegExpExecArray[]) => [...new Set(found.map(([, name = ""]) => name.toLowerCase()))].sort();
  // Caddy replaces a visitor's header.
  expect(names(believed).filter((name) => name !== "x-forwarded-for")).toEqual(names(dropped));
  expect(names(dropped)).toEqual(["traceparent", "x-request-id"]);
});

describe("variables", () => {
  /** Set by the image, or production defaults that this file relies on. */
  const fixed = ["NODE_ENV", "HOST", "PORT", "METRICS_PORT", "COMMIT", "REDIS_PREFIX"];
  /** Variables that only the command line reads. */
  const ofOps = ["INGRESS", "BACKUPS"];
  /** What the local stack's ingress does not get either, and secrets that can sign any key. */
  const everything = Object.fromEntries(Object.keys(environmentVariables).map((name) => [name, "x"]));
  const at = { host: "", port: 0, ingress: "", redis: "", supabase: "", outbox: "", boards: "" };
  const secrets = everything as unknown as Parameters<typeof programEnvironment>[2];
  const forIngress = programEnvironment(everything, at, secrets).ingress;
  const neverIngress = Object.keys(everything).filter((name) => !(name in forIngress));

  test("our processes get none that lib/env does not know", () => {
    const known = Object.keys(environmentVariables);
    for (const name of ["ingress", "worker", "ops"]) {
      expect(environment(name).filter((each) => ![...known, ...ofOps].includes(each))).toEqual([]);
    }
  });

  test("each is given to somebody, and is from .env if a person decides it", () => {
    const given = new Set([...environment("ingress"), ...environment("worker"), ...fixed]);
    // For PostgREST alone: it can sign a service key, and operators here use ADMIN_API_KEY.
    expect(Object.keys(environmentVariables).filter((name) => !given.has(name))).toEqual(["SUPABASE_JWT_SECRET"]);
    expect(Object.keys(of("ops").environment ?? {}).sort()).toEqual([...environment("worker"), ...ofOps].sort());
  });

  test("the ingress has no key that only workers use", () => {
    expect(neverIngress).toEqual(expect.arrayContaining(["SUPABASE_SERVICE_ROLE_KEY", "RESEND_API_KEY"]));
    expect(environment("ingress").filter((name) => neverIngress.includes(name))).toEqual([]);
    expect(text.match(/\$\{SUPABASE_JWT_SECRET/g)).toHaveLength(1);
  });

  test("what keys.sh and `ops secrets` make is asked for, and nothing else of its kind", () => {
    const asked = [...text.matchAll(/\$\{([A-Z_]+):\?/g)].map(([, name = ""]) => name);
    const made = [...readFileSync("deploy/keys.sh", "utf8").matchAll(/^([A-Z_]+)=\$/gm)].map(([, name = ""]) => name);
    const ours = Object.entries(environmentVariables).filter(
      ([name, { development }]) => secretName.test(name) && development !== undefined && !name.startsWith("SUPABASE_"),
    );
    const byPerson = ["PUBLIC_URL", "EMAIL_DOMAIN", "RESEND_API_KEY"];
    expect([...new Set(asked)].sort()).toEqual([...made, ...ours.map(([name]) => name), ...byPerson].sort());
  });
});
