import { expect, test } from "vitest";
import { PermanentError } from "../lib/errors.ts";
import { seal } from "../lib/seal.ts";
import { hashLinkKey } from "../lib/tokens.ts";
import { callIn, signupRow } from "../supabase/tests/arrange.ts";
import { insertAddressChange, insertSubscriber, someMailbox } from "../test/people.ts";
import { runOnce } from "../test/run.ts";
import { until } from "../test/until.ts";
import { worldOfFile } from "../test/world.ts";
import address from "./address.ts";

const world = worldOfFile();

test("a mailbox that somebody signs up with at the moment in which it becomes another's is theirs at the next try", async () => {
  const { id, key } = await insertSubscriber(world.sql);
  const email = someMailbox();
  const { id: changeId } = await insertAddressChange(world.sql, id, { email, new_confirmed_at: new Date() });
  const agree = () =>
    runOnce(address, { step: "confirm", changeId, side: "old", sealed: seal(hashLinkKey(key), "key-hash") });
  const moving = await world.sql.begin(async (transaction) => {
    await callIn(transaction, "store_signup", transaction.json(signupRow(email)));
    const first = agree().catch((cause: unknown) => cause);
    await until("it waits for the signup", async () => {
      const [row] = await world.sql`
        select from pg_stat_activity where wait_event_type = 'Lock' and query like '%confirm_address%'`;
      return row;
    });
    return { first };
  });
  expect(await moving.first).not.toBeInstanceOf(PermanentError);
  expect(await agree()).toEqual({ outcome: "moved" });
  expect(await world.sql`select id, status from subscribers where email = ${email}`).toEqual([
    { id, status: "active" },
  ]);
});
