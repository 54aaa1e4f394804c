// Moves the steps along as they happen; without it the page reloads itself.
const list = document.getElementById("steps");
const news = document.getElementById("news");
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });

function showTime(item, at) {
  const time = item.querySelector("time");
  time.dateTime = at;
  time.textContent = clock.format(new Date(at));
}

function show(steps) {
  for (const { step, at } of steps) {
    const item = list.querySelector(`[data-step="${step}"]`);
    if (!item || item.dataset.state === "done") continue;
    item.dataset.state = "done";
    item.removeAttribute("aria-current");
    showTime(item, at);
    news.textContent = item.querySelector("strong").textContent;
    if (!item.dataset.headline) continue;
    document.getElementById("headline").textContent = item.dataset.headline;
    document.getElementById("lead").textContent = item.dataset.lead;
  }
  const next = list.querySelector('[data-state="now"], [data-state="later"]');
  if (!next) return;
  next.dataset.state = "now";
  next.setAttribute("aria-current", "step");
}

for (const time of list.querySelectorAll("time[datetime]")) showTime(time.parentElement, time.dateTime);

if (list.dataset.events) {
  const events = new EventSource(list.dataset.events);
  events.addEventListener("steps", (event) => show(JSON.parse(event.data).steps));
  events.addEventListener("end", () => events.close());
}

try {
  // The signup page left it in this tab; the server does not know whose page this is.
  const email = sessionStorage.getItem("email");
  const lead = document.getElementById("lead");
  if (email) lead.textContent = lead.textContent.replace("the address you gave", email);
} catch {
  // Storage is switched off: the page says it without the address.
}
