"""A person reads the description of the API at /docs, and tries it; no other host hears of it."""

from playwright.sync_api import expect


def test_the_api_can_be_tried_from_its_description(page, address, complaints):
    page.goto(f"{address}/docs", wait_until="networkidle")
    for path in ("/predict", "/explain", "/model"):
        expect(page.locator(f'[data-path="{path}"]')).to_be_visible()
    about = page.locator("#operations-probes-health_health_get")
    about.get_by_role("button").first.click()
    about.get_by_role("button", name="Try it out").click()
    about.get_by_role("button", name="Execute").click()
    expect(about.locator(".live-responses-table .response-col_status").last).to_contain_text("200")
    assert complaints == []
