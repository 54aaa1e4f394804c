import type { Route } from "../route.ts";
import { polarEvents } from "../webhooks/polar.ts";
import { resendEvents } from "../webhooks/resend.ts";
import { agreeAddress, askAddress, showAddress, showAddressForm } from "./address.ts";
import { askLinks, askResend, showLinks, showResend } from "./ask.ts";
import { asset } from "./assets.ts";
import { openPortal, showBilling, showVisit, startCheckout } from "./billing.ts";
import { cities } from "./cities.ts";
import { readDashboard, showDashboard } from "./dashboard.ts";
import { docsRoutes } from "./docs.ts";
import { sayFeedback, showFeedback } from "./feedback.ts";
import { health, healthz, metrics, readyz } from "./health.ts";
import { freshLink } from "./links.ts";
import { loginRoutes } from "./login.ts";
import { mailRoutes } from "./mails.ts";
import { showMatches } from "./matches.ts";
import { askExport, eraseMe, showErase, showExport } from "./me.ts";
import { startOperation } from "./operations.ts";
import { home, premium, privacy, terms } from "./pages.ts";
import { changePreferences, showPreferences } from "./preferences.ts";
import { preview } from "./preview.ts";
import { showSignup, watchSignup } from "./progress.ts";
import { boardRoutes } from "./queues.ts";
import { resumeEmails } from "./resume.ts";
import { createSearch, downloadSearch, showSearch, showSearchForm, watchSearchEvents } from "./searches.ts";
import { createSignup } from "./signups.ts";
import { sayStay, showStay } from "./stay.ts";
import { invalidateLinks, resealLinkKeys, showJob, startEmail, startMatch, startScrape } from "./system.ts";
import { leave, showUnsubscribe } from "./unsubscribe.ts";
import { confirmVerification, showVerification } from "./verify.ts";

/** Every route. The router, the OpenAPI document and the tests are made from this list. */
export const table: readonly Route[] = [
  health,
  healthz,
  readyz,
  metrics,
  readDashboard,
  showDashboard,
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
  freshLink,
  showUnsubscribe,
  leave,
  showPreferences,
  changePreferences,
  showMatches,
  showFeedback,
  sayFeedback,
  askExport,
  showExport,
  showErase,
  eraseMe,
  showAddressForm,
  askAddress,
  showAddress,
  agreeAddress,
  showStay,
  sayStay,
  showBilling,
  startCheckout,
  openPortal,
  showVisit,
  startScrape,
  startMatch,
  startEmail,
  resumeEmails,
  invalidateLinks,
  resealLinkKeys,
  startOperation,
  showJob,
  resendEvents,
  polarEvents,
  cities,
  preview,
  showSearchForm,
  home,
  premium,
  privacy,
  terms,
  asset,
  ...docsRoutes(() => table),
  ...mailRoutes,
  ...loginRoutes,
  ...boardRoutes,
];
