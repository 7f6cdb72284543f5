"""A person opens the page in a browser."""

from playwright.sync_api import expect


def test_fill_in_ask_and_read_the_answer(page, complaints):
    page.get_by_label("man or boy", exact=True).check(force=True)
    page.get_by_label("3rd").check(force=True)
    page.get_by_label("Age").fill("40")
    page.get_by_label("Fare").fill("7.90")
    page.get_by_role("button", name="Ask the model").click()
    expect(page.locator("#likely")).to_contain_text("dies")
    assert int(page.locator("#chance").inner_text().rstrip("%")) < 30
    expect(page.get_by_role("status")).to_contain_text("The model says: dies")
    assert complaints == []


def test_the_reasons_are_told_in_words(page):
    page.get_by_role("button", name="Edmond").click()
    expect(page.locator("#likely")).to_contain_text("survives")
    expect(page.locator("#reasons li").first).to_be_visible()
    assert "2nd class" in page.locator("#reasons").inner_text()
    expect(page.get_by_label("Age")).to_have_value("2")


def test_the_keyboard_is_enough(page, complaints):
    page.keyboard.press("Tab")
    for _ in range(30):
        focused = page.evaluate("document.activeElement.type ?? ''")
        outline = page.evaluate("""() => {
            const focused = document.activeElement;
            const shown = focused.type === "radio" ? focused.parentElement : focused;
            return getComputedStyle(shown).outlineStyle;
        }""")
        assert outline != "none", "one must see where one is"
        if focused == "radio":
            page.keyboard.press("ArrowRight")
        if page.evaluate("document.activeElement.id") == "age":
            page.keyboard.type("8")
        if focused == "submit":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#chance")).to_be_visible()
    assert complaints == []


def test_nothing_sticks_out_sideways(page):
    page.get_by_role("button", name="Lily May").click()
    expect(page.locator("#chance")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_answer_is_brought_into_view(page):
    page.get_by_role("button", name="Ask the model").click()
    expect(page.locator("#chance")).to_be_in_viewport()


def test_a_refusal_stands_beside_its_field(page):
    page.evaluate("document.querySelector('#passenger').noValidate = true")
    page.get_by_label("Age").fill("300")
    page.get_by_role("button", name="Ask the model").click()
    expect(page.locator("#age-wrong")).to_contain_text("120")
    expect(page.get_by_label("Age")).to_be_focused()
    expect(page.get_by_role("alert")).to_be_visible()


def test_a_server_without_a_model_is_explained(page, app, monkeypatch):
    monkeypatch.setattr(app.state.slot, "engine", None)
    monkeypatch.setattr(app.state.slot, "problem", "The model is on holiday.")
    page.get_by_role("button", name="Ask the model").click()
    expect(page.get_by_role("alert")).to_have_text("The model is on holiday.")
    expect(page.locator("#chance")).to_be_hidden()
