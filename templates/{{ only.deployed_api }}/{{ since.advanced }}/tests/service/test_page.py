"""A person opens the page in a browser."""

import pytest
from listening import listening
from playwright.sync_api import expect

from deployed_api.access import keys
from deployed_api.service import serve

KEY = "loans_of_a_person"


def test_fill_in_ask_and_read_the_answer(page, complaints):
    page.get_by_label("there are some").check(force=True)
    page.get_by_label("Years in the present job").fill("0")
    page.get_by_label("Job", exact=True).select_option("partime")
    page.get_by_role("button", name="Ask the model").click()
    expect(page.locator("#decision")).to_contain_text("refuse it")
    assert int(page.locator("#chance").inner_text().rstrip("%")) > 50
    expect(page.get_by_role("status")).to_contain_text("Decision: refuse it")
    assert page.locator("#key-part").is_hidden()
    assert complaints == []


def test_the_reasons_are_told_in_words(page):
    page.get_by_role("button", name="a safe one").click()
    expect(page.locator("#decision")).to_contain_text("accept it")
    expect(page.locator("#reasons li").first).to_be_visible()
    assert "15 years in the job" in page.locator("#reasons").inner_text()
    expect(page.get_by_label("Years in the present job")).to_have_value("15")


def test_the_line_is_drawn_where_the_costs_put_it(page):
    page.get_by_role("button", name="a close one").click()
    expect(page.locator("#decision")).to_contain_text("17%")
    style = page.locator(".gauge").evaluate("e => e.style.getPropertyValue('--line-at')")
    assert float(style.rstrip("%")) == pytest.approx(100 / 6, abs=0.01)


def test_a_refusal_stands_beside_its_field(page):
    page.evaluate("document.querySelector('#loan').noValidate = true")
    page.get_by_label("Months to pay it back").fill("300")
    page.get_by_role("button", name="Ask the model").click()
    expect(page.locator("#time-wrong")).to_contain_text("120")
    expect(page.get_by_label("Months to pay it back")).to_be_focused()
    expect(page.get_by_role("alert")).to_be_visible()


@pytest.fixture
def guarded(monkeypatch, exported):
    """Return the address of a server that wants a key."""
    monkeypatch.setenv("API_KEYS", f"ada:{keys.fingerprint(KEY)}")
    yield from listening(serve.create_app(serve.Settings(model=str(exported / "model.onnx"))))


def test_where_a_key_is_wanted_the_page_asks_for_it(chromium, guarded):
    view = chromium.new_page()
    view.goto(guarded, wait_until="networkidle")
    expect(view.get_by_role("alert")).to_contain_text("Send a key")
    expect(view.get_by_label("Your key")).to_be_focused()
    view.get_by_label("Your key").fill("wrong")
    view.get_by_role("button", name="a safe one").click()
    expect(view.get_by_role("alert")).to_contain_text("not known")
    view.get_by_label("Your key").fill(KEY)
    view.get_by_role("button", name="a safe one").click()
    expect(view.locator("#decision")).to_contain_text("accept it")
    expect(view.locator("#about")).to_contain_text("logistic regression")
    view.close()
