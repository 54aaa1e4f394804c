import { afterAll, beforeAll, beforeEach } from "vitest";
import { holdBetween } from "./held.ts";
import { play } from "./outside.ts";
import { openPolar } from "./polar.ts";
import { emptied } from "./services.ts";
import { startWorld } from "./world.ts";

/** The world with a Polar behind POLAR_BASE_URL, whose requests and answers can be held back. */
async function openShop() {
  const [world, polar] = await Promise.all([startWorld(), openPolar()]);
  const wire = await holdBetween(polar.url);
  play("polar", wire.url);
  // Every change of a tier in order, whatever causes it.
  await world.sql.unsafe(`
    create table public.seen_tiers (n serial, id uuid, tier text);
    create function public.see_tier() returns trigger language plpgsql security definer set search_path = '' as $$
      begin insert into public.seen_tiers (id, tier) values (new.id, new.tier); return null; end $$;
    create trigger see_tier after update of tier on public.subscribers for each row
      when (old.tier <> new.tier) execute function public.see_tier();`);
  return {
    ...{ world, sql: world.sql, polar, wire },
    /** The tiers that a person has had so far. */
    tiersOf: async (id: string) => {
      const rows = await world.sql<{ tier: "free" | "premium" }[]>`
        select tier from seen_tiers where id = ${id} order by n`;
      return rows.map(({ tier }) => tier);
    },
    async reset() {
      polar.reset();
      await world.reset();
      await emptied(world.sql, "webhook_events", "billing_checks");
    },
    async close() {
      await wire.close();
      await Promise.all([world.close(), polar.close()]);
    },
  };
}

export type Shop = Awaited<ReturnType<typeof openShop>>;

/** The shop of a test file; each test begins with an empty one. */
export function shopOfFile(): Shop {
  const shop = {} as Shop;
  beforeAll(async () => void Object.assign(shop, await openShop()));
  beforeEach(() => shop.reset());
  afterAll(() => shop.close());
  return shop;
}
