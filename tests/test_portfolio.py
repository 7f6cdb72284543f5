"""The portfolio: a site over what repos have committed, whatever is in them."""

import itertools
import json
import re
import shutil
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from mltrail.learning import exercises
from mltrail.portfolio import scores

Run = Callable[..., subprocess.CompletedProcess[str]]
METRICS = {
    "baseline_majority_accuracy": 0.618,
    "baseline_majority_accuracy_std": 0.001,
    "baseline_sex_rule_accuracy": 0.775,
    "baseline_sex_rule_accuracy_std": 0.024,
    "cv_accuracy_mean": 0.804,
    "cv_accuracy_std": 0.013,
    "test_accuracy": 0.836,
}
LEARNT = """# What I learnt

Write to [me](mailto:ada@example.com) or ada@example.com. <script>alert(1)</script>
![spy](https://spy.example/x.png) [bad](javascript:alert(1)) [paper](https://example.org/paper)
ghp_0123456789abcdefghijklmnop https://ada:hunter22@example.com/x ada&#64;example.com
"""


def png(comment: bytes = b"Author\0ada@example.com") -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head, rows = struct.pack(">IIBBBBB", 8, 6, 8, 2, 0, 0, 0), (b"\0" + b"\x40\x90\x90" * 8) * 6
    parts = [(b"IHDR", head), (b"tEXt", comment), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


def commit(repo: Path, **files: str | bytes) -> None:
    """Write files (`__` stands for a slash, `_dot_` for a dot) and commit them."""
    for name, content in files.items():
        file = repo / name.replace("__", "/").replace("_dot_", ".")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    subprocess.run(["git", "add", "--all"], cwd=repo, check=True)
    subprocess.run(["git", "commit", "--quiet", "-m", "Train"], cwd=repo, check=True)


@pytest.fixture
def make(mltrail: Run, work: Path) -> Callable[..., Path]:
    def made(name: str, project: str = "titanic", level: str = "beginner", *more: str) -> Path:
        words = ("--project", project, "--level", level, "--defaults", *more)
        done = mltrail("new", name, *words)
        assert done.returncode == 0, done.stderr
        return work / name

    return made


@pytest.fixture
def trained(make: Callable[..., Path]) -> Path:
    """A repo with a run, a picture, what was learnt and two exercises done."""
    repo = make("ship")
    found = exercises.find(repo)
    for name in ("b1", "b2"):
        one = found.exercise(name)
        found.remember(one, check=exercises.progress().identity(one.check.read_bytes()))
    commit(
        repo,
        reports__metrics_dot_json=json.dumps(METRICS),
        reports__roc_curve_dot_png=png(),
        LEARNT_dot_md=LEARNT,
    )
    return repo


def site(mltrail: Run, *words: str) -> Path:
    done = mltrail("portfolio", *words, "-o", "site")
    assert done.returncode == 0, done.stderr
    return Path("site").resolve()


def content(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


class Targets(HTMLParser):
    """Collects what a page loads, and where it leads."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.add(tag)
        if tag in ("img", "link"):
            self.loaded.append(given.get("src") or given.get("href") or "")
        if tag == "a" and given.get("href"):
            self.links.append(given["href"] or "")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    path = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
    if path is None:
        pytest.skip("no browser: neither chromium nor google-chrome is installed")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])


def check_accessible(browser: Any, *files: Path) -> None:
    from axe_playwright_python.sync_playwright import Axe

    for theme in ("light", "dark"):
        page = browser.new_page(color_scheme=theme)
        for width, file in itertools.product((360, 1280), files):
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(file.as_uri())
            found = Axe().run(page)
            where = f"{file.name} {theme} {width}"
            assert found.violations_count == 0, f"{where}\n{found.generate_report()}"
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{where}: {wide}"
        page.close()


def test_a_page_shows_score_baseline_spread_exercises_and_what_was_learnt(
    mltrail: Run, trained: Path
) -> None:
    page = (site(mltrail, "ship") / "project-ship.html").read_text("utf-8")
    for words in ("0.804 ± 0.013", "0.775 ± 0.024", "2 of 6", "What I learnt", "uv run train"):
        assert words in page
    assert "Start titanic at level beginner" in page


def test_every_link_of_the_site_resolves_and_nothing_is_loaded_from_elsewhere(
    mltrail: Run, trained: Path
) -> None:
    built = site(mltrail, "ship")
    for page in built.glob("*.html"):
        found = Targets(page.read_text("utf-8"))
        inside = [link for link in found.links if not link.startswith(("https://example.org", "#"))]
        for target in (*found.loaded, *inside):
            assert target == "data:," or (built / target.partition("#")[0]).is_file(), target
        assert not {"script", "iframe", "object", "form"} & found.tags


def test_nothing_private_is_published(mltrail: Run, trained: Path) -> None:
    every = b"\n".join(content(site(mltrail, "ship")).values())
    for secret in (b"ada@example", b"mailto:", b"spy.example", b"hunter22", b"ghp_0"):
        assert secret not in every
    assert str(trained.parent).encode() not in every
    assert not re.search(rb"(href|src)=.?javascript:", every)


def test_the_same_commits_give_the_same_bytes(mltrail: Run, trained: Path) -> None:
    first = content(site(mltrail, "ship"))
    (trained / "reports" / "metrics.json").write_text("{}")  # not committed, so not looked at
    assert content(site(mltrail, "ship")) == first
    shutil.rmtree("site")
    assert content(site(mltrail, "ship")) == first


def test_only_the_sites_folder_is_written_and_own_files_in_it_stay(
    mltrail: Run, trained: Path
) -> None:
    before = content(trained)
    built = site(mltrail, "ship")
    (built / "CNAME").write_text("ada.example")
    site(mltrail, "ship")
    assert (built / "CNAME").exists()
    assert content(trained) == before
    assert {path.name for path in trained.parent.iterdir()} == {"ship", "site"}


def test_a_folder_that_is_no_site_is_refused(mltrail: Run, trained: Path, work: Path) -> None:
    (work / "site").mkdir()
    (work / "site" / "thesis.txt").write_text("mine")
    said = mltrail("portfolio", "ship")
    assert (said.returncode, "no site of ours" in said.stderr) == (2, True)
    assert content(work / "site") == {"thesis.txt": b"mine"}


def test_where_there_is_no_repo_a_sentence_says_so(mltrail: Run, work: Path) -> None:
    (work / "other").mkdir()
    for words in (["other"], ["nowhere"], []):
        said = mltrail("portfolio", *words)
        assert said.returncode == 2
        assert said.stderr.startswith("error: `")
        assert "Traceback" not in said.stderr
    assert not (work / "site").exists()


def test_a_repo_without_commits_is_left_out_with_a_sentence(
    mltrail: Run, make: Callable[..., Path], trained: Path
) -> None:
    make("bare", "titanic", "beginner", "--no-git")
    alone = mltrail("portfolio", "bare")
    assert (alone.returncode, "nothing of it is committed" in alone.stderr) == (1, True)
    both = mltrail("portfolio", "bare", "ship")
    assert (both.returncode, "`bare` is left out" in both.stdout) == (0, True)


@pytest.mark.parametrize(
    ("path", "bad", "note"),
    [
        ("reports__metrics_dot_json", b'{"cv_accuracy_mean": ', "metrics.json"),
        ("reports__metrics_dot_json", b"[" * 100_000, "metrics.json"),
        ("exercises__progress_dot_json", b"<<<<<<< ours", "progress.json"),
        ("reports__huge_dot_png", b"\0" * 50_000_000, "huge.png"),
        ("reports__broken_dot_png", png()[:60], "broken.png"),
        ("LEARNT_dot_md", b"> " * 90_000, "LEARNT.md"),
    ],
)
def test_what_is_damaged_is_left_out_with_a_note(
    mltrail: Run, make: Callable[..., Path], path: str, bad: bytes, note: str
) -> None:
    commit(make("ship"), **{path: bad})
    said = mltrail("portfolio", "ship", "--json")
    assert said.returncode == 0, said.stderr
    assert note in " ".join(json.loads(said.stdout)["notes"])


def test_a_damaged_answers_file_is_a_sentence(mltrail: Run, make: Callable[..., Path]) -> None:
    repo = make("ship")
    (repo / ".copier-answers.yml").write_text("[")
    commit(repo, note="x")
    said = mltrail("portfolio", "ship")
    assert (said.returncode, "`ship` is left out" in said.stderr) == (1, True)
    assert "Traceback" not in said.stderr


def test_a_hostile_name_harms_nothing(mltrail: Run, make: Callable[..., Path]) -> None:
    repo = make("ship").rename("con")
    answers = repo / ".copier-answers.yml"
    hostile = "name: '\"><script>alert(1)</script>\u202e${{x}}'"
    answers.write_text(re.sub("name: .*", lambda _: hostile, answers.read_text("utf-8")), "utf-8")
    commit(repo, note="x")
    page = (site(mltrail, "con") / "project-con.html").read_text("utf-8")
    assert "<script" not in page
    assert "\u202e" not in page


def test_a_long_history_is_summed_up(mltrail: Run, make: Callable[..., Path]) -> None:
    repo = make("long")
    who = "committer A <a@example.com>"
    stream = ["reset refs/heads/main", "from refs/heads/main^0", ""]
    for number in range(3000):
        stream += [
            "commit refs/heads/main",
            f"{who} {1767225600 + number * 9000} +0000",
            "data 1",
            "x",
        ]
    words = ["git", "fast-import", "--quiet", "--force"]
    subprocess.run(words, cwd=repo, input="\n".join([*stream, ""]), text=True, check=True)
    page = (site(mltrail, "long") / "project-long.html").read_text("utf-8")
    assert "3,001 commits" in page
    assert sum(map(len, content(Path("site")).values())) < 3_000_000


def workflow_of(mltrail: Run, output: str) -> tuple[str, str]:
    """Return the workflow that is written into a site, and what is said of it."""
    said = mltrail("portfolio", "ship", "--pages", "-o", output)
    assert said.returncode == 0, said.stderr
    return (Path(output) / ".github/workflows/pages.yml").read_text("utf-8"), said.stdout


def test_the_workflow_is_pinned_may_do_little_and_is_never_overwritten(
    mltrail: Run, trained: Path, work: Path
) -> None:
    text, _ = workflow_of(mltrail, "site")
    used = re.findall(r"uses: (\S+)", text)
    assert len(used) == 3
    assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", one) for one in used)
    assert "permissions: {}" in text
    assert not re.search(r"(contents|actions): write|secrets", text)
    file = work / "site" / ".github" / "workflows" / "pages.yml"
    subprocess.run(["actionlint", file], check=True)
    file.write_text("mine")
    assert workflow_of(mltrail, "site")[0] == "mine"


def test_the_workflow_of_a_site_that_is_a_repo_of_its_own_publishes_all_of_it(
    mltrail: Run, trained: Path, work: Path
) -> None:
    subprocess.run(["git", "init", "--quiet", "my-site"], cwd=work, check=True)
    text, said = workflow_of(mltrail, "my-site")
    assert 'path: "."' in text
    assert "move it" not in said


def test_the_workflow_of_a_site_inside_a_repo_says_where_it_has_to_go(
    mltrail: Run, trained: Path, work: Path
) -> None:
    subprocess.run(["git", "init", "--quiet"], cwd=work, check=True)
    text, said = workflow_of(mltrail, "my ${{site}}")
    assert "path: \"my ${{ '${{' }}site}}\"" in text
    top = work / ".github" / "workflows" / "pages.yml"
    assert f"move it to {top}" in said
    assert not top.exists()
    top.parent.mkdir(parents=True)
    top.write_text(text, "utf-8")
    subprocess.run(["actionlint", top], cwd=work, check=True)
    assert "stays as it is" in mltrail("portfolio", "ship", "--pages").stdout


@pytest.mark.parametrize("link", ["project-ship", ".github"])
def test_a_link_in_the_site_is_not_followed_out_of_it(
    mltrail: Run, trained: Path, work: Path, link: str
) -> None:
    built, elsewhere = site(mltrail, "ship"), work / "elsewhere"
    shutil.rmtree(built / link, ignore_errors=True)
    elsewhere.mkdir()
    (built / link).symlink_to(elsewhere)
    said = mltrail("portfolio", "ship", "--pages")
    assert (said.returncode, "is a link to somewhere else" in said.stderr) == (1, True)
    assert content(elsewhere) == {}


def test_a_file_that_is_a_link_is_replaced_and_what_it_led_to_stays(
    mltrail: Run, trained: Path, work: Path
) -> None:
    built = site(mltrail, "ship")
    (work / "thesis.txt").write_text("mine")
    (built / "style.css").unlink()
    (built / "style.css").symlink_to(work / "thesis.txt")
    site(mltrail, "ship")
    assert (work / "thesis.txt").read_text() == "mine"
    assert not (built / "style.css").is_symlink()


def test_what_is_left_of_a_repo_is_not_removed_through_a_link(
    mltrail: Run, trained: Path, work: Path
) -> None:
    built, elsewhere = site(mltrail, "ship"), work / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "01-mine.png").write_text("mine")
    (built / "project-gone").symlink_to(elsewhere)
    (built / "project-gone.html").symlink_to(work / "nowhere")
    site(mltrail, "ship")
    assert content(elsewhere) == {"01-mine.png": b"mine"}


def test_repos_of_the_same_name_have_a_page_each(
    mltrail: Run, make: Callable[..., Path], trained: Path, work: Path
) -> None:
    (work / "old").mkdir()
    make("old/ship")
    said = mltrail("portfolio", "ship", "old", "ship", "--json")
    assert said.returncode == 0, said.stderr
    pages = [file for file in json.loads(said.stdout)["files"] if file.startswith("project-")]
    assert [file for file in pages if file.endswith(".html")] == [
        "project-ship-2.html",
        "project-ship.html",
    ]


def test_what_a_repo_had_leaves_the_site_with_it(
    mltrail: Run, make: Callable[..., Path], trained: Path
) -> None:
    make("other")
    built = site(mltrail, "ship", "other")
    (built / "project-ship" / "mine.txt").write_text("mine")
    site(mltrail, "other")
    assert not (built / "project-ship.html").exists()
    assert content(built / "project-ship") == {"mine.txt": b"mine"}


def test_projects_of_one_big_repo_have_their_own_history_and_address(
    mltrail: Run, work: Path, make: Callable[..., Path]
) -> None:
    subprocess.run(["git", "init", "--quiet"], cwd=work, check=True)
    origin = "https://ada:hunter22@github.com/ada/all.git"
    subprocess.run(["git", "remote", "add", "origin", origin], cwd=work, check=True)
    for name in ("one", "two"):
        commit(make(name), reports__metrics_dot_json=json.dumps(METRICS))
    commit(work / "one", LEARNT_dot_md="See [the data](data/README.md).")
    (work / "two" / "README.md").write_text("# not committed")
    built = site(mltrail)
    page = (built / "project-one.html").read_text("utf-8")
    assert "2 commits" in page
    assert "cd all/one" in page
    assert 'href="https://github.com/ada/all/tree/HEAD/one/"' in page
    assert 'href="https://github.com/ada/all/blob/HEAD/one/data/README.md"' in page
    assert "1 commit<" in (built / "project-two.html").read_text("utf-8")
    assert b"hunter22" not in b"".join(content(built).values())


def test_a_study_and_a_repo_without_reports_have_no_empty_sections(
    mltrail: Run, make: Callable[..., Path]
) -> None:
    make("houses", "house-prices")
    make("digits", "mnist")
    said = mltrail("portfolio", "houses", "digits", "--json")
    assert said.returncode == 0, said.stderr
    assert "metrics.json" in " ".join(json.loads(said.stdout)["notes"])
    for name in ("houses", "digits"):
        page = Path("site", f"project-{name}.html").read_text("utf-8")
        assert "All scores" not in page
        assert not re.search(r"</h2>\s*</section>", page)


@pytest.mark.parametrize(
    ("key", "lower"), [("accuracy", False), ("log_loss", True), ("mae", True), ("smape", True)]
)
def test_a_score_knows_whether_less_is_better(key: str, lower: bool) -> None:
    entries = {
        f"cv_{key}_mean": 0.5,
        f"baseline_good_{key}": 0.4 if lower else 0.6,
        f"baseline_bad_{key}": 0.9 if lower else 0.1,
    }
    (score,) = scores.read(json.dumps(entries))
    assert score.lower == lower
    assert score.best_baseline is not None
    assert score.best_baseline[0] == "good"


def test_a_score_whose_name_ends_as_another_keeps_its_own_baselines() -> None:
    names = ("roc_auc", "auc")
    entries = {f"cv_{name}_mean": 0.8 for name in names}
    entries |= {f"baseline_majority_{name}": 0.5 for name in names}
    found = scores.read(json.dumps(entries), "cv_auc_mean")
    assert [(score.name, list(score.baselines)) for score in found] == [
        ("AUC", ["majority"]),
        ("ROC AUC", ["majority"]),
    ]


HOSTILE = """# T

<img src=x onerror=alert(1)> <svg/onload=alert(1)> [a](JaVaScRiPt:alert(1)) [b](data:text/html,x)
[c](file:///etc/passwd) [d](//spy.example/x) ![e](../../../etc/passwd) ![f](//spy.example/y.png)

| | <b>x</b> |
| --- | --- |
| `</td><script>` | [g]: <javascript:alert(1)> |

###### Six

# One
"""


def test_hostile_markdown_harms_nothing(
    mltrail: Run, make: Callable[..., Path], browser: Any
) -> None:
    commit(make("ship"), LEARNT_dot_md=HOSTILE, MODEL_CARD_dot_md=HOSTILE)
    built = site(mltrail, "ship") / "project-ship.html"
    found = Targets(built.read_text("utf-8"))
    assert not {"script", "svg/onload", "iframe", "object", "form"} & found.tags
    assert [link for link in found.links if ":" in link or link.startswith("/")] == []
    assert [path for path in found.loaded if path not in ("data:,", "style.css")] == []
    check_accessible(browser, built)


def git(*words: str, at: Path) -> None:
    subprocess.run(["git", "-c", "protocol.file.allow=always", *words], cwd=at, check=True)


def test_a_portfolio_repo_holds_projects_that_grow_and_the_site_over_them(
    mltrail: Run, make: Callable[..., Path], work: Path
) -> None:
    make("apart")
    made = mltrail("portfolio", "--new", "mine")
    assert made.returncode == 0, made.stderr
    top = work / "mine"
    subprocess.run(["actionlint", top / ".github" / "workflows" / "pages.yml"], check=True)
    make("mine/ship")
    git("submodule", "--quiet", "add", str(work / "apart"), "apart", at=top)
    commit(top, ship__LEARNT_dot_md="Own words.")
    words = [sys.executable, "-m", "mltrail"]
    grown = subprocess.run(
        [*words, "level-up", "--defaults"], cwd=top / "ship", capture_output=True, text=True
    )
    assert grown.returncode == 0, grown.stdout + grown.stderr
    assert (top / "ship" / "LEARNT.md").read_text() == "Own words."
    built = subprocess.run([*words, "portfolio", "--json"], cwd=top, capture_output=True, text=True)
    assert json.loads(built.stdout)["repos"] == ["ship", "apart"], built.stderr
    page = (top / "site" / "project-ship.html").read_text("utf-8")
    assert "Level titanic up to intermediate" in page
    assert "Render titanic" not in page
    assert "Own words." in page
    assert 'path: "site"' in (top / ".github" / "workflows" / "pages.yml").read_text("utf-8")


def test_a_portfolio_repo_takes_no_place_that_is_taken(mltrail: Run, work: Path) -> None:
    (work / "mine").mkdir()
    said = mltrail("portfolio", "--new", "mine")
    assert (said.returncode, "already" in said.stderr) == (1, True)
    git("init", "--quiet", at=work)
    said = mltrail("portfolio", "--new", "yours")
    assert (said.returncode, "inside the Git repo" in said.stderr) == (1, True)
    assert not (work / "yours").exists()
    assert mltrail("portfolio", "--new", "yours", "mine").returncode == 2


def test_every_page_is_accessible_in_both_themes_and_widths(
    mltrail: Run, trained: Path, make: Callable[..., Path], browser: Any
) -> None:
    make("houses", "house-prices")
    check_accessible(browser, *sorted(site(mltrail, "ship", "houses").glob("*.html")))


def test_the_site_needs_no_javascript_and_asks_no_other_host(
    mltrail: Run, trained: Path, browser: Any
) -> None:
    built = site(mltrail, "ship")
    page = browser.new_page(java_script_enabled=False)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((built / "index.html").as_uri())
    page.get_by_role("link", name="ship").click()
    assert page.get_by_role("heading", name="What I learnt").is_visible()
    assert asked
    assert all(url.startswith(("file:", "data:")) for url in asked)
    assert (built / "style.css").as_uri() in asked
