"""A person opens the page in a browser."""

import shutil

import pytest
from playwright.sync_api import expect, sync_playwright

BROWSERS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
PATIENCE = 300_000  # milliseconds: what happens is waited for, however busy the machine
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="module")
def chromium():
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        pytest.skip(f"no browser: none of {', '.join(BROWSERS)} is installed")
    with sync_playwright() as playwright:
        options = {"executable_path": path, "args": ["--no-sandbox"], "timeout": PATIENCE}
        browser = playwright.chromium.launch(**options)
        yield browser
        browser.close()


@pytest.fixture
def complaints():
    """Collect what a visitor must never cause."""
    return []


@pytest.fixture(params=[1200, 360], ids=["desk", "phone"])
def page(chromium, address, request, complaints):
    view = chromium.new_page(viewport={"width": request.param, "height": 800})
    view.on("console", lambda m: complaints.append(m.text) if m.type != "info" else None)
    view.on("pageerror", lambda error: complaints.append(str(error)))
    view.on("request", lambda r: r.url.startswith(address) or complaints.append(r.url))
    view.goto(address, wait_until="networkidle")
    yield view
    view.close()


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


def test_nothing_may_be_loaded_from_elsewhere(client):
    policy = client.get("/").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in client.get("/").text
