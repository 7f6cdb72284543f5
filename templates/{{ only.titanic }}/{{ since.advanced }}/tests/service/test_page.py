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


def test_a_refusal_stands_beside_its_field(page):
    page.evaluate("document.querySelector('#passenger').noValidate = true")
    page.get_by_label("Age").fill("300")
    page.get_by_role("button", name="Ask the model").click()
    expect(page.locator("#age-wrong")).to_contain_text("120")
    expect(page.get_by_label("Age")).to_be_focused()
    expect(page.get_by_role("alert")).to_be_visible()
