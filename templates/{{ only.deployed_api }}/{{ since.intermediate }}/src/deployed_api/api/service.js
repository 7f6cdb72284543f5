// As page.js, and the reasons below the answer.

const form = document.querySelector("form");
const place = document.querySelector("output");

form.addEventListener("submit", async (event) => {
  event.preventDefault(); // we send JSON ourselves instead of leaving the page
  try {
    const response = await fetch("/predict", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(question()),
    });
    const answer = await response.json();
    mark(answer.errors ?? {});
    response.ok ? show(answer) : say(`Status ${response.status}: ${answer.detail.replaceAll("`", "")}`);
  } catch {
    say("The service does not answer. Is it still running?");
  }
});

// What stands in the form, with numbers as numbers; an empty field is left out.
function question() {
  const asked = {};
  for (const field of form.elements) {
    if (!field.name || field.value === "") continue;
    asked[field.name] = field.type === "number" ? Number(field.value) : field.value;
  }
  return asked;
}

// Put each message below its field, and move to the first of them.
function mark(errors) {
  for (const field of form.elements) {
    if (!field.name) continue;
    document.getElementById(`${field.name}-wrong`).textContent = errors[field.name] ?? "";
    field.setAttribute("aria-invalid", field.name in errors);
  }
  form.querySelector('[aria-invalid="true"]')?.focus();
}

function say(sentence) {
  place.textContent = sentence;
  place.className = "bad";
}

function show({ probability, decision, threshold, reasons }) {
  const figure = document.createElement("strong");
  figure.textContent = percent(probability);
  const sense = `is the probability that it goes bad; from ${percent(threshold)} on it is refused.`;
  const list = document.createElement("ul");
  for (const { text } of reasons) {
    const item = document.createElement("li");
    item.textContent = text;
    list.append(item);
  }
  place.replaceChildren(figure, `${sense} So: ${decision} it.`, list);
  place.className = "";
  figure.className = decision === "refuse" ? "bad" : "good";
}

const percent = (share) => `${Math.round(share * 100)} %`;
