// The page's own words: how a loan is described, how the answer is told, and who asks.

import { ask, drawReasons, fill, percent, points, read, showErrors } from "./base.js";

const USUAL = { amount: 1000, price: 1400, time: 48, income: 125, expenses: 50, assets: 3000, debt: 0, seniority: 5, job: "fixed", home: "owner", records: "no" };
const EXAMPLES = {
  safe: { ...USUAL, seniority: 15, assets: 8000 },
  close: { ...USUAL, income: 90, price: 1500, seniority: 2, home: "rent" },
  risky: { ...USUAL, income: "", seniority: 0, job: "partime", records: "yes" },
};
const JOBS = { fixed: "permanent", partime: "part-time", freelance: "freelance", others: "other" };
const HOMES = { owner: "own home", rent: "rented home", parents: "lives with parents", other: "other home" };

const form = document.querySelector("#loan");
const part = Object.fromEntries(
  [...document.querySelectorAll("[id]")].map((element) => [element.id, element]),
);

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const loan = read(form);
  showErrors(form);
  try {
    show(loan, await ask("/explain", loan, credentials()));
    if (!part.about.textContent) introduce(); // the key came later than the page
  } catch (problem) {
    refuse(problem);
  }
});

for (const button of document.querySelectorAll("[data-example]")) {
  button.addEventListener("click", () => {
    fill(form, EXAMPLES[button.dataset.example]);
    form.requestSubmit();
  });
}

part["key-part"].addEventListener("submit", (event) => {
  event.preventDefault();
  introduce();
});

/** The header that says who asks; the key is kept nowhere but in its field. */
function credentials() {
  const key = part.key.value.trim();
  return key ? { Authorization: `Bearer ${key}` } : {};
}

function show(loan, answer) {
  const side = answer.decision === "accept" ? "for" : "against";
  const chance = percent(answer.probability);
  for (const name of ["answer", "gauge", "why", "reasons", "sum"]) part[name].hidden = false;
  for (const name of ["empty", "problem"]) part[name].hidden = true;
  part.chance.textContent = chance;
  part.chance.className = side;
  part.verdict.textContent = "chance of going bad";
  part.decision.textContent =
    `The line is at ${percent(answer.threshold)}, where accepting and refusing cost the same on average. So: ${answer.decision} it.`;
  part.level.parentElement.className = `gauge ${side}`;
  part.level.style.width = `${answer.probability * 100}%`;
  part.level.parentElement.style.setProperty("--line-at", `${answer.threshold * 100}%`);
  const start = percent(answer.typical);
  part.typical.textContent =
    `The typical loan (${describe(answer.typical_loan)}) has ${start}. ` +
    "What moves this one away from there, in percentage points:";
  drawReasons(part.reasons, reasons(loan, answer.reasons));
  part.sum.textContent = `${start} and all of these together make ${chance} (each figure is rounded).`;
  part.spoken.textContent = `${chance} chance of going bad. Decision: ${answer.decision} it.`;
  part.result.scrollIntoView({ block: "nearest" }); // on a phone the answer is below the form
}

function refuse(problem) {
  const known = Object.keys(problem.errors ?? {}).filter((name) => form.elements[name]);
  for (const name of ["answer", "gauge", "why", "reasons", "sum", "empty"]) part[name].hidden = true;
  part.problem.hidden = false;
  part.problem.textContent = known.length ? "Please look at the marked fields." : problem.detail;
  part.spoken.textContent = "";
  if (problem.status === 401) askForKey();
  showErrors(form, problem.errors);
}

function askForKey() {
  part["key-part"].hidden = false;
  part.key.focus();
}

function describe({ amount, time, income, job, home }) {
  return `${amount} over ${time} months, income ${income}, ${JOBS[job]} job, ${HOMES[home]}`;
}

function reasons(loan, shares) {
  const { amount, time, income, seniority, job, home, records } = loan;
  const words = {
    records: records === "yes" ? "bad records" : "no bad records",
    "years in the job": `${seniority} years in the job`,
    job: job ? `${JOBS[job]} job` : "job unknown",
    "income and expenses": income === undefined ? "income not stated" : "income and expenses",
    "assets and debt": "assets and debt",
    home: home ? HOMES[home] : "home unknown",
    "size, price and length of the loan": `${amount} over ${time} months`,
  };
  return shares
    .filter(({ share }) => points(share) !== "0")
    .map(({ cause, share }) => ({ label: words[cause], share }));
}

async function introduce() {
  try {
    const about = await ask("/model", undefined, credentials());
    const kind = about.model.replaceAll("_", " ");
    const order = percent(about.metrics.test_roc_auc);
    part.about.textContent = `Model: ${kind}, version ${about.model_version}. Of a good and a bad loan that it had never seen, it gave the bad one the higher probability ${order} of the time.`;
    part.problem.hidden = true;
  } catch (problem) {
    refuse(problem);
  }
}

introduce();
