// The page's own words: which films somebody rated, and how the recommendations are told.

import { ask } from "./base.js";
import { combobox } from "./combobox.js";
import { element, name } from "./elements.js";

const ENOUGH = 5;
const LIKED = 3; // with more stars than this a film counts
const CHIPS = 8;

const form = document.querySelector("#profile");
const part = Object.fromEntries(
  [...document.querySelectorAll("[id]")].map((found) => [found.id, found]),
);
const rated = new Map(); // film id -> { film, stars }, stars 0 as long as none are given

combobox(part.search, part.found, part.count, add);

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const unrated = [...rated.values()].find(({ stars }) => stars === 0);
  if (unrated) {
    refuse({ detail: `Give “${unrated.film.title}” some stars, or take it off.` });
    stars(unrated.film).focus();
    return;
  }
  const ratings = [...rated.values()].map(({ film, stars }) => ({ film: film.id, stars }));
  try {
    show(await ask("/explain", { ratings, n: 10 }));
  } catch (problem) {
    refuse(problem);
  }
});

/** Put a film onto the list of those that are to be rated, and go to its stars. */
function add(film) {
  if (!rated.has(film.id)) {
    rated.set(film.id, { film, stars: 0 });
    part.rated.append(line(film));
    count();
  }
  stars(film).focus();
}

function line(film) {
  const item = element("li");
  const group = element("fieldset", "stars");
  group.append(element("legend", "", name(film)));
  for (let value = 1; value <= 5; value += 1) group.append(star(film, value));
  const off = element("button", "off", "✕");
  off.type = "button";
  off.setAttribute("aria-label", `Take ${name(film)} off`);
  off.addEventListener("click", () => {
    rated.delete(film.id);
    item.remove();
    count();
    part.search.focus();
  });
  item.append(group, off);
  return item;
}

function star(film, value) {
  const label = element("label", "", "★");
  const input = element("input", "unseen");
  Object.assign(input, { type: "radio", name: `film-${film.id}`, value });
  input.setAttribute("aria-label", value === 1 ? "1 star" : `${value} stars`);
  input.addEventListener("change", () => {
    rated.get(film.id).stars = value;
    count();
  });
  label.prepend(input);
  return label;
}

const stars = (film) => {
  const group = [...part.rated.querySelectorAll(`[name="film-${film.id}"]`)];
  return group.find((input) => input.checked) ?? group[0];
};

function count() {
  const done = [...rated.values()].filter((each) => each.stars > 0);
  const liked = done.filter((each) => each.stars > LIKED).length;
  const left = ENOUGH - done.length;
  part.progress.textContent =
    left > 0
      ? `${done.length} of ${ENOUGH} rated. More than three stars: more like this.`
      : `${done.length} rated, ${liked} with more than three stars: these decide.`;
  part.start.hidden = rated.size >= ENOUGH;
}

function show(answer) {
  for (const id of ["empty", "problem"]) part[id].hidden = true;
  for (const id of ["films", "basis"]) part[id].hidden = false;
  const why = Object.fromEntries(answer.reasons.map((each) => [each.film, each.because]));
  part.films.replaceChildren(...answer.films.map((film) => recommended(film, why[film.id])));
  part.basis.textContent =
    answer.basis === "everybody"
      ? "Nothing you liked is known yet, so these are the films that most people watched."
      : `Films that people with your taste watched. ${surprise(answer.novelty)}`;
  part.spoken.textContent = `${answer.films.length} films. The first is ${name(answer.films[0])}.`;
  part.result.scrollIntoView({ block: "start" }); // on a phone the answer is below the form
}

/** Bits, as a share of people: 1 bit is every second one. */
function surprise(bits) {
  return `About one person in ${Math.max(1, Math.round(2 ** bits))} has seen a film like these.`;
}

function recommended(film, because = []) {
  const item = element("li");
  const names = because.slice(0, 2).map((each) => each.title);
  const more = element("ul", "similar");
  const opens = element("button", "", "Similar films");
  const known = element("button", "", "I know it");
  more.hidden = true;
  more.id = `similar-${film.id}`;
  for (const button of [opens, known]) button.type = "button";
  opens.setAttribute("aria-expanded", "false");
  opens.setAttribute("aria-controls", more.id);
  opens.setAttribute("aria-label", `Similar films: ${name(film)}`);
  opens.addEventListener("click", () => unfold(film, opens, more));
  known.setAttribute("aria-label", `I know it: ${name(film)}`);
  known.addEventListener("click", () => add(film));
  const buttons = element("div", "buttons");
  buttons.append(opens, known);
  item.append(element("h3", "", name(film)));
  if (names.length) item.append(element("p", "hint", `because you like ${names.join(" and ")}`));
  item.append(buttons, more);
  return item;
}

async function unfold(film, button, list) {
  const open = list.hidden;
  if (open && !list.children.length) {
    try {
      const { films } = await ask(`/films/${film.id}/similar`);
      list.replaceChildren(...films.map((each) => element("li", "", name(each))));
    } catch (problem) {
      refuse(problem);
      return;
    }
  }
  list.hidden = !open;
  button.setAttribute("aria-expanded", String(open));
}

function refuse(problem) {
  for (const id of ["films", "basis", "empty"]) part[id].hidden = true;
  part.problem.hidden = false;
  part.problem.textContent = problem.detail;
  part.spoken.textContent = "";
}

async function introduce() {
  try {
    const [about, { films }] = await Promise.all([ask("/model"), ask(`/films?limit=${CHIPS}`)]);
    const hits = Math.round(about.metrics.test_hit_rate * 100);
    const kind = about.model.replaceAll("_", " ");
    part.about.textContent = `Model: ${kind}, version ${about.model_version}. In a test it had the very next film among its ten for ${hits} people in 100.`;
    for (const film of films) {
      const chip = element("button", "", film.title);
      chip.type = "button";
      chip.addEventListener("click", () => {
        chip.remove();
        add(film);
      });
      part.chips.append(chip);
    }
  } catch (problem) {
    refuse(problem);
  }
}

introduce();
