// Suggests cities while one types: a combobox as the ARIA Authoring Practices describe it, over the last of the names
// in the field. What is chosen stands below as a ticked box, as it does without a script.
const box = document.querySelector(".cities");
const field = box.querySelector("input[name=cities]");
const chosen = box.querySelector(".chosen");
const said = box.querySelector("[role=status]");
const found = JSON.parse(box.dataset.found);
const popup = Object.assign(document.createElement("ul"), { id: "city-options", className: "options", hidden: true });
popup.setAttribute("role", "listbox");
popup.setAttribute("aria-label", box.dataset.label);
field.after(popup);
for (const [name, value] of Object.entries({
  role: "combobox",
  "aria-autocomplete": "list",
  "aria-controls": popup.id,
  "aria-expanded": "false",
})) {
  field.setAttribute(name, value);
}

/** The latest call alone, once nothing has come for `ms`. */
function settled(ms, work) {
  let timer;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(work, ms, ...given);
  };
}

let options = [];
let active = -1;
let question = new AbortController();

const lastName = () => field.value.split(/[,;]/).at(-1).trim();

function close() {
  question.abort();
  popup.hidden = true;
  active = -1;
  field.setAttribute("aria-expanded", "false");
  field.removeAttribute("aria-activedescendant");
}

function open(cities) {
  options = cities;
  active = -1;
  popup.replaceChildren(
    ...cities.map(({ label }, at) => {
      const item = Object.assign(document.createElement("li"), { id: `city-option-${at}`, textContent: label });
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      return item;
    }),
  );
  popup.hidden = cities.length === 0;
  field.setAttribute("aria-expanded", String(cities.length > 0));
  field.removeAttribute("aria-activedescendant");
  said.textContent = (found[cities.length] ?? found[2]).replace("{}", cities.length);
}

function mark(at) {
  active = (at + options.length) % options.length;
  for (const [index, item] of [...popup.children].entries()) {
    item.setAttribute("aria-selected", String(index === active));
  }
  const item = popup.children[active];
  field.setAttribute("aria-activedescendant", item.id);
  item.scrollIntoView({ block: "nearest" });
}

function choose({ geonameId, label }) {
  const before = field.value.split(/[,;]/).slice(0, -1).join(",").trim();
  field.value = before === "" ? "" : `${before}, `;
  if (!chosen.querySelector(`input[value="${geonameId}"]`)) {
    const tick = Object.assign(document.createElement("input"), { type: "checkbox", name: "cities", checked: true });
    tick.value = geonameId;
    const name = Object.assign(document.createElement("span"), { textContent: label });
    const chip = Object.assign(document.createElement("label"), { className: "chip" });
    chip.append(tick, name);
    const item = document.createElement("li");
    item.append(chip);
    chosen.append(item);
  }
  close();
  said.textContent = box.dataset.added.replace("{}", label);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Case and accents do not tell names apart. */
const plain = (name) => name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** @param asked by the arrow key: also where the name is whole and needs no help */
async function suggest(asked = false) {
  const start = lastName();
  if (start.length < 2 || document.activeElement !== field) return close();
  question.abort();
  question = new AbortController();
  const url = new URL(box.dataset.cities, location.href);
  url.searchParams.set("q", start);
  try {
    const answer = await fetch(url, { signal: question.signal });
    const cities = answer.ok ? await answer.json() : [];
    const isWhole = !asked && cities.length > 0 && plain(cities[0].name) === plain(start);
    if (lastName() !== start) return;
    if (isWhole) close();
    else open(cities);
  } catch {
    // Overtaken by the next letter, or offline: names that are typed whole are understood all the same.
  }
}

const suggestSoon = settled(150, () => suggest());
field.addEventListener("input", ({ isTrusted }) => isTrusted && suggestSoon());
field.addEventListener("blur", close);
field.addEventListener("keydown", (event) => {
  const { key } = event;
  if (popup.hidden) {
    if (key !== "ArrowDown" || lastName() === "") return;
    void suggest(true);
  } else if (key === "ArrowDown") mark(active + 1);
  else if (key === "ArrowUp") mark(active < 0 ? -1 : active - 1);
  else if (key === "Enter" && active >= 0) choose(options[active]);
  else if (key === "Escape") close();
  else return;
  event.preventDefault();
});
// Before the field loses the focus, which would close the list.
popup.addEventListener("mousedown", (event) => event.preventDefault());
popup.addEventListener("click", ({ target }) => {
  const at = [...popup.children].indexOf(target.closest("li"));
  if (at >= 0) choose(options[at]);
});
