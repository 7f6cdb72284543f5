// The page's own words: how a passenger is described, and how the model's answer is told.

import { ask, drawReasons, fill, percent, points, read, showErrors } from "./base.js";

// They were on board. Lily May Futrelle and Edmond Navratil survived, Patrick Canavan did not.
const EXAMPLES = {
  lily: { sex: "female", pclass: 1, age: 35, sibsp: 1, parch: 0, fare: 53.1, embarked: "S", name: "Futrelle, Mrs. Lily May" },
  edmond: { sex: "male", pclass: 2, age: 2, sibsp: 1, parch: 1, fare: 26, embarked: "S", name: "Navratil, Master. Edmond" },
  patrick: { sex: "male", pclass: 3, age: 21, sibsp: 0, parch: 0, fare: 7.75, embarked: "Q", name: "Canavan, Mr. Patrick" },
};
const CLASSES = { 1: "1st class", 2: "2nd class", 3: "3rd class" };
const PORTS = { C: "Cherbourg", Q: "Queenstown", S: "Southampton" };

const form = document.querySelector("#passenger");
const part = Object.fromEntries(
  [...document.querySelectorAll("[id]")].map((element) => [element.id, element]),
);

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const passenger = read(form);
  showErrors(form);
  try {
    show(passenger, await ask("/explain", passenger));
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

function show(passenger, answer) {
  const side = answer.verdict === "survives" ? "for" : "against";
  const chance = percent(answer.probability);
  for (const name of ["answer", "gauge", "why", "reasons", "sum"]) part[name].hidden = false;
  for (const name of ["empty", "problem"]) part[name].hidden = true;
  part.chance.textContent = chance;
  part.chance.className = side;
  part.verdict.textContent = "chance of survival";
  part.likely.textContent = `More likely than not, this passenger ${answer.verdict}.`;
  part.level.parentElement.className = `gauge ${side}`;
  part.level.style.width = `${answer.probability * 100}%`;
  const start = percent(answer.typical);
  part.typical.textContent =
    `The typical passenger on board (${describe(answer.typical_passenger)}) has ${start}. ` +
    "What moves this one away from there, in percentage points:";
  drawReasons(part.reasons, reasons(passenger, answer.reasons));
  part.sum.textContent = `${start} and all of these together make ${chance} (each figure is rounded).`;
  part.spoken.textContent = `${chance} chance of survival. The model says: ${answer.verdict}.`;
  part.result.scrollIntoView({ block: "nearest" }); // on a phone the answer is below the form
}

function refuse(problem) {
  const known = Object.keys(problem.errors ?? {}).filter((name) => form.elements[name]);
  for (const name of ["answer", "gauge", "why", "reasons", "sum", "empty"]) part[name].hidden = true;
  part.problem.hidden = false;
  part.problem.textContent = known.length ? "Please look at the marked fields." : problem.detail;
  part.spoken.textContent = "";
  showErrors(form, problem.errors);
}

function describe({ sex, age, pclass, sibsp, parch, embarked }) {
  const who = sex === "female" ? "a woman" : "a man";
  const family = sibsp + parch === 0 ? "alone" : `with ${sibsp + parch} relatives`;
  return `${who} of ${Math.round(age)}, ${CLASSES[pclass]}, ${family}, from ${PORTS[embarked]}`;
}

function reasons(passenger, shares) {
  const { sex, age, pclass, sibsp = 0, parch = 0, fare, embarked, name } = passenger;
  const words = {
    sex: sex === "female" ? "woman or girl" : "man or boy",
    class: CLASSES[pclass],
    age: age === undefined ? "age unknown" : `age ${age}`,
    family: sibsp + parch === 0 ? "travels alone" : `family of ${sibsp + parch + 1}`,
    fare: fare === undefined ? "fare unknown" : `paid £${Number.isInteger(fare) ? fare : fare.toFixed(2)}`,
    port: embarked ? `from ${PORTS[embarked]}` : "port unknown",
    title: name ? "title in the name" : "no name given",
  };
  return shares
    .filter(({ share }) => points(share) !== "0")
    .map(({ cause, share }) => ({ label: words[cause], share }));
}

async function introduce() {
  try {
    const about = await ask("/model");
    const right = percent(about.metrics.test_accuracy);
    const kind = about.model.replaceAll("_", " ");
    part.about.textContent = `Model: ${kind}, version ${about.model_version}. Its answer was right for ${right} of the test passengers, whom it had never seen.`;
  } catch (problem) {
    refuse(problem);
  }
}

introduce();
