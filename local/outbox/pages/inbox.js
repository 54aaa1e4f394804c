// The page works without this: it spares the reload, and fits the frame to the mail.
const pauseMs = 1500;
const maxFrameHeight = 20_000;
const list = document.querySelector("#mails");
const count = document.querySelector("#count");
const frames = [...document.querySelectorAll("iframe")];

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

// The mail's document has another origin, so it cannot be measured from here: it tells.
addEventListener("message", ({ source, data }) => {
  const frame = frames.find(({ contentWindow }) => contentWindow === source);
  if (!frame || !Number.isFinite(data?.height)) return;
  frame.style.height = `${Math.min(data.height, maxFrameHeight)}px`;
});

if (list) setTimeout(refreshAgain, pauseMs);
for (const { contentWindow } of frames) contentWindow.postMessage("measure", "*");
