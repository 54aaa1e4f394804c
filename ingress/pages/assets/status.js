// Moves the steps along as they happen; without it a link shows the page anew.
const list = document.getElementById("steps");
const news = document.getElementById("news");
// "09:34", as the page's language writes it.
const clock = new Intl.DateTimeFormat(list.dataset.tag, { timeStyle: "short" });

/** The visitor's own time in place of UTC, and the address that the signup page left in this tab. */
function makeOwn() {
  for (const time of list.querySelectorAll("time[datetime]")) time.textContent = clock.format(new Date(time.dateTime));
  const lead = document.getElementById("lead");
  try {
    const email = sessionStorage.getItem("email");
    if (email) lead.textContent = lead.textContent.replace(lead.dataset.address, email);
  } catch {
    // Storage is switched off: the page says it without the address.
  }
}

const lastDone = () => [...list.querySelectorAll('[data-state="done"]')].at(-1);

/** The parts that change, as the server says them now. */
function show(page) {
  const headline = document.getElementById("headline");
  const said = headline.textContent;
  for (const id of ["headline", "lead", "details"]) {
    document.getElementById(id).replaceChildren(...page.getElementById(id).childNodes);
  }
  const before = lastDone();
  list.replaceChildren(...page.getElementById("steps").childNodes);
  const done = lastDone();
  if (!page.getElementById("no-mail")) document.getElementById("no-mail")?.remove();
  if (done?.dataset.step !== before?.dataset.step) news.textContent = done.querySelector("strong").textContent;
  else if (headline.textContent !== said) news.textContent = headline.textContent;
  makeOwn();
}

makeOwn();

if (list.dataset.events) {
  let shown;
  let turn = Promise.resolve();
  const events = new EventSource(list.dataset.events);
  events.addEventListener("steps", ({ data }) => {
    // The first event is what the page shows already.
    const isNews = shown !== undefined && shown !== data;
    shown = data;
    if (!isNews && JSON.parse(data).steps.length === list.querySelectorAll('[data-state="done"]').length) return;
    turn = turn.then(async () => {
      try {
        const answer = await fetch(list.dataset.page, { headers: { accept: "text/html" } });
        if (answer.ok) show(new DOMParser().parseFromString(await answer.text(), "text/html"));
      } catch {
        // Offline for a moment: the next event tries again.
      }
    });
  });
  events.addEventListener("end", () => events.close());
}
