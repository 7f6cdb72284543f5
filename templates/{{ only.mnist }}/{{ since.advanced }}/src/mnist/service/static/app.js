// The page's own words: ask while somebody draws, and tell what the network answers.

import { ask, percent } from "./base.js";
import { Sheet } from "./sheet.js";

// Strokes of points from 0 to 1. The last one could be two digits.
const EXAMPLES = {
  two: [[[0.3, 0.35], [0.36, 0.24], [0.5, 0.18], [0.65, 0.24], [0.69, 0.37], [0.62, 0.52], [0.3, 0.8], [0.72, 0.79]]],
  seven: [[[0.28, 0.22], [0.72, 0.21], [0.58, 0.5], [0.46, 0.83]]],
  riddle: [[[0.48, 0.2], [0.35, 0.3], [0.34, 0.45], [0.5, 0.5], [0.64, 0.44]], [[0.64, 0.2], [0.64, 0.44], [0.61, 0.85]]],
};
const PAUSE = 120; // milliseconds between two questions while somebody draws
const DOWN = ["upper", "middle", "lower"];
const ACROSS = ["left", "", "right"];

const part = Object.fromEntries(
  [...document.querySelectorAll("[id]")].map((element) => [element.id, element]),
);
const sheet = new Sheet(part.sheet);
const bars = Array.from({ length: 10 }, addBar);
let timer = null;
let asked = 0; // counts questions
let settled = 0; // the newest that is answered, so that a late answer cannot replace a newer one
let pen = ""; // what the keyboard just did with it, to be said before the answer

sheet.addEventListener("change", ({ detail }) => {
  if (detail.done) {
    clearTimeout(timer);
    timer = null;
    read(true);
  } else {
    timer ??= setTimeout(() => {
      timer = null;
      read(false);
    }, PAUSE);
  }
});
sheet.addEventListener("pen", ({ detail }) => {
  pen = detail.down ? "Pen down. " : "Pen up. ";
  part.spoken.textContent = pen;
});
part.clear.addEventListener("click", () => sheet.clear());
part.undo.addEventListener("click", () => sheet.undo());
part.why.addEventListener("click", explain);
part.file.addEventListener("change", async () => {
  const [file] = part.file.files;
  part.file.value = ""; // so that the same file can be chosen again
  if (!file) return;
  try {
    await sheet.show(file);
  } catch {
    refuse({ detail: "This file is no picture that the browser can open. If it is a HEIC photo, save it as JPEG." });
  }
});
for (const button of document.querySelectorAll("[data-example]")) {
  button.addEventListener("click", () => {
    sheet.strokes = EXAMPLES[button.dataset.example];
  });
}

function addBar() {
  const item = document.createElement("li");
  item.innerHTML = '<span class="bar" aria-hidden="true"><i></i></span><span class="share"></span>';
  part.bars.append(item);
  return { item, level: item.querySelector("i"), share: item.querySelector(".share") };
}

function isNewest(number) {
  if (number < settled) return false;
  settled = number;
  return true;
}

/** Ask about what is on the sheet; `done` when the stroke is, so that it is also said aloud. */
async function read(done) {
  const number = ++asked;
  if (sheet.empty) {
    settled = number;
    return forget();
  }
  try {
    const image = await sheet.content();
    const [answer, { pixels }] = await Promise.all([ask("/predict", { image }), ask("/prepare", { image })]);
    if (isNewest(number)) show(answer, pixels, done);
  } catch (problem) {
    if (isNewest(number)) refuse(problem);
  }
}

function show({ digit, probability, probabilities, warning }, pixels, done) {
  for (const name of ["figure", "looks", "why"]) part[name].hidden = false;
  for (const name of ["problem", "empty", "heat", "warning"]) part[name].hidden = true;
  part.where.textContent = "";
  part.digit.textContent = digit;
  part.sure.textContent = `probability ${inWords(probability)}`;
  part.live.textContent = `${digit}, ${exact(probability)}`;
  fillBars(probabilities, digit);
  draw(part.seen, (row, column) => grey(pixels[row][column]));
  if (!done) return;
  part.spoken.textContent = `${pen}${digit}, probability ${inWords(probability)}. ${warning ?? ""}`;
  part.warning.hidden = !warning; // only now: half a digit is unlike any
  part.warning.textContent = warning;
  pen = "";
}

function fillBars(probabilities, digit) {
  bars.forEach(({ item, level, share }, each) => {
    const chance = probabilities?.[each];
    item.classList.toggle("best", each === digit);
    level.style.width = `${100 * (chance ?? 0)}%`;
    share.textContent = chance === undefined ? "" : exact(chance);
  });
}

function forget() {
  for (const name of ["figure", "looks", "problem", "warning"]) part[name].hidden = true;
  part.empty.hidden = false;
  part.spoken.textContent = part.live.textContent = "";
  fillBars();
}

function refuse(problem) {
  forget();
  part.empty.hidden = true;
  part.problem.hidden = false;
  part.problem.textContent = problem.errors?.image ?? problem.detail ?? "Something broke on this page.";
}

async function explain() {
  const number = asked;
  part.why.disabled = true;
  try {
    const answer = await ask("/explain", { image: await sheet.content() });
    if (number === asked) showHeat(answer);
  } catch (problem) {
    if (number === asked) refuse(problem);
  } finally {
    part.why.disabled = false;
  }
}

function showHeat({ digit, heat, pixels }) {
  const places = heat.flat();
  const most = Math.max(0.02, ...places.map(Math.abs)); // so that trifles look like trifles
  draw(part.heat, (row, column) => tint(pixels[row][column], heat[row][column] / most));
  part.heat.hidden = false;
  part.why.hidden = true;
  const strongest = Math.max(...places);
  const where = place(places.indexOf(strongest));
  part.where.textContent =
    strongest < 0.02
      ? `Covering any single place changes next to nothing: it is a ${digit} all over.`
      : `Cover the ${where}, and the ${digit} loses up to ${percent(strongest)}. Teal: needed. Red: speaks against it.`;
  part.spoken.textContent = part.where.textContent;
}

function place(index) {
  const third = (number) => Math.min(2, Math.floor((3 * number) / 28));
  const [down, across] = [DOWN[third(Math.floor(index / 28))], ACROSS[third(index % 28)]];
  return `${down}${across ? ` ${across}` : ""} part`;
}

/** Paint 28 x 28 pixels; `colour` gives red, green and blue for a row and a column. */
function draw(canvas, colour) {
  const image = new ImageData(28, 28);
  for (let spot = 0; spot < 784; spot += 1) {
    image.data.set([...colour(Math.floor(spot / 28), spot % 28), 255], 4 * spot);
  }
  canvas.getContext("2d").putImageData(image, 0, 0);
}

const grey = (ink) => [ink, ink, ink];

/** A pixel of the digit, teal where `cost` (-1 to 1) is above 0 and red where it is below. */
function tint(ink, cost) {
  const target = cost > 0 ? [40, 200, 215] : [240, 110, 70];
  const strength = Math.min(1, Math.abs(cost)) * 0.85;
  return target.map((colour) => Math.round(0.75 * ink * (1 - strength) + colour * strength));
}

/** 99.96 % must not read as certain, nor 0.3 % as impossible. */
function exact(share) {
  if (share >= 0.9995) return "> 99.9%";
  if (share > 0.99) return `${(100 * share).toFixed(1)}%`;
  return share < 0.005 ? "< 1%" : percent(share);
}

const inWords = (share) => exact(share).replace("> ", "above ").replace("< ", "below ");

async function introduce() {
  try {
    const about = await ask("/model");
    const right = `${(100 * about.metrics.test_accuracy).toFixed(1)}%`;
    part.about.textContent = `Model: ${about.model.replaceAll("_", " ")}, version ${about.model_version}. It reads ${right} of the digits in the test set, which it had never seen.`;
  } catch (problem) {
    refuse(problem);
  }
}

introduce();
