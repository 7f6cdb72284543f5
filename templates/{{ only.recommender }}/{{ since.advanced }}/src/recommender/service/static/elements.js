// Two small things that the modules of this page share.

/** A new element with a class and a text. */
export function element(tag, className = "", text = "") {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}

/** Title and year of a film. */
export const name = ({ title, year }) => (year ? `${title} (${year})` : title);
