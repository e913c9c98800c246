// Swaps the conversation in place. Without it every form posts and every page loads: nothing is lost.
"use strict";

const live = document.getElementById("annonce");
const main = () => document.getElementById("contenu");
let busy = false;

function announce(text) {
  live.textContent = "";
  if (text) setTimeout(() => { live.textContent = text; }, 150);
}

function complain(form, text) {
  document.querySelectorAll(".error.network").forEach((old) => old.remove());
  const sentence = document.createElement("p");
  sentence.className = "error network";
  sentence.textContent = text;
  form.append(sentence);
  sentence.scrollIntoView({ block: "nearest" });
  announce(text);
}

function show(next, url, stay) {
  main().replaceWith(next);
  document.title = next.dataset.title;
  if (new URL(url).pathname !== location.pathname) history.replaceState(null, "", url);
  const kept = stay && document.getElementById(stay);
  const target = kept || document.getElementById("ici");
  if (target) {
    target.focus({ preventScroll: true });
    if (!kept) target.scrollIntoView({ block: "start" });
  }
  document.querySelectorAll("[data-limit]").forEach(count);
  announce(next.dataset.announce);
}

// What somebody ticks first comes first on the sheet; a form alone would send the order of the page.
let ticks = 0;
function inOrderOfTicks(form, body) {
  const boxes = [...form.querySelectorAll(".boxes input:checked")];
  if (!boxes.length) return;
  body.delete("option");
  boxes.sort((one, other) => (one.dataset.tick || 0) - (other.dataset.tick || 0));
  boxes.forEach((box) => body.append("option", box.value));
}

// getAttribute: a field named "action" hides the property of that name.
async function send(form, button) {
  const body = new URLSearchParams(new FormData(form));
  inOrderOfTicks(form, body);
  if (button && button.name) body.append(button.name, button.value);
  const answer = await fetch(form.getAttribute("action"), {
    method: "POST",
    body,
    headers: { "X-Fragment": "1" },
    credentials: "same-origin",
    signal: AbortSignal.timeout ? AbortSignal.timeout(20000) : undefined,
  });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const next = page.getElementById("contenu");
  if (answer.status >= 500 || !next) throw new RangeError("no page");
  show(document.importNode(next, true), answer.url, button && "stay" in button.dataset ? button.id : "");
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.method !== "post" || !form.closest("#contenu:not(.staff)") || "whole" in form.dataset) return;
  // Whatever is under way, nobody who asks for an adult waits for it.
  if (busy && event.submitter && event.submitter.value === "adult") return;
  event.preventDefault();
  if (busy) return;
  busy = true;
  form.setAttribute("aria-busy", "true");
  if (event.submitter) event.submitter.classList.add("sent");
  try {
    await send(form, event.submitter);
  } catch (error) {
    complain(form, error instanceof RangeError ? main().dataset.failed : main().dataset.offline);
    if (event.submitter) event.submitter.classList.remove("sent");
  } finally {
    form.removeAttribute("aria-busy");
    busy = false;
  }
});

function choose(box) {
  const group = box.closest(".boxes");
  if (!group || !box.checked) return;
  const chosen = [...group.querySelectorAll("input:checked")];
  const clears = (other) => other !== box && ("exclusive" in box.dataset || "exclusive" in other.dataset);
  chosen.filter(clears).forEach((other) => { other.checked = false; });
  if (chosen.filter((other) => other.checked).length > Number(group.dataset.most || Infinity)) {
    box.checked = false;
    announce(group.dataset.mostWords);
    const hint = document.getElementById("indice");
    if (hint) hint.classList.add("reached");
  }
}

function count(field) {
  let counter = field.form.querySelector(".counter");
  if (!counter) {
    counter = document.createElement("p");
    counter.className = "counter";
    field.form.querySelector("label").after(counter);
  }
  counter.textContent = `${[...field.value].length} / ${field.dataset.limit}`;
}

document.addEventListener("change", (event) => {
  if (event.target.type !== "checkbox") return;
  event.target.dataset.tick = ++ticks;
  choose(event.target);
});
document.addEventListener("input", (event) => {
  if ("limit" in event.target.dataset) count(event.target);
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) print();
});

document.querySelectorAll("[data-print]").forEach((button) => { button.hidden = false; });
document.querySelectorAll("[data-limit]").forEach(count);
