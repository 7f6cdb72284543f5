// The sheet of paper: strokes by mouse, finger, pen or keyboard, or a picture from a file.

const PEN = 0.07; // width of a stroke, as a share of the sheet
const STEP = 1 / 28; // how far an arrow key moves the pen
const LARGEST = 700_000; // bytes of a file that are sent as they are
const LONGEST = 800; // pixels along a side that are left of a larger picture
const PAPER = "#ffffff";
const INK = "#1c2b33";
const ARROWS = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };

export class Sheet extends EventTarget {
  #canvas;
  #paint;
  #strokes = []; // lists of points [x, y], from 0 to 1
  #file = null; // what is sent instead of the strokes
  #pointer = null; // which finger draws; a second one does not
  #pen = { at: [0.5, 0.5], down: false };

  constructor(canvas) {
    super();
    this.#canvas = canvas;
    this.#paint = canvas.getContext("2d", { willReadFrequently: true });
    canvas.addEventListener("pointerdown", (event) => this.#begin(event));
    canvas.addEventListener("pointermove", (event) => this.#go(event));
    for (const kind of ["pointerup", "pointercancel"]) {
      canvas.addEventListener(kind, (event) => this.#end(event));
    }
    canvas.addEventListener("keydown", (event) => this.#press(event));
    for (const kind of ["focus", "blur"]) canvas.addEventListener(kind, () => this.#draw());
    this.#draw();
  }

  get empty() {
    return !this.#file && this.#strokes.length === 0;
  }

  clear() {
    this.strokes = [];
  }

  undo() {
    this.strokes = this.#strokes.slice(0, -1);
  }

  set strokes(strokes) {
    this.#file = null;
    this.#strokes = strokes.map((stroke) => [...stroke]);
    this.#pen.down = false;
    this.#resize(280, 280);
    this.#changed(true);
  }

  /** Show a picture. One that is too large for the server is made smaller. */
  async show(file) {
    const image = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST / Math.max(image.width, image.height));
    this.#file = file; // from here on nothing is painted over it
    this.#strokes = [];
    this.#pen.down = false;
    this.#resize(Math.max(1, Math.round(image.width * scale)), Math.max(1, Math.round(image.height * scale)));
    this.#paint.fillStyle = PAPER;
    this.#paint.fillRect(0, 0, this.#canvas.width, this.#canvas.height);
    this.#paint.drawImage(image, 0, 0, this.#canvas.width, this.#canvas.height);
    if (scale < 1 || file.size > LARGEST) {
      const smaller = await this.#blob("image/jpeg");
      if (this.#file !== file) return; // somebody began to draw
      this.#file = smaller;
    }
    this.#changed(true);
  }

  /** What is on the sheet, as the server wants it: base64 of a PNG or JPEG file. */
  async content() {
    const blob = this.#file ?? (await this.#blob("image/png"));
    return new Promise((done, fail) => {
      const reader = new FileReader();
      reader.onload = () => done(reader.result.split(",")[1] ?? "");
      reader.onerror = () => fail(reader.error);
      reader.readAsDataURL(blob);
    });
  }

  #blob(kind) {
    if (!this.#file) this.#draw(false); // the pen of the keyboard is no ink
    return new Promise((done) => this.#canvas.toBlob(done, kind, 0.9)).finally(() => this.#draw());
  }

  #resize(width, height) {
    Object.assign(this.#canvas, { width, height });
  }

  #changed(done) {
    this.#draw();
    this.dispatchEvent(new CustomEvent("change", { detail: { done } }));
  }

  #draw(pen = true) {
    if (this.#file) return;
    const { width } = this.#canvas;
    this.#paint.fillStyle = PAPER;
    this.#paint.fillRect(0, 0, width, width);
    Object.assign(this.#paint, { strokeStyle: INK, lineWidth: PEN * width, lineCap: "round", lineJoin: "round" });
    for (const stroke of this.#strokes) {
      this.#paint.beginPath();
      stroke.forEach(([x, y]) => this.#paint.lineTo(x * width, y * width));
      if (stroke.length === 1) this.#paint.lineTo(stroke[0][0] * width + 0.1, stroke[0][1] * width);
      this.#paint.stroke();
    }
    if (pen && this.#canvas.matches(":focus-visible")) this.#mark(width);
  }

  /** Show where the pen of the keyboard is: a ring when it is up, a square when it is down. */
  #mark(width) {
    const [x, y] = this.#pen.at.map((place) => place * width);
    const reach = (PEN * width) / 2 + 2;
    Object.assign(this.#paint, { strokeStyle: this.#pen.down ? "#c2502c" : "#0f7b8a", lineWidth: 2 });
    this.#paint.beginPath();
    if (this.#pen.down) this.#paint.rect(x - reach, y - reach, 2 * reach, 2 * reach);
    else this.#paint.arc(x, y, reach, 0, 2 * Math.PI);
    this.#paint.stroke();
  }

  #place({ clientX, clientY }) {
    const box = this.#canvas.getBoundingClientRect();
    return [(clientX - box.left) / box.width, (clientY - box.top) / box.height];
  }

  #begin(event) {
    if (this.#pointer !== null || event.button !== 0) return;
    if (this.#file) this.clear();
    this.#pointer = event.pointerId;
    this.#canvas.setPointerCapture(event.pointerId);
    this.#strokes.push([this.#place(event)]);
    this.#changed(false);
  }

  #go(event) {
    if (event.pointerId !== this.#pointer) return;
    // A fast finger makes several points between two pictures of the screen.
    const events = event.getCoalescedEvents?.() ?? [];
    for (const each of events.length ? events : [event]) this.#strokes.at(-1)?.push(this.#place(each));
    this.#changed(false);
  }

  #end(event) {
    if (event.pointerId !== this.#pointer) return;
    this.#pointer = null;
    this.#changed(true);
  }

  #press(event) {
    const move = ARROWS[event.key];
    if (!move && event.key !== " ") return;
    event.preventDefault(); // the page must not scroll
    if (this.#file) this.clear();
    if (move) this.#move(move);
    else if (!event.repeat) this.#lift();
  }

  #lift() {
    const pen = this.#pen;
    pen.down = !pen.down;
    if (pen.down) this.#strokes.push([[...pen.at]]);
    this.dispatchEvent(new CustomEvent("pen", { detail: { down: pen.down } }));
    this.#changed(!pen.down);
  }

  #move(step) {
    const pen = this.#pen;
    const before = pen.at;
    pen.at = before.map((place, axis) => Math.min(1, Math.max(0, place + step[axis])));
    if (!pen.down) return this.#draw(); // nothing to ask about
    if (pen.at.every((place, axis) => place === before[axis])) return; // the edge of the sheet
    this.#strokes.at(-1)?.push([...pen.at]);
    this.#changed(false);
  }
}
