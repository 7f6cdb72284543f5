"""A person opens the page in a browser."""

from playwright.sync_api import expect


def rate(page, text, title, stars):
    """Find a film with the mouse and give it stars."""
    page.get_by_label("Find a film").fill(text)
    page.get_by_role("option", name=title).first.click()
    group = page.get_by_role("group", name=title)
    label = f"{stars} stars" if stars > 1 else "1 star"
    group.get_by_label(label).check(force=True)


def recommend(page):
    page.get_by_role("button", name="Recommend ten films").click()
    expect(page.locator("#films > li")).to_have_count(10)


def test_rate_five_films_and_get_ten(page, complaints):
    rate(page, "alien", "Alien (1979)", 5)
    rate(page, "terminator", "The Terminator (1984)", 5)
    rate(page, "matrix", "The Matrix (1999)", 4)
    rate(page, "blade run", "Blade Runner (1982)", 5)
    rate(page, "titanic", "Titanic (1997)", 1)
    expect(page.locator("#progress")).to_contain_text("5 rated, 4 with more than three stars")
    recommend(page)
    expect(page.locator("#films")).to_contain_text("Aliens (1986)")
    expect(page.locator("#films > li").first).to_contain_text("because you like")
    assert "because you like Titanic" not in page.locator("#films").inner_text()
    expect(page.locator("#spoken")).to_contain_text("10 films. The first is")
    expect(page.locator("#films h3").first).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert complaints == []


def test_the_keyboard_is_enough(page, complaints):
    box = page.get_by_role("combobox", name="Find a film")
    box.focus()
    page.keyboard.type("lord of the r")
    expect(page.get_by_role("option").first).to_be_visible()
    assert box.get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    chosen = page.locator("[role=option][aria-selected=true]")
    assert box.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    title = chosen.inner_text()
    page.keyboard.press("Enter")
    expect(page.get_by_role("group", name=title)).to_be_visible()
    page.keyboard.press("Space")  # one star; the focus went there by itself
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_role("group", name=title).get_by_label("5 stars")).to_be_checked()
    shown = "getComputedStyle(document.activeElement.parentElement).outlineStyle"
    assert page.evaluate(shown) != "none", "one must see where one is"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#films > li")).to_have_count(10)
    assert complaints == []


def test_escape_closes_the_list_and_what_is_not_found_is_said(page):
    box = page.get_by_label("Find a film")
    box.fill("matr")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    box.fill("xqzw")
    expect(page.locator("#count")).to_have_text("no such film")


def test_a_film_without_stars_is_asked_about(page):
    page.get_by_role("button", name="Jurassic Park").click()
    page.get_by_role("button", name="Recommend ten films").click()
    expect(page.get_by_role("alert")).to_contain_text("Give “Jurassic Park” some stars")
    page.get_by_role("button", name="Take Jurassic Park (1993) off").click()
    expect(page.locator("#rated li")).to_have_count(0)


def test_with_nothing_liked_the_page_says_so(page):
    rate(page, "titanic", "Titanic (1997)", 1)
    recommend(page)
    expect(page.locator("#basis")).to_contain_text("films that most people watched")


def test_similar_films_unfold_and_a_known_film_moves_to_the_others(page):
    rate(page, "alien", "Alien (1979)", 5)
    recommend(page)
    button = page.get_by_role("button", name="Similar films: Aliens (1986)")
    button.click()
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(page.locator(".similar:visible li")).to_have_count(5)
    button.click()
    expect(page.locator(".similar:visible")).to_have_count(0)
    page.get_by_role("button", name="I know it: Aliens (1986)").click()
    page.get_by_role("group", name="Aliens (1986)").get_by_label("4 stars").check(force=True)
    recommend(page)
    expect(page.locator("#films h3", has_text="Aliens (1986)")).to_have_count(0)


def test_a_server_without_a_model_is_explained(page, app, monkeypatch):
    rate(page, "alien", "Alien (1979)", 5)
    monkeypatch.setattr(app.state.slot, "engine", None)
    monkeypatch.setattr(app.state.slot, "problem", "The model is on holiday.")
    page.get_by_role("button", name="Recommend ten films").click()
    expect(page.get_by_role("alert")).to_have_text("The model is on holiday.")
    expect(page.locator("#films")).to_be_hidden()
