// Checks the search before it is sent, and shows what is found as sources answer. Without it both work all the same.
document.getElementById("summary")?.focus();

const form = document.getElementById("search-form");
const advice = JSON.parse(form.dataset.advice);
const texts = { jobTitle: [2, 100], city: [0, 80], industry: [0, 80] };
const mostPay = 10_000_000;
const typed = (name) => form.elements.namedItem(name).value.trim();

/** As the server reads it: "45 000", "45.000", "45,000", "45.000,00" and "45k". null = nothing, NaN = no amount. */
function amountOf(name) {
  const plain = typed(name).replace(/[\s'’€$£]/g, "");
  if (plain === "") return null;
  const [, whole = "", part = "0", thousand] = /^(\d+|\d{1,3}(?:[.,]\d{3})+)(?:[.,](\d{1,2}))?(k)?$/i.exec(plain) ?? [];
  const stated = Number(`${whole.replace(/[.,]/g, "")}.${part}`);
  const amount = thousand ? Math.round(stated * 1000) : stated;
  return whole !== "" && Number.isInteger(amount) && amount > 0 && amount <= mostPay ? amount : Number.NaN;
}

function faults() {
  const found = {};
  for (const [name, [least, most]] of Object.entries(texts)) {
    const { length } = typed(name);
    if (length < least || length > most) found[name] = advice[name];
  }
  const [min, max] = ["salaryMin", "salaryMax"].map((name) => {
    const amount = amountOf(name);
    if (Number.isNaN(amount)) found[name] = advice[name];
    return amount;
  });
  if (min !== null && max !== null && min > max) found.salaryMax = advice.order;
  return found;
}

/** The same marks as the server's: beside the field, and said with its name. */
function mark(input, message) {
  const id = `${input.id}-error`;
  document.getElementById(id)?.remove();
  const others = (input.getAttribute("aria-describedby") ?? "").split(" ").filter((one) => one && one !== id);
  input.closest(".field").classList.toggle("invalid", message !== undefined);
  if (message === undefined) {
    input.removeAttribute("aria-invalid");
  } else {
    const text = Object.assign(document.createElement("p"), { id, className: "error" });
    text.append(
      Object.assign(document.createElement("span"), { className: "unseen", textContent: `${advice.error}: ` }),
      message,
    );
    input.before(text);
    input.setAttribute("aria-invalid", "true");
    others.push(id);
  }
  if (others.length > 0) input.setAttribute("aria-describedby", others.join(" "));
  else input.removeAttribute("aria-describedby");
}

function summarise(found) {
  document.getElementById("summary")?.remove();
  const box = Object.assign(document.createElement("div"), { id: "summary", className: "summary", tabIndex: -1 });
  box.setAttribute("role", "alert");
  box.setAttribute("aria-labelledby", "summary-title");
  const title = Object.assign(document.createElement("h2"), {
    id: "summary-title",
    textContent: advice.title,
  });
  const list = document.createElement("ul");
  for (const [name, message] of Object.entries(found)) {
    const item = document.createElement("li");
    item.append(Object.assign(document.createElement("a"), { href: `#${name}`, textContent: message }));
    list.append(item);
  }
  box.append(title, list);
  document.getElementById("main").prepend(box);
  if (!document.title.startsWith(`${advice.error}: `)) document.title = `${advice.error}: ${document.title}`;
  box.focus();
}

// The browser's own bubbles come one at a time, and vanish.
form.noValidate = true;
form.addEventListener("submit", (event) => {
  const found = faults();
  for (const name of [...Object.keys(texts), "salaryMin", "salaryMax"]) {
    mark(form.elements.namedItem(name), found[name]);
  }
  if (Object.keys(found).length === 0) return;
  event.preventDefault();
  summarise(found);
});
form.addEventListener("input", ({ target }) => {
  if (target.getAttribute("aria-invalid") && target.tagName === "INPUT") mark(target, faults()[target.name]);
});

const live = document.getElementById("live");
const news = document.getElementById("news");

function show(page) {
  const fresh = page.getElementById("live");
  for (const each of fresh.querySelectorAll("noscript")) each.remove();
  const before = document.getElementById("headline").textContent;
  const focused = live.contains(document.activeElement) ? document.activeElement.href : undefined;
  live.replaceChildren(...fresh.childNodes);
  if (focused) [...live.querySelectorAll("a")].find(({ href }) => href === focused)?.focus({ preventScroll: true });
  const now = document.getElementById("headline").textContent;
  if (now !== before) news.textContent = now;
  return fresh.dataset.events === undefined;
}

const retryMs = 3000;

if (live?.dataset.events) {
  const events = new EventSource(live.dataset.events);
  let busy = false;
  let again = false;
  let done = false;
  // Events come faster than pages: one page at a time, and one more after the last event.
  const refresh = async () => {
    again = true;
    if (busy) return;
    busy = true;
    while (again) {
      again = false;
      try {
        const answer = await fetch(location.pathname + location.search, { headers: { accept: "text/html" } });
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        done = answer.ok && show(page);
      } catch {
        // Offline for a moment: the next event tries again.
      }
    }
    busy = false;
    if (done) events.close();
    // It was refused, and does not come again by itself.
    else if (events.readyState === EventSource.CLOSED) setTimeout(refresh, retryMs);
  };
  events.addEventListener("search", refresh);
  events.addEventListener("error", () => {
    if (events.readyState === EventSource.CLOSED) void refresh();
  });
  events.addEventListener("end", () => {
    events.close();
    void refresh();
  });
}
