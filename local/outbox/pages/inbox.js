// The page works without this: it spares the reload, and fits the frame to the mail.
const pauseMs = 1500;
const list = document.querySelector("#mails");
const count = document.querySelector("#count");
const frame = document.querySelector("iframe");

async function refresh() {
  if (document.visibilityState === "hidden") return;
  const response = await fetch(location.href);
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  const mails = fresh.querySelector("#mails");
  if (!response.ok || !mails || mails.innerHTML === list.innerHTML) return;
  const focused = list.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  list.replaceChildren(...mails.childNodes);
  count.textContent = fresh.querySelector("#count").textContent;
  if (focused) list.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
}

/** Away for a moment (the stack restarts): the next round asks again. */
function refreshAgain() {
  refresh()
    .catch(() => {})
    .finally(() => setTimeout(refreshAgain, pauseMs));
}

function fitFrame() {
  const mail = frame.contentDocument?.documentElement;
  if (!mail) return;
  // First small: a document never reports less than its frame's height.
  frame.style.height = "10rem";
  frame.style.height = `${mail.scrollHeight + 2}px`;
}

if (list) setTimeout(refreshAgain, pauseMs);
if (frame) {
  frame.addEventListener("load", fitFrame);
  addEventListener("resize", fitFrame);
  fitFrame();
}
