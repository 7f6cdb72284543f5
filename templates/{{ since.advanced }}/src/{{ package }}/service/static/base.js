// What every page of this kind needs: read a form, ask the server, show what is wrong, draw bars.

/** The form as the server wants it; fields that are left empty are left out. */
export function read(form) {
  const body = {};
  for (const [name, value] of new FormData(form)) {
    const field = form.elements[name];
    const numeric = field.type === "number" || form.querySelector(`[name="${name}"][data-number]`);
    if (value.trim() !== "") body[name] = numeric ? Number(value) : value.trim();
  }
  return body;
}

/** Fill the form in; fields that are not mentioned become empty. */
export function fill(form, values) {
  form.reset();
  for (const name of new Set([...form.elements].map((field) => field.name).filter(Boolean))) {
    form.elements[name].value = values[name] ?? "";
  }
}

/** Ask the server. Returns the answer, or throws a problem with `status`, `detail` and `errors`. */
export async function ask(url, body, headers = {}) {
  const options = { headers };
  if (body) {
    options.method = "POST";
    options.headers = { "Content-Type": "application/json", ...headers };
    options.body = JSON.stringify(body);
  }
  let response;
  try {
    response = await fetch(url, options);
  } catch {
    throw { detail: "The server does not answer. Is it still running?", errors: {} };
  }
  const answer = await response.json();
  if (!response.ok) throw answer;
  return answer;
}

/** Put each message beside the field it is about, and move to the first of them. */
export function showErrors(form, errors = {}) {
  for (const place of form.querySelectorAll(".wrong")) {
    const name = place.dataset.for;
    place.textContent = errors[name] ?? "";
    for (const field of form.querySelectorAll(`[name="${name}"]`)) {
      field.toggleAttribute("aria-invalid", false);
      if (errors[name]) field.setAttribute("aria-invalid", "true");
    }
  }
  form.querySelector("[aria-invalid]")?.focus();
}

export const percent = (share) => `${Math.round(share * 100)}%`;

/** A share as points with a sign that is not a hyphen, as in "−12". */
export function points(share) {
  const whole = Math.round(Math.abs(share) * 100);
  if (whole === 0) return "0";
  return (share > 0 ? "+" : "−") + whole;
}

/** One line for each reason: a label, a bar to the right or to the left, the points. */
export function drawReasons(list, reasons) {
  const shares = reasons.map((reason) => reason.share);
  const low = Math.min(0, ...shares);
  const width = Math.max(0.25, Math.max(0, ...shares) - low); // so that trifles look like trifles
  const place = (share) => `${((share - low) / width) * 100}%`; // from the left edge of the bars
  list.replaceChildren(...reasons.map((reason) => line(reason, place, width)));
}

function line({ label, share }, place, width) {
  const bar = element("span", `bar ${share < 0 ? "against" : "for"}`);
  const filled = element("i");
  const zero = element("b");
  bar.setAttribute("aria-hidden", "true");
  filled.style.left = place(Math.min(0, share));
  filled.style.width = `${(Math.abs(share) / width) * 100}%`;
  zero.style.left = place(0);
  bar.append(filled, zero);
  const number = element("span", "points", points(share));
  number.append(element("span", "unseen", " points"));
  const item = element("li");
  item.append(element("span", "name", label), bar, number);
  return item;
}

function element(tag, className = "", text = "") {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}
