"""A person opens the page in a browser and draws."""

import pytest
from PIL import Image
from playwright.sync_api import expect

from mnist import data

# Points of the strokes, as shares of the sheet.
FIVE = [[(0.68, 0.2), (0.4, 0.2), (0.37, 0.47), (0.52, 0.43), (0.66, 0.52), (0.66, 0.68),
         (0.55, 0.8), (0.38, 0.8), (0.32, 0.74)]]  # fmt: skip
FOUR = [[(0.4, 0.2), (0.3, 0.55), (0.72, 0.55)], [(0.6, 0.22), (0.57, 0.85)]]
ONE = [[(0.5, 0.15), (0.48, 0.85)]]
HOUSE = [[(0.1, 0.9), (0.1, 0.4), (0.5, 0.1), (0.9, 0.4), (0.9, 0.9), (0.1, 0.9), (0.9, 0.4),
          (0.1, 0.4), (0.9, 0.9)]]  # fmt: skip


def draw(page, strokes):
    page.locator("#sheet").scroll_into_view_if_needed()
    box = page.locator("#sheet").bounding_box()
    for stroke in strokes:
        places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
        page.mouse.move(*places[0])
        page.mouse.down()
        for place in places[1:]:
            page.mouse.move(*place, steps=6)
        page.mouse.up()


def share(page, digit):
    """Return the length of a bar in percent."""
    return float(page.locator("#bars i").nth(digit).evaluate("bar => parseFloat(bar.style.width)"))


@pytest.mark.parametrize(("strokes", "digit"), [(FIVE, 5), (FOUR, 4), (ONE, 1)])
def test_a_digit_that_is_drawn_is_read(page, complaints, strokes, digit):
    draw(page, strokes)
    expect(page.locator("#digit")).to_have_text(str(digit))
    expect(page.get_by_role("status")).to_contain_text(f"{digit}, probability")
    assert share(page, digit) > 50
    assert sum(share(page, each) for each in range(10)) == pytest.approx(100, abs=0.1)
    assert complaints == []


def test_the_bars_move_while_somebody_draws(page):
    box = page.locator("#sheet").bounding_box()
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.15 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.8 * box["height"], steps=10)
    expect(page.locator("#digit")).to_have_text("1")  # the button is still down
    page.mouse.up()


def test_an_answer_is_shown_though_a_newer_question_is_under_way(page):
    held = []  # a slow network: its answers wait
    page.route("**/predict", lambda route: held.append(route))
    box = page.locator("#sheet").bounding_box()
    middle = box["x"] + 0.5 * box["width"]
    page.mouse.move(middle, box["y"] + 0.15 * box["height"])
    page.mouse.down()
    for down in (0.5, 0.8):
        with page.expect_request("**/predict"):
            page.mouse.move(middle, box["y"] + down * box["height"], steps=10)
    held[0].continue_()
    expect(page.locator("#figure")).to_be_visible()
    page.mouse.up()


def test_a_finger_draws_and_does_not_scroll(page):
    assert page.locator("#sheet").evaluate("sheet => getComputedStyle(sheet).touchAction") == "none"
    page.locator("#sheet").evaluate("""sheet => {
        const box = sheet.getBoundingClientRect();
        const send = (kind, y) => sheet.dispatchEvent(new PointerEvent(kind, {
            pointerId: 7, pointerType: "touch", bubbles: true,
            clientX: box.left + box.width / 2, clientY: box.top + y * box.height}));
        sheet.setPointerCapture = () => {};  // there is no such finger
        send("pointerdown", 0.2);
        for (let y = 0.2; y < 0.8; y += 0.05) send("pointermove", y);
        send("pointerup", 0.8);
    }""")
    expect(page.locator("#digit")).to_have_text("1")


def test_clear_and_undo(page, complaints):
    draw(page, FOUR)
    expect(page.locator("#digit")).to_have_text("4")
    page.get_by_role("button", name="Undo a stroke").click()
    expect(page.locator("#digit")).not_to_have_text("4")
    page.get_by_role("button", name="Clear").click()
    expect(page.locator("#empty")).to_be_visible()
    expect(page.locator("#figure")).to_be_hidden()
    assert complaints == []


@pytest.mark.parametrize(("name", "digit"), [("five-photo.jpg", 5), ("three-chalk.png", 3)])
def test_a_picture_from_a_file_is_read(page, complaints, name, digit):
    page.get_by_label("A picture or photo").set_input_files(data.ROOT / "examples" / name)
    expect(page.locator("#digit")).to_have_text(str(digit))
    draw(page, ONE)  # takes a new sheet
    expect(page.locator("#digit")).to_have_text("1")
    assert complaints == []


def test_a_photo_as_large_as_a_phone_makes_them_is_read(page, complaints, tmp_path):
    with Image.open(data.ROOT / "examples" / "five-photo.jpg") as photo:
        photo.resize((2000, 2000 * photo.height // photo.width)).save(tmp_path / "large.jpg")
    page.get_by_label("A picture or photo").set_input_files(tmp_path / "large.jpg")
    expect(page.locator("#digit")).to_have_text("5")
    assert complaints == []


def test_a_file_that_is_no_picture_is_explained(page, tmp_path):
    (tmp_path / "seven.png").write_text("seven")
    page.get_by_label("A picture or photo").set_input_files(tmp_path / "seven.png")
    expect(page.get_by_role("alert")).to_contain_text("no picture")


def test_one_can_see_what_the_model_sees_and_what_it_looks_at(page, complaints):
    draw(page, FOUR)
    expect(page.locator("#digit")).to_have_text("4")
    look = """canvas => [...canvas.getContext("2d").getImageData(0, 0, 28, 28).data]"""
    seen = page.locator("#seen").evaluate(look)
    assert 60 < sum(value > 128 for value in seen[::4]) < 300
    page.get_by_role("button", name="What did it look at?").click()
    expect(page.locator("#heat")).to_be_visible()
    expect(page.locator("#where")).not_to_be_empty()
    heat = page.locator("#heat").evaluate(look)
    assert heat[::4] != heat[1::4]  # there are colours in it
    draw(page, ONE)
    expect(page.locator("#heat")).to_be_hidden()  # it was about another picture
    assert complaints == []


def test_the_keyboard_is_enough_to_draw(page, complaints):
    page.locator("#sheet").focus()
    for key, times in [("ArrowUp", 8), ("Space", 1), ("ArrowDown", 17), ("Space", 1)]:
        for _ in range(times):
            page.keyboard.press(key)
    expect(page.locator("#digit")).to_have_text("1")
    assert complaints == []


def test_a_house_is_read_with_a_warning_and_a_digit_without(page, complaints):
    draw(page, HOUSE)
    expect(page.locator("#warning")).to_contain_text("It is")
    expect(page.get_by_role("status")).to_contain_text("It is")
    page.get_by_role("button", name="Clear").click()
    expect(page.locator("#warning")).to_be_hidden()
    draw(page, FIVE)
    expect(page.get_by_role("status")).to_contain_text("5, probability")
    expect(page.locator("#warning")).to_be_hidden()
    assert complaints == []


def test_where_the_pen_of_the_keyboard_is_can_be_seen_and_heard(page, complaints):
    corner = """sheet => {
        const size = sheet.width, reach = Math.round(0.035 * size) + 2;
        const spot = sheet.getContext("2d").getImageData(size / 2 - reach, size / 2 - reach, 2, 2);
        return Math.min(...spot.data);
    }"""
    sheet, status = page.locator("#sheet"), page.get_by_role("status")
    sheet.focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowDown")
    assert sheet.evaluate(corner) == 255  # a ring leaves the corner free
    page.keyboard.press("Space")
    expect(status).to_contain_text("Pen down")
    assert sheet.evaluate(corner) < 200  # a square does not
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(status).to_contain_text("Pen up. ")
    expect(status).to_contain_text(", probability")
    assert complaints == []


def test_moving_the_pen_without_drawing_asks_nothing(page):
    asked = []
    draw(page, ONE)
    expect(page.get_by_role("status")).to_contain_text("1, probability")
    page.on("request", lambda request: asked.append(request.url))
    page.locator("#sheet").focus()
    for _ in range(20):
        page.keyboard.press("ArrowLeft")
    with page.expect_request("**/prepare"):
        page.keyboard.press("Space")
    for _ in range(20):
        page.keyboard.press("ArrowLeft")  # it is at the edge already
    page.keyboard.press("Space")
    expect(page.get_by_role("status")).to_contain_text("Pen up. ")
    expect(page.get_by_role("status")).to_contain_text(", probability")
    assert len(asked) == 4  # /predict and /prepare, when the pen comes down and when it goes up


def test_the_keyboard_reaches_everything_and_one_sees_where(page):
    draw(page, ONE)
    expect(page.locator("#why")).to_be_visible()
    page.evaluate("document.activeElement.blur()")
    reached = set()
    for _ in range(12):
        page.keyboard.press("Tab")
        name, outline = page.evaluate("""() => {
            const focused = document.activeElement;
            const shown = focused.type === "file" ? focused.parentElement : focused;
            const name = focused.id || focused.dataset.example || null;
            return [name, getComputedStyle(shown).outlineStyle];
        }""")
        assert name is None or outline != "none"
        reached.add(name)
    assert {"sheet", "clear", "undo", "file", "two", "seven", "riddle", "why"} <= reached


def test_nothing_sticks_out_sideways(page):
    page.get_by_role("button", name="4 or 9?").click()
    expect(page.locator("#digit")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_server_without_a_model_is_explained(page, app, monkeypatch):
    monkeypatch.setattr(app.state.slot, "engine", None)
    monkeypatch.setattr(app.state.slot, "problem", "The model is on holiday.")
    draw(page, ONE)
    expect(page.get_by_role("alert")).to_have_text("The model is on holiday.")
    expect(page.locator("#figure")).to_be_hidden()
