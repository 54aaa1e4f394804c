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
form?.addEventListener("submit", () => {
  try {
    // So that the next page can say where the mail went. It stays in this tab.
    sessionStorage.setItem("email", form.elements.namedItem("email").value.trim());
  } catch {
    // Storage is switched off: the page then says it without the address.
  }
});
