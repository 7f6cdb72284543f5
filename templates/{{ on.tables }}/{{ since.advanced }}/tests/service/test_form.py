"""The form of the page works without a mouse, on a phone, and without a model."""

from playwright.sync_api import expect


def test_the_keyboard_is_enough(page, complaints):
    page.keyboard.press("Tab")
    for _ in range(40):
        focused = page.evaluate("document.activeElement.type ?? ''")
        outline = page.evaluate("""() => {
            const focused = document.activeElement;
            const shown = focused.type === "radio" ? focused.parentElement : focused;
            return getComputedStyle(shown).outlineStyle;
        }""")
        assert outline != "none", "one must see where one is"
        if focused == "radio":
            page.keyboard.press("ArrowRight")
        if focused == "submit":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#chance")).to_be_visible()
    assert complaints == []


def test_nothing_sticks_out_sideways(page):
    page.get_by_role("button", name="Ask the model").click()
    expect(page.locator("#chance")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_answer_is_brought_into_view(page):
    page.get_by_role("button", name="Ask the model").click()
    expect(page.locator("#chance")).to_be_in_viewport()


def test_a_server_without_a_model_is_explained(page, app, monkeypatch):
    monkeypatch.setattr(app.state.slot, "engine", None)
    monkeypatch.setattr(app.state.slot, "problem", "The model is on holiday.")
    page.get_by_role("button", name="Ask the model").click()
    expect(page.get_by_role("alert")).to_have_text("The model is on holiday.")
    expect(page.locator("#chance")).to_be_hidden()
