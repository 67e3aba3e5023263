"""The pages in a real browser: the way of a reader, of a reviewer, of a phone; what a screen reader meets."""

# ruff: noqa: E402 (what is missing is told before it is imported)

import os
import re
import shutil
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

NEEDED = "ONRECORD_BROWSER"
"""Set where a missing browser is a failure, not a reason to pass over these tests."""
CHROMIUM = os.environ.get(NEEDED) or shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
if NEEDED not in os.environ:
    for module in ("datasette", "playwright", "axe_playwright_python"):
        pytest.importorskip(module, reason=f"{module} is not installed: pip install 'onrecord[browse,test]'")
    if CHROMIUM is None:
        pytest.skip("no chromium here: apt-get install chromium", allow_module_level=True)

import axe_playwright_python
import uvicorn
from playwright.sync_api import expect, sync_playwright

from db.articles.store import save
from db.browse.serve import datasette_for
from db.schema import open_database
from tests.db.test_browse import hostile
from tests.factories import dam
from tests.session import run_in

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    """Return a database of the example articles, over frozen parses, and of a hostile one."""
    folder = tmp_path_factory.mktemp("record")
    run_in(folder, "onrecord add news.db examples")
    db = open_database(str(folder / "news.db"), write=True)
    save(db, dam())
    save(db, hostile())
    db.close()
    return str(folder / "news.db")


@pytest.fixture(scope="module")
def server(record):
    """Serve it with the review queue on, and yield its address and the reviewer."""
    served = datasette_for(record, review=True)
    server = uvicorn.Server(uvicorn.Config(served.app(), port=0, log_level="error", lifespan="on"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}", served.onrecord_review
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def visit(browser, server):
    """Open pages that must write nothing to the console and ask nothing of another machine."""
    contexts, complaints = [], []

    def open_page(address="/-/record", **how):
        context = browser.new_context(**how)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: complaints.append(request.url) if elsewhere(request.url) else None)
        page.goto(server[0] + address)
        return page

    def elsewhere(address):
        return urlsplit(address).netloc != urlsplit(server[0]).netloc and not address.startswith("data:")

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def addresses(record):
    """Return one address of each page, with something on it."""
    db = open_database(record)
    speaker, other = (row[0] for row in db.execute(
        "SELECT speaker_id FROM speaker_totals ORDER BY votes DESC, quotes DESC LIMIT 2").fetchall())  # fmt: skip
    sql = "SELECT id FROM targets WHERE folded = (SELECT target FROM target_totals ORDER BY votes DESC LIMIT 1)"
    target = db.execute(sql).fetchone()[0]
    db.close()
    return [
        "/-/record", "/-/compare", f"/-/compare?speaker={speaker}&speaker={other}&target={target}",
        f"/-/speaker/{speaker}", f"/-/target/{target}", "/-/article/2031-03-27-port-aurel-strike",
        "/-/search?q=gas", "/-/review", "/-/review?kind=open",
    ]  # fmt: skip


def test_from_search_to_the_sentence(visit):
    page = visit()
    page.get_by_role("searchbox").fill("Gregor Stahn")
    page.keyboard.press("Enter")
    page.get_by_role("link", name=re.compile("^Gregor Stahn")).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Gregor Stahn")
    page.get_by_role("link", name="Compare", exact=True).click()
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=re.compile("Gregor Stahn")))
    cell = row.locator("td.cell a").first
    pro, con, even = map(int, re.findall(r"(\d+) (?:for|against|neutral)", cell.get_attribute("title")))
    cell.click()
    quotes = page.locator("article.statement")
    expect(quotes).to_have_count(pro + con + even)
    words = " ".join(quotes.first.locator("blockquote").inner_text().split()[:2])  # a line break ends a mark
    quotes.first.locator("p.meta a").click()
    marked = page.locator("mark.content:target")
    expect(marked).to_be_visible()
    assert words in " ".join(marked.inner_text().split())


def test_a_mark_tells_why_on_hover_and_focus(visit):
    page = visit("/-/article/2031-03-27-port-aurel-strike")
    mark = page.locator(".text mark.content:not(:has(mark))").first
    why = mark.locator("> .why")
    expect(why).to_be_hidden()
    mark.hover()
    expect(why).to_be_visible()
    assert "by the rule" in why.inner_text()
    page.mouse.move(0, 0)
    expect(why).to_be_hidden()
    mark.focus()
    expect(why).to_be_visible()
    described = page.locator(f"#{mark.get_attribute('aria-describedby')}")
    assert "by the rule" in described.inner_text()


def test_the_text_of_an_article_is_all_there(visit, record):
    db = open_database(record)
    for id, text in db.execute("SELECT id, text FROM articles WHERE id LIKE '2031%' LIMIT 3").fetchall():
        page = visit(f"/-/article/{id}")
        shown = page.evaluate(
            "() => { const t = document.querySelector('.text').cloneNode(true);"
            " t.querySelectorAll('.why, .num').forEach(e => e.remove()); return t.textContent }"
        )
        assert shown == text
    db.close()


def test_a_doubtful_speaker_is_reviewed_and_stays_so(visit, server, record):
    reviewer = server[1]
    page = visit("/-/review")
    assert page.locator("button", has_text="Yes, ").count() == 0
    page = visit(f"/-/review?token={reviewer.token}")
    assert "token" not in page.url
    task = page.locator("section.task").first
    quote = task.locator("input[name=quote]").first.get_attribute("value")
    task.get_by_role("button", name=re.compile("^Not ")).first.click()
    expect(page.get_by_role("status")).to_contain_text("Decided")
    assert quote not in page.content()
    folder = Path(record).parent
    run_in(folder, "onrecord add news.db examples")
    db = open_database(record)
    verdict = "SELECT verdict, reviewer FROM reviews WHERE quote_id = ?"
    assert db.execute(verdict, [quote]).fetchall() == [("wrong", reviewer.name)]
    assert db.execute("SELECT speaker_id FROM quote_speakers WHERE quote_id = ?", [quote]).fetchone()[0] is None
    db.close()
    page.get_by_role("link", name="Take it back?").click()
    page.get_by_role("button", name="Take back").first.click()
    db = open_database(record)
    assert db.execute("SELECT speaker_id FROM quote_speakers WHERE quote_id = ?", [quote]).fetchone()[0] is not None
    db.close()


@pytest.mark.parametrize("how", [{}, {"color_scheme": "dark"}, {"viewport": {"width": 390, "height": 844}}])
def test_axe_finds_no_serious_fault(visit, record, server, how):
    for address in addresses(record):
        page = visit(address, **how)
        page.evaluate(AXE)
        found = page.evaluate("async () => (await axe.run()).violations")
        serious = [
            (address, fault["id"], fault["nodes"][0]["html"][:200], fault["nodes"][0]["failureSummary"][:300])
            for fault in found if fault["impact"] in ("serious", "critical")
        ]  # fmt: skip
        assert serious == []


def test_dark_mode_is_dark(visit):
    light, dark = (visit(color_scheme=scheme) for scheme in ("light", "dark"))
    paper = "() => getComputedStyle(document.documentElement).backgroundColor.match(/\\d+/g).map(Number)"
    assert min(light.evaluate(paper)) > 200 and max(dark.evaluate(paper)) < 60


def test_a_phone_needs_no_sideways_scrolling(visit, record):
    for address in addresses(record):
        page = visit(address, viewport={"width": 390, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address


def test_the_keyboard_reaches_the_content(visit):
    page = visit("/-/compare")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_works_without_javascript(visit):
    page = visit(java_script_enabled=False)
    page.get_by_role("link", name="Compare", exact=True).click()
    expect(page.locator("table.matrix")).to_be_visible()


def test_hostile_text_runs_nothing(visit):
    page = visit("/-/search?q=alert")
    page.locator("article.statement p.meta a").first.click()
    assert "<script>alert(1)</script>" in page.locator(".text").inner_text()
