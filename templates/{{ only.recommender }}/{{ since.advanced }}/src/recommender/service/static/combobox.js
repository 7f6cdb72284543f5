// A search box with a list below it: the pattern "combobox" of the ARIA Authoring Practices.

import { ask } from "./base.js";
import { element, name } from "./elements.js";

const PAUSE = 150; // milliseconds without typing before the server is asked

/** Let `input` search for films, show them in `list`, count them in `status`; `choose` gets one. */
export function combobox(input, list, status, choose) {
  let films = [];
  let active = -1;
  let asked = 0; // answers may come in another order than the questions
  let timer;

  function close() {
    list.hidden = true;
    active = -1;
    asked += 1;
    clearTimeout(timer);
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function take(film) {
    input.value = "";
    status.textContent = "";
    close();
    choose(film);
  }

  function mark(place) {
    active = place;
    [...list.children].forEach((option, index) => {
      option.setAttribute("aria-selected", String(index === active));
    });
    list.children[active]?.scrollIntoView({ block: "nearest" });
    if (active < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", list.children[active].id);
  }

  function show() {
    list.replaceChildren(
      ...films.map((film, index) => {
        const option = element("li", "", name(film));
        option.id = `found-${index}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        // the box must not lose the focus before the click is done
        option.addEventListener("mousedown", (event) => event.preventDefault());
        option.addEventListener("click", () => take(film));
        return option;
      }),
    );
    list.hidden = films.length === 0;
    input.setAttribute("aria-expanded", String(films.length > 0));
    mark(-1);
    status.textContent = films.length ? `${films.length} films found` : "no such film";
  }

  async function search() {
    const text = input.value.trim();
    if (!text) {
      status.textContent = "";
      close();
      return;
    }
    const mine = ++asked;
    let found;
    try {
      found = (await ask(`/films?search=${encodeURIComponent(text)}`)).films;
    } catch (problem) {
      status.textContent = problem.detail;
      return;
    }
    if (mine !== asked) return;
    films = found;
    show();
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(search, PAUSE);
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const open = !list.hidden;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && open) {
      const places = films.length + 1; // one of them is the box itself
      mark(((active + 1 + step + places) % places) - 1);
    } else if (event.key === "ArrowDown") {
      search();
    } else if (event.key === "Enter") {
      if (open) take(films[Math.max(active, 0)]);
      else search();
    } else if (event.key === "Escape") {
      if (!open) input.value = "";
      close();
    } else {
      return;
    }
    event.preventDefault();
  });
}
