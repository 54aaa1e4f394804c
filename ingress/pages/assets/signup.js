// Makes the signup form kinder; without it the form works all the same.
const summary = document.getElementById("summary");
if (summary) summary.focus();

const zone = document.getElementById("timeZone");
const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
// A form that came back with a problem shows what was chosen.
if (zone && own && !summary) {
  if (![...zone.options].some((option) => option.value === own)) zone.add(new Option(own.replaceAll("_", " "), own));
  zone.value = own;
}

const form = document.getElementById("signup");
form.addEventListener("submit", () => {
  const field = form.querySelector("[name=meant]:checked") ?? form.elements.namedItem("email");
  try {
    // So that the next page can say where the mail went. It stays in this tab.
    sessionStorage.setItem("email", field.value.trim());
  } catch {
    // Storage is switched off: the page then says it without the address.
  }
});

// How many live postings match what is chosen so far.
const live = document.getElementById("live");
const counted = ["cities", "countries", "careerPaths", "levels", "workModes", "visa"];
let asking = new AbortController();

async function count() {
  asking.abort();
  asking = new AbortController();
  const url = new URL(form.dataset.preview, location.href);
  for (const [name, value] of new FormData(form)) {
    const field = name.startsWith("cities.") ? "cities" : name;
    if (counted.includes(field) && value.trim() !== "") url.searchParams.append(field, value.trim());
  }
  try {
    const answer = await fetch(url, { signal: asking.signal });
    if (answer.ok) live.textContent = (await answer.json()).text ?? "";
  } catch {
    // Overtaken by the next, or offline: what stands there stays.
  }
}

form.addEventListener("input", settled(300, count));
form.addEventListener("change", settled(300, count));
void count();

// A slip in a well-known domain, said when the field is left. The server asks again, with better knowledge.
const email = form.elements.namedItem("email");
const hints = email.closest("[data-domains]");
const notice = document.getElementById("email-notice");

/** Whether one letter too many, too few, another one, or two that changed places are all the difference. */
function isSlip(typed, meant) {
  let [from, end] = [0, 0];
  while (from < typed.length && typed[from] === meant[from]) from++;
  const most = Math.min(typed.length, meant.length) - from;
  while (end < most && typed.at(-1 - end) === meant.at(-1 - end)) end++;
  const [a, b] = [typed.slice(from, typed.length - end), meant.slice(from, meant.length - end)];
  return (a.length < 2 && b.length < 2) || (a.length === 2 && a === b[1] + b[0]);
}

function likely(domain) {
  const domains = hints.dataset.domains.split(" ");
  return domains.includes(domain) ? undefined : domains.find((each) => isSlip(domain, each));
}

email.addEventListener("blur", () => {
  const [name, domain = ""] = email.value.trim().toLowerCase().split("@");
  const meant = likely(domain);
  notice.replaceChildren();
  if (!meant) return;
  const address = `${name}@${meant}`;
  const text = document.createElement("p");
  text.textContent = hints.dataset.typo.replace("{}", address);
  const take = Object.assign(document.createElement("button"), { type: "button", className: "quiet small" });
  take.textContent = hints.dataset.take.replace("{}", address);
  take.addEventListener("click", () => {
    email.value = address;
    notice.replaceChildren();
    email.focus();
  });
  notice.append(text, take);
});
