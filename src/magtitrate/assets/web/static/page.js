// What htmx does not do: the reader's time zone, a file into a text field, a slider's number,
// "none of these", and a mark on a field whose answer cannot be read.
"use strict";

function ready() {
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

// After a check, the field carries what its message says.
document.addEventListener("htmx:after:swap", () => {
  for (const message of document.querySelectorAll("[data-error-of]")) {
    const field = document.getElementById(message.dataset.errorOf);
    if (field) {
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

ready();
