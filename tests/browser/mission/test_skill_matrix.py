"""队伍素质、技能提升: a matrix of people and knowledge points shows gaps with n and proposes a training."""

import re

from playwright.sync_api import Page, expect

K_OF_N = re.compile(r"(\d+)/(\d+)")


def test_the_widest_gap_has_its_number_and_a_training(director: Page) -> None:
    director.goto("/w/skills?months=0")

    widest = director.locator(".gaps li").first
    point = widest.get_by_role("link").inner_text()
    right, asked = map(int, K_OF_N.search(widest.inner_text()).groups())
    assert right / asked < 0.8
    assert asked >= 20
    # The same point in the line of everybody, with the same number.
    heads = director.locator(".mx thead th").all_inner_texts()
    column = next(place for place, head in enumerate(heads) if head.replace("\n", "") == point)
    everybody = director.locator(".mx .sum tr").first.locator("th, td").nth(column)
    expect(everybody).to_contain_text(f"{right}/{asked}")

    training = director.locator("#training")
    expect(training).to_contain_text(point)
    expect(training).to_contain_text(f"{right}/{asked}")
    stems = training.locator("label:has(input:checked)").all_inner_texts()
    assert stems

    training.locator("button").click()

    director.wait_for_url("**/w/papers/*")
    for stem in stems:
        expect(director.locator("main")).to_contain_text(stem.strip()[:12])
