/** The operators' pages: a way back leads to one of these, and so never to another site, however it is spelled. */
const pages = /^\/(?:dashboard|admin\/queues|docs|metrics|openapi\.json)(?:[/?][\x21-\x5b\x5d-\x7e]*)?$/;

/** Where a sign-in leads to: what was asked for if it is a page of operators, else the dashboard. */
export function nextPage(asked: string | null | undefined): string {
  return asked && asked.length <= 500 && pages.test(asked) ? asked : "/dashboard";
}
