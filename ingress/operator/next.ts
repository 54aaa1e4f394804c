/**
 * The operators' pages. Sign-in leads back only to one of these, and so never to another site, however it is spelled.
 */
const pages = /^\/(?:dashboard|admin\/queues|docs|metrics|openapi\.json)(?:[/?][\x21-\x5b\x5d-\x7e]*)?$/;

/** Where sign-in leads: the page that was asked for if it is one of the operators', else the dashboard. */
export function nextPage(asked: string | null | undefined): string {
  return asked && asked.length <= 500 && pages.test(asked) ? asked : "/dashboard";
}
