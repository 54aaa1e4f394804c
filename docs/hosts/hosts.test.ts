import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { clientIps } from "../../ingress/client-ip.ts";
import { table } from "../../ingress/routes/table.ts";
import { parseEnv } from "../../lib/env.ts";
import { environmentVariables, secretName } from "../../lib/env-variables.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (file: string) => readFileSync(join(root, file), "utf8");
type Given = Record<string, string | undefined>;

/** What a person, a vendor or the host puts in where a file leaves the value open. */
const filledIn: Given = {
  REDIS_URL: "redis://red-c1:6379",
  PUBLIC_URL: "https://jobs.example.org",
  EMAIL_DOMAIN: "mail.example.org",
  SUPABASE_URL: "https://project.supabase.co",
  SUPABASE_ANON_KEY: "sb_publishable_of-this-project",
  SUPABASE_SERVICE_ROLE_KEY: "sb_secret_of-this-project",
  RESEND_API_KEY: "re_of-this-account",
  POLAR_ACCESS_TOKEN: "polar_oat_of-this-account",
  RESEND_WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 1).toString("base64")}`,
  POLAR_PRODUCT_MONTHLY: "8cd6f2b6-7c8e-4f4a-9f5e-3d1f2b6c7a10",
  POLAR_PRODUCT_QUARTERLY: "1f0b8d55-9f0f-4a35-b0f4-0a6a9a1f7c22",
};
/** A host's generated secret: 256 bits in base64. */
const generated = (name: string) => Buffer.from(name.padEnd(32, "·").slice(0, 32)).toString("base64").slice(0, 44);
const fill = (name: string) => filledIn[name] ?? (secretName.test(name) ? generated(name) : undefined);

const ofWorkers = ["SUPABASE_SERVICE_ROLE_KEY", "RESEND_API_KEY", "POLAR_ACCESS_TOKEN"];
const ofIngress = ["RESEND_WEBHOOK_SECRET", "POLAR_WEBHOOK_SECRET"];

/** A process with these variables starts, and none of them is a slip of the pen. */
function expectUsable(given: Given): void {
  expect(Object.keys(given).filter((name) => !(name in environmentVariables))).toEqual([]);
  const result = parseEnv(given);
  expect("problems" in result ? result.problems : []).toEqual([]);
}

function expectWorkers(given: Given): void {
  expectUsable(given);
  for (const name of ofWorkers) expect(given[name], name).toBeDefined();
  for (const name of ofIngress) expect(given[name], name).toBeUndefined();
}

function expectIngress(given: Given): void {
  expectUsable(given);
  for (const name of ofWorkers) expect(Object.keys(given)).not.toContain(name);
  for (const name of ofIngress) expect(given[name], name).toBeDefined();
}

describe("deploy/render.yaml", () => {
  type Variable = { key: string; value?: string; fromService?: { name: string } } | { key?: never; fromGroup: string };
  interface Service {
    type: string;
    name: string;
    envVars?: Variable[];
    [field: string]: unknown;
  }
  const { services, envVarGroups } = parse(read("deploy/render.yaml")) as {
    services: Service[];
    envVarGroups: { name: string; envVars: Variable[] }[];
  };
  const named = (name: string) => services.find((service) => service.name === name);
  const variables = (list: Variable[] = []): [string, string | undefined][] =>
    list.flatMap((each): [string, string | undefined][] =>
      each.key === undefined
        ? variables(envVarGroups.find(({ name }) => name === each.fromGroup)?.envVars)
        : [[each.key, each.value ?? fill(each.key)]],
    );
  const environmentOf = (name: string): Given => Object.fromEntries(variables(named(name)?.envVars));

  test("gives both programs what they need, and the ingress no key of the workers", () => {
    expectIngress(environmentOf("jobping"));
    expectWorkers(environmentOf("jobping-worker"));
  });

  test("keeps no secret, and what it generates is long enough", () => {
    const values = [
      ...services.flatMap(({ envVars }) => envVars ?? []),
      ...envVarGroups.flatMap((group) => group.envVars),
    ];
    expect(values.filter(({ key, ...rest }) => key && secretName.test(key) && "value" in rest)).toEqual([]);
    expect(generated("SEAL_SECRET")).toHaveLength(44);
  });

  test("counts a visitor behind Cloudflare by their address, and a Worker there not by what it writes", () => {
    const ips = clientIps(environmentOf("jobping").TRUSTED_PROXIES?.split(",") ?? []);
    const [balancer, cloudflare, worker] = ["10.21.157.68", "162.158.1.1", "2a06:98c0:3600::103"];
    expect(ips.of(balancer, `203.0.113.9, ${cloudflare}`)).toBe("203.0.113.9");
    expect(ips.of(balancer, `203.0.113.9, ${worker}, ${cloudflare}`)).toBe(worker);
  });

  test("watches a route that there is, keeps Redis from dropping jobs, and leaves time to end", () => {
    expect(table.map(({ path }) => path)).toContain(named("jobping")?.healthCheckPath);
    const redis = {
      type: "keyvalue",
      maxmemoryPolicy: "noeviction",
      persistenceMode: "journal-snapshot",
      ipAllowList: [],
    };
    expect(named("jobping-redis")).toMatchObject(redis);
    for (const name of ["jobping", "jobping-worker"]) expect(named(name)?.maxShutdownDelaySeconds).toBeGreaterThan(20);
    const asked = services.flatMap(({ envVars = [] }) =>
      envVars.flatMap((each) => ("fromService" in each && each.fromService ? [each.fromService.name] : [])),
    );
    for (const name of asked) expect(named(name), name).toBeDefined();
  });
});

describe("deploy/kubernetes.yaml", () => {
  interface Probe {
    httpGet: { path: string; port: string };
  }
  interface Container {
    args: string[];
    ports: { name: string; containerPort: number }[];
    envFrom: { configMapRef?: { name: string }; secretRef?: { name: string } }[];
    securityContext: object;
    resources: object;
    [field: string]: unknown;
  }
  interface Pod {
    terminationGracePeriodSeconds: number;
    securityContext: object;
    containers: [Container];
  }
  interface Manifest {
    kind: string;
    metadata: { name: string };
    data?: Record<string, string>;
    spec?: { template?: { metadata: object; spec: Pod }; selector?: object; tls?: { hosts: string[] }[] };
  }
  const manifests = parseAllDocuments(read("deploy/kubernetes.yaml")).map((each) => each.toJS() as Manifest);
  const config = manifests.find(({ kind }) => kind === "ConfigMap")?.data ?? {};
  const pods = Object.fromEntries(
    manifests.flatMap(({ metadata, spec }) => (spec?.template ? [[metadata.name, spec.template.spec]] : [])),
  );
  /** The page's env files, one a Secret: `# jobping.env`, then names. */
  const page = read("docs/hosts/kubernetes.md").replace(/^ {3}/gm, "");
  const secretNames = (name: string) => {
    const [, list = ""] = new RegExp(`^# ${name}\\.env\\n((?:[A-Z_]+=.*\\n)+)`, "m").exec(page) ?? [];
    return [...list.matchAll(/^([A-Z_]+)=/gm)].map(([, variable = ""]) => variable);
  };
  const environmentOf = ({ containers: [container] }: Pod): Given => {
    const secrets = container.envFrom.flatMap(({ secretRef }) => (secretRef ? secretNames(secretRef.name) : []));
    const filled = Object.fromEntries(secrets.map((name) => [name, fill(name)]));
    return { ...config, ...filled, REDIS_URL: "rediss://redis.example.org:6379" };
  };
  const probesOf = (container: Container) =>
    ["startupProbe", "livenessProbe", "readinessProbe"].map((name) => (container[name] as Probe).httpGet);

  test("is two Deployments and no CronJob", () => {
    expect(Object.keys(pods)).toEqual(["jobping-ingress", "jobping-worker"]);
    expect(manifests.map(({ kind }) => kind)).not.toContain("CronJob");
    const { spec } = manifests.find(({ kind }) => kind === "Ingress") ?? {};
    expect(`https://${spec?.tls?.[0]?.hosts[0]}`).toBe(config.PUBLIC_URL);
  });

  test("gives both programs what they need, with the page's secrets, and the ingress no key of the workers", () => {
    if (!pods["jobping-ingress"] || !pods["jobping-worker"]) throw new Error("a Deployment is missing");
    expect(secretNames("jobping")).toContain("SEAL_SECRET");
    expectIngress(environmentOf(pods["jobping-ingress"]));
    expectWorkers(environmentOf(pods["jobping-worker"]));
    expect(Object.keys(config).filter((name) => secretName.test(name))).toEqual([]);
  });

  test.each(Object.entries(pods))("%s is probed where it answers, and may do nothing but run", (_, pod) => {
    const [container] = pod.containers;
    const [program] = container.args;
    const fallback = environmentVariables[program === "ingress" ? "PORT" : "METRICS_PORT"]?.production;
    expect(container.ports.map(({ containerPort }) => `${containerPort}`)).toEqual([fallback]);
    const paths = program === "ingress" ? table.map(({ path }) => path) : ["/healthz"];
    for (const { path, port } of probesOf(container)) {
      expect(paths).toContain(path);
      expect(port).toBe(container.ports[0]?.name);
    }
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 10001 });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
    expect(container.resources).toMatchObject({ requests: expect.anything(), limits: { memory: expect.anything() } });
    // Workers end by themselves after 20 s, the ingress after its pause and 10 s.
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(20);
  });
});
