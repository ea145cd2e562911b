// What htmx does not do: the reader's time zone, a file into a text field, a slider's number,
// "none of these", and a mark on a field whose answer cannot be read.
"use strict";

// Pregnancy is asked of women of some ages, and of who did not say.
function pregnancy() {
  const part = document.querySelector("[data-ages]");
  if (!part) {
    return;
  }
  const [first, end] = part.dataset.ages.split(" ").map(Number);
  const words = document.querySelector("[name='person.age_y']")?.value.replace(",", ".") ?? "";
  const age = words.trim() === "" ? NaN : Number(words);
  const sex = document.querySelector("[name='person.sex']:checked")?.value;
  const said = part.querySelector("input:checked")?.value;
  const asked = sex !== "male" && !(age < first || age >= end);
  part.hidden = !asked && said !== "pregnant" && said !== "lactating";
}

function ready() {
  pregnancy();
  const zone = document.querySelector("input[data-zone]");
  if (zone && !zone.value) {
    zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
  }
  // On a small screen the stop rules stay in sight as one line that opens.
  const stop = document.querySelector("details[data-stop]");
  if (stop && window.matchMedia("(max-width: 60rem)").matches) {
    stop.open = false;
  }
}

document.addEventListener("input", (event) => {
  pregnancy();
  if (event.target.id) {
    sure(event.target);
  }
  const shown = event.target.dataset && event.target.dataset.shows;
  if (shown) {
    document.getElementById(shown).textContent = event.target.value;
  }
});

document.addEventListener("change", async (event) => {
  const field = event.target;
  if (field.type === "file" && field.dataset.into) {
    const file = field.files[0];
    if (file) {
      document.getElementById(field.dataset.into).value = await file.text();
    }
  }
  if (field.type === "checkbox" && field.checked) {
    const group = field.closest("[data-codes]");
    if (group) {
      const none = field.value === "none";
      for (const other of group.querySelectorAll("input[type=checkbox]")) {
        if (other !== field && (none || other.value === "none")) {
          other.checked = false;
        }
      }
    }
  }
});

// A number that looks wrong is asked about; the yes counts for these words alone.
function sure(field) {
  const label = document.querySelector(`[data-sure-of="${field.id}"]`);
  const box = label?.querySelector("input");
  if (box && box.value !== field.value.trim()) {
    box.value = field.value.trim();
    box.checked = false;
  }
  if (label) {
    label.hidden = !document.getElementById(`e-${field.id}`).textContent.includes("Is it so?");
  }
}

// After a check, the field carries what its message says.
document.addEventListener("htmx:after:swap", () => {
  for (const message of document.querySelectorAll("[data-error-of]")) {
    const field = document.getElementById(message.dataset.errorOf);
    if (field) {
      sure(field);
      const wrong = message.textContent.trim() !== "";
      if (wrong) {
        field.setAttribute("aria-invalid", "true");
      } else {
        field.removeAttribute("aria-invalid");
      }
    }
  }
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) {
    window.print();
  }
});

// A lost connection loses nothing: a form is sent only while the program answers, and what was
// typed in the meantime is checked and kept as soon as it does again.
const waiting = new Set();

async function answering() {
  try {
    return (await fetch("/static/icon.svg", { method: "HEAD", cache: "no-store" })).ok;
  } catch {
    return false;
  }
}

function lost(isLost) {
  let note = document.getElementById("lost");
  if (!note) {
    note = document.createElement("p");
    note.id = "lost";
    note.className = "lost";
    note.setAttribute("role", "alert");
    document.body.append(note);
  }
  note.textContent = isLost
    ? "The program does not answer. What you typed stays in this window. " +
      "If it was stopped, start it again; nothing that was kept is lost."
    : "";
}

async function again() {
  if (!(await answering())) {
    window.setTimeout(again, 1500);
    return;
  }
  lost(false);
  for (const field of waiting) {
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
  waiting.clear();
}

function gone(field) {
  if (!document.getElementById("lost")?.textContent) {
    lost(true);
    window.setTimeout(again, 1500);
  }
  if (field instanceof HTMLElement && field.matches("input, select, textarea")) {
    waiting.add(field);
  }
}

document.addEventListener("htmx:error", async (event) => {
  const field = event.target;
  if (!(await answering())) {
    gone(field);
  }
});

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.method !== "post" || form.hasAttribute("hx-post") || form.dataset.answered) {
    return;
  }
  event.preventDefault();
  if (await answering()) {
    form.dataset.answered = "yes";
    form.requestSubmit(event.submitter);
    delete form.dataset.answered;
  } else {
    gone(null);
  }
});

ready();
