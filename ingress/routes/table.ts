import type { Route } from "../route.ts";
import { askLinks, askResend, showLinks, showResend } from "./ask.ts";
import { asset } from "./assets.ts";
import { docsRoutes } from "./docs.ts";
import { health, healthz, metrics, readyz } from "./health.ts";
import { home, privacy, terms } from "./pages.ts";
import { showPreferences } from "./preferences.ts";
import { showSignup, watchSignup } from "./progress.ts";
import { searchForm } from "./search-page.ts";
import { createSearch, downloadSearch, showSearch, watchSearchEvents } from "./searches.ts";
import { createSignup } from "./signups.ts";
import { showJob, startEmail, startMatch, startScrape } from "./system.ts";
import { leave, showUnsubscribe } from "./unsubscribe.ts";
import { confirmVerification, showVerification } from "./verify.ts";

/** Every route there is. The router, the OpenAPI document and the tests are made from this list. */
export const table: readonly Route[] = [
  health,
  healthz,
  readyz,
  metrics,
  createSignup,
  showSignup,
  watchSignup,
  createSearch,
  showSearch,
  downloadSearch,
  watchSearchEvents,
  showVerification,
  confirmVerification,
  showResend,
  askResend,
  showLinks,
  askLinks,
  showUnsubscribe,
  leave,
  showPreferences,
  startScrape,
  startMatch,
  startEmail,
  showJob,
  searchForm,
  home,
  privacy,
  terms,
  asset,
  ...docsRoutes(() => table),
];
