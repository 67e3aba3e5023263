"""The pages in Datasette: what they show, what they link, what they keep out."""

import asyncio
import hashlib
import json
import re
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser

import pytest

pytest.importorskip("datasette")

from datasette.app import Datasette

from attribution.types import Analysis, Attribution, Entity, Mention, Speaker, Stance, Target
from db.articles.store import save
from db.browse import datasette_metadata
from db.browse.charts import diverging, months, periods
from db.browse.publish import publish
from db.browse.serve import datasette_for as served
from db.browse.serve import only_for
from db.merging import people
from db.queries import query
from db.schema import open_database
from quotes.types import Article, Quote, Span
from tests import ROOT
from tests.factories import dam

EVIL = '<script>alert(1)</script><img src=x onerror="alert(2)">\' OR 1=1; DROP TABLE quotes; -- \u202egnp.exe'
PAGES = (
    "/-/record", "/-/compare", "/-/compare?target=1&sort=target", "/-/compare?speaker=1&speaker=2&target=1",
    "/-/speaker/1", "/-/target/1", "/-/article/dam", "/-/search", "/-/search?q=valley", "/-/search?speaker=1&target=1",
    "/-/review", "/-/review?kind=open", "/-/review?kind=stances", "/-/review?kind=merges", "/-/review?kind=done",
)  # fmt: skip


def hostile():
    """Return an analysis whose every text is an attack on the page that shows it."""
    text = f"{EVIL}\n\n{EVIL} said: “{EVIL}”"
    start = text.index("“") + 1
    source = Span(len(EVIL) + 2, 2 * len(EVIL) + 2)
    quote = Quote("direct", (Span(start, start + len(EVIL)),), (Span(start - 7, start - 3),), (source,), EVIL, 0.5)
    stance = Stance(0, Target(EVIL, "issue"), -1, 0.9, EVIL, EVIL, EVIL, quote.content, EVIL, 0.5)
    entity = Entity(EVIL, "person", (Mention(source, "name"),))
    id, url = "javascript:alert(1)//../x?y=<z>", "javascript:alert(3)"
    article = Article(id, text, EVIL, url, EVIL, EVIL, "2031-01-01", EVIL)
    return Analysis(article, (entity,), (Attribution(quote, (Speaker(0, None, EVIL, 0.5),), (stance,)),))


@pytest.fixture
def path(tmp_path):
    """Return a database with two articles of the dam, one of them twice, two officials and a hostile article."""
    path = str(tmp_path / "news.db")
    db = open_database(path, write=True)
    save(db, dam(outlet="Valley Post"))
    other = dam(id="later", path="later.txt", published="2031-05-02", outlet="Halm Courier")
    minister = replace(other.entities[0], name="Tomas Verrin")
    save(db, replace(other, entities=(minister, *other.entities[1:])))
    save(db, dam(id="wire", path="wire.txt", published="2031-06-01", outlet="Halm Courier"))
    save(db, hostile())
    db.close()
    return path


def active(html):
    """Yield what a page of ours must not have: scripts, inline styles, handlers, addresses that run."""
    found = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attributes):
            if tag in ("script", "style", "img", "iframe", "object", "base"):
                found.append(tag)
            for name, value in attributes:
                if name == "style" or name.startswith("on") or ("javascript:" in (value or "") and name != "title"):
                    found.append((tag, name, value))

    Reader().feed(html)
    yield from found


def ask(database, *addresses, review=False, **how):
    """Return the answers of a server to these addresses."""

    async def all_of_them():
        ds = database if isinstance(database, Datasette) else served(database, review)
        await ds.invoke_startup()
        return [await ds.client.get(address, **how) for address in addresses]

    return asyncio.run(all_of_them())


def test_pages_answer(path):
    for address, answer in zip(PAGES, ask(path, *PAGES), strict=True):
        assert answer.status_code == 200, address
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert not list(active(answer.text)), address


def test_every_link_of_every_page_leads_somewhere(path):
    seen, waiting = set(), ["/-/record"]

    async def walk():
        ds = served(path)
        await ds.invoke_startup()
        while waiting:
            address = waiting.pop()
            answer = await ds.client.get(address, follow_redirects=True)
            assert answer.status_code == 200, address
            if "text/html" not in answer.headers["content-type"] or not address.startswith("/-/"):
                continue
            for found in map(unescape, re.findall(r'(?:href|action)="(/[^"#]*)', answer.text)):
                if found not in seen and len(seen) < 400:
                    seen.add(found)
                    waiting.append(found)

    asyncio.run(walk())
    assert any("/-/article/" in address for address in seen) and any(address.endswith(".csv") for address in seen)


def test_downloads_hold_no_formulas(path):
    db = open_database(path, write=True)
    db.execute("UPDATE speakers SET name = '=1+1' WHERE id = 1")
    db.close()
    [quotes, targets] = ask(path, "/-/record.csv", "/-/record/busiest.csv")
    assert "'=1+1" in quotes.text and "'=1+1" in targets.text and ",=1+1" not in quotes.text + targets.text


def test_hostile_text_is_text(path):
    home, search, speaker, article = ask(
        path, "/-/record", "/-/search?q=alert", "/-/speaker/3",
        "/-/article/javascript~3Aalert~281~29~2F~2F~2E~2E~2Fx~3Fy~3D~3Cz~3E",
    )  # fmt: skip
    for page in (home, search, speaker, article):
        assert page.status_code == 200
        assert "<script" not in page.text and "<img" not in page.text and "\u202e" not in page.text
        assert 'href="javascript' not in page.text
    assert "&lt;script&gt;" in article.text and "[U+202E]" in article.text
    assert "Address: javascript:alert(3)" in article.text


def test_what_is_not_there_is_said_in_a_sentence(path):
    absent = ("speaker/99", "speaker/x", "target/0", "article/none", "article", "speaker", "record/3", "compare/x.csv")
    for answer in ask(path, *(f"/-/{page}" for page in absent)):
        assert answer.status_code == 404 and ("There is no" in answer.text or "has no list" in answer.text)


def test_odd_parameters_filter_nothing_and_break_nothing(path):
    odd = ask(
        path, "/-/compare?since=%27%3B--&until=x&page=-1&speaker=a&target=9999999999", "/-/search?q=%22%28%29*%3A",
        "/-/search?q=NEAR(&side=5&kind=%3Cb%3E", "/-/compare?speaker=1&speaker=1", "/-/article/dam?at=9-3",
        "/-/article/dam?at=5-999999999",
    )  # fmt: skip
    assert [answer.status_code for answer in odd] == [200] * 6


def test_matrix_shows_the_numbers_of_the_command_line(path, run):
    filters = {"": [], "&outlet=Valley+Post": ["--outlet", "Valley Post"], "&since=2031-04": ["--since", "2031-04"],
               "&role=energy+minister": ["--role", "energy minister"], "&country=Kardania": ["--country", "Kardania"],
               "&until=2031-03": ["--until", "2031-03"]}  # fmt: skip
    pages = ask(path, *(f"/-/compare.json?{address}" for address in filters))
    for page, options in zip(pages, filters.values(), strict=True):
        cli = json.loads(run("compare", path, "--json", *options).stdout or "[]")
        columns = ("speaker_id", "target", "polarity", "n", "for", "against", "neutral")
        assert sorted([tuple(row[c] for c in columns) for row in page.json()]) == sorted(
            tuple(row[c] for c in columns) for row in cli
        )


def test_side_by_side_leaves_out_what_has_no_date_as_the_matrix_does(path):
    spoken = dam(id="dateless", path="dateless.txt", published=None)
    minister = replace(spoken.entities[0], name="Ruta Lamm")
    db = open_database(path, write=True)
    save(db, replace(spoken, entities=(minister, *spoken.entities[1:])))
    [(speaker,)] = db.execute("SELECT id FROM speakers WHERE name = 'Ruta Lamm'").fetchall()
    [(target,)] = db.execute("SELECT id FROM targets WHERE name = 'Kardania'").fetchall()
    db.close()
    about = f"/-/compare.json?speaker=1&speaker={speaker}&target={target}"
    everything, dated = (
        {row["article_id"] for row in page.json()} for page in ask(path, about, f"{about}&until=2031-12")
    )
    assert everything - dated == {"dateless"} and dated


def test_a_cell_leads_to_as_many_quotes_as_it_counts(path):
    [page] = ask(path, "/-/compare")
    counts = r'title="[^"]*: (\d+) for, (\d+) against, (\d+) neutral"'
    cells = re.findall(rf'<td class="cell [^"]*"><a href="([^"]*)" {counts}', page.text)
    assert cells
    lists = ask(path, *(unescape(cell[0]).replace("/-/search?", "/-/search.json?") for cell in cells))
    for quotes, (_, *counts) in zip(lists, cells, strict=True):
        assert len(quotes.json()) == sum(map(int, counts))


def test_canned_queries_give_the_numbers_of_the_command_line(path):
    db = open_database(path)
    described = datasette_metadata.descriptions()["queries"]
    answers = ask(path, *(f"/news/{name}.json?_shape=objects" for name in described))
    for (name, one), answer in zip(described.items(), answers, strict=True):
        assert answer.status_code == 200, answer.text
        assert answer.json()["rows"] == json.loads(json.dumps(query(db, one.get("query", name))))
    db.close()


def test_every_table_and_column_is_described(path):
    db = open_database(path)
    described = datasette_metadata.descriptions()["tables"]
    for table in [*db.table_names(), *db.view_names()]:
        if "_fts" not in table and not table.startswith(("_sqlite", "sqlite_")):
            assert described[table]["description"], table
            if not described[table].get("hidden"):
                assert set(described[table]["columns"]) == {column.name for column in db[table].columns}, table
    db.close()


def test_facets_and_orders_have_an_index(path):
    db = open_database(path)
    for table, settings in datasette_metadata.descriptions()["tables"].items():
        wanted = {*settings.get("facets", ()), *filter(None, [settings.get("sort_desc"), settings.get("sort")])}
        firsts = {index.columns[0] for index in db[table].indexes} | {"id"} if wanted else set()
        assert wanted <= firsts, table
    db.close()


def test_datasettes_own_pages_are_dressed(path):
    database, quotes, stances, speakers = ask(path, "/news", "/news/quotes", "/news/stances", "/news/speakers")
    assert "Who is on record saying what" in database.text and "busiest_speakers" in database.text
    assert "The words that report it" in quotes.text
    assert "Ilse Marrend" in stances.text  # the foreign key shows a name
    assert 'href="/-/speaker/1"' in speakers.text


def test_other_databases_are_left_alone(path, tmp_path):
    import sqlite3

    other = str(tmp_path / "other.db")
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE speakers (id INTEGER PRIMARY KEY, name TEXT)")
        connection.execute("INSERT INTO speakers VALUES (1, 'loud')")
    plain = Datasette([other])
    page, table, record = ask(plain, "/other", "/other/speakers", "/-/record")
    assert page.status_code == table.status_code == 200 and record.status_code == 404
    assert "/-/speaker/" not in table.text and "busiest" not in page.text and "The record" not in page.text
    both = Datasette([other, path])
    page, table, record = ask(both, "/other", "/other/speakers", "/-/record")
    assert record.status_code == 200 and "/-/speaker/" not in table.text


def test_a_second_database_is_named_in_links(path, tmp_path):
    second = str(tmp_path / "second.db")
    db = open_database(second, write=True)
    save(db, dam(title="Only here"))
    db.close()
    [page] = ask(Datasette([path, second]), "/-/record?db=second")
    assert "Only here" in page.text and "db=second" in page.text


def test_served_to_be_read(path):
    async def write():
        ds = served(path)
        await ds.invoke_startup()
        await ds.get_database("news").execute_write("DELETE FROM quotes")

    with pytest.raises(Exception, match=r"to be read|readonly"):
        asyncio.run(write())


def test_decisions_need_cookie_token_and_origin(path):
    ds = served(path, review=True)
    token = ds.onrecord_review.token
    db = open_database(path)
    quote, speaker = db.execute("SELECT quote_id, speaker_id FROM said WHERE quote_id LIKE 'dam:%' LIMIT 1").fetchone()
    form = {"token": token, "what": "speaker", "verdict": "reject", "quote": quote, "speaker": str(speaker)}
    cookie, here = {"onrecord_review": token}, {"origin": "http://localhost"}

    async def post(data, cookies, headers):
        await ds.invoke_startup()
        answer = await ds.client.post("/-/review", data=data, cookies=cookies, headers=headers)
        return answer.status_code

    for data, cookies, headers in (
        (form, {}, here), (form, {"onrecord_review": "x"}, here), (form, cookie, {}),
        (form, cookie, {"origin": "null"}), (form, cookie, {"origin": "http://evil.example"}),
        (form | {"token": "x"}, cookie, here),
    ):  # fmt: skip
        assert asyncio.run(post(data, cookies, headers)) == 403
    assert asyncio.run(post(form | {"speaker": "99"}, cookie, here)) == 400
    assert asyncio.run(post({"token": token}, cookie, here)) == 400
    assert db["reviews"].count == 0
    assert asyncio.run(post(form, cookie, here)) == 303
    assert [row["verdict"] for row in db["reviews"].rows] == ["wrong"]
    [first, second] = ask(ds, f"/-/review?token={token}", "/-/review?token=wrong")
    assert token in first.headers["set-cookie"] and "httponly" in first.headers["set-cookie"].lower()
    assert "set-cookie" not in second.headers and first.headers["location"] == "/-/review"
    db.close()


BAD_FORMS = {
    "no “what”": {},
    "“what” is none of": {"what": "everything"},
    "no “verdict”": {"what": "speaker", "quote": "dam:1-2"},
    "“verdict” is none of": {"what": "stance", "stance": "1", "verdict": "7"},
    "“stance” is no number": {"what": "stance", "stance": "9" * 24, "verdict": "accept"},
    "“merge” is no number": {"what": "merge", "merge": "-1", "verdict": "accept"},
    "“decision” is no number": {"what": "decision", "decision": "x"},
    "There is no decision": {"what": "decision", "decision": "9" * 15},
    "no “review”": {"what": "review"},
    "no “speaker”": {"what": "speaker", "quote": "dam:1-2", "verdict": "correct"},
    "There is no quote": {"what": "speaker", "quote": "dam:1-2", "verdict": "open"},
    "the limit is 2,000": {"what": "speaker", "quote": "dam:1-2", "verdict": "open", "note": "x" * 2001},
    "the limit is 200": {"what": "speaker", "quote": "dam:1-2", "verdict": "correct", "name": "x" * 201},
    "longer than 50,000 bytes": {"what": "speaker", "note": "x" * 1_000_000},
}


def test_bad_forms_are_refused_in_a_sentence(path):
    ds = served(path, review=True)
    token = ds.onrecord_review.token

    async def post(form):
        await ds.invoke_startup()
        headers, cookies = {"origin": "http://localhost"}, {"onrecord_review": token}
        return await ds.client.post("/-/review", data=form | {"token": token}, cookies=cookies, headers=headers)

    for sentence, form in BAD_FORMS.items():
        answer = asyncio.run(post(form))
        assert answer.status_code == 400 and sentence in unescape(answer.text), (sentence, answer.status_code)

    async def bytes_of_no_encoding():
        headers = {"origin": "http://localhost", "content-type": "application/x-www-form-urlencoded"}
        cookies = {"onrecord_review": token}
        return await ds.client.post("/-/review", content=b"what=\xff", cookies=cookies, headers=headers)

    assert asyncio.run(bytes_of_no_encoding()).status_code == 400
    db = open_database(path)
    assert not db["reviews"].count
    db.close()


def test_sql_of_readers_is_off_unless_asked_for(path):
    memory = "select+length(randomblob(1000))+as+n"
    asked = (f"/news.json?sql={memory}", f"/news/-/query.json?sql={memory}", "/news/quotes.json?_where=1")
    assert all(answer.status_code >= 400 for answer in ask(path, *asked, follow_redirects=True))
    first, _, third = ask(served(path, sql=True), *asked, follow_redirects=True)
    assert first.json()["rows"] in ([[1000]], [{"n": 1000}]) and third.status_code == 200


NOWHERE = (
    "/nope", "/nope/x", "/-/nope", "/news/nope", "/news/quotes/none", "/news/quotes/1/-/insert", "/~", "/-/static/../x",
    "/" + "x" * 5000, "/-/speaker/" + "9" * 5000, "/-/article/%FF",
)  # fmt: skip


def test_what_leads_nowhere_is_said_at_once_and_not_printed(path, capfd):
    ds = served(path)
    ask(ds, "/nope")
    started = time.process_time()
    for address, answer in zip(NOWHERE, ask(ds, *NOWHERE, follow_redirects=True), strict=True):
        assert answer.status_code in (404, 405), address
    assert time.process_time() - started < 0.1 * len(NOWHERE)
    for address in (
        "/news/quotes?_sort=nope", "/news/quotes?_size=x", "/news/quotes?_facet=nope", "/news/statements?_next=x"
    ):
        [answer] = ask(ds, address)
        assert answer.status_code == 400, address
    [answer] = ask(ds, "/news/nope.json?secret=tell")
    assert answer.json() == {"ok": False, "error": "There is no such page.", "status": 404}
    printed = "".join(capfd.readouterr())
    assert "locals" not in printed and "secret" not in printed


def test_damaged_database_is_said_to_be_damaged(path, run, tmp_path):
    with open(path, "r+b") as file:
        [root] = open_database(path).execute("SELECT rootpage FROM sqlite_master WHERE name = 'quotes'").fetchone()
        file.seek((root - 1) * 4096)
        file.write(bytes(4096))
    for answer in ask(path, "/-/speaker/1", "/-/search.csv", "/news/quotes"):
        assert answer.status_code == 500 and "The database cannot be read: " in answer.text
    result = run("publish", path, tmp_path / "pages")
    assert result.exit_code == 1
    told = r"Error: The page /-/\S+ cannot be made \(status 500\): is the database damaged\?\n"
    assert re.fullmatch(told, result.stderr)


def test_database_in_a_folder_that_is_read_only(path, disk, tmp_path):
    folder, mount = disk
    shutil.copy(path, folder / "news.db")
    if mount("remount,ro").returncode:
        pytest.skip("remounting is not permitted")
    try:
        [page] = ask(str(folder / "news.db"), "/-/record")
        assert page.status_code == 200 and "Ilse Marrend" in page.text
        assert publish(str(folder / "news.db"), tmp_path / "site", lambda done: None)
    finally:
        mount("remount,rw")


def test_nobody_decides_without_review(path):
    async def post():
        ds = served(path)
        await ds.invoke_startup()
        return await ds.client.post("/-/review", data={"what": "review"}, headers={"origin": "http://localhost"})

    assert asyncio.run(post()).status_code == 403


def test_a_merged_speaker_leads_on(path):
    db = open_database(path, write=True)
    people.merge(db, 1, 2, "the same", by="me")
    db.close()
    [moved] = ask(path, "/-/speaker/2")
    assert moved.status_code == 302 and moved.headers["location"] == "/-/speaker/1"


def test_commands_say_what_is_wrong(path, run, tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    assert "is not empty" in run("publish", path, "full").stderr
    assert "There is no database" in run("browse", "none.db").stderr
    assert "There is no database" in run("publish", "none.db", "site").stderr
    assert not (tmp_path / "none.db").exists()


def test_a_page_elsewhere_cannot_call_this_machine_its_own():
    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def status(host, addresses=False):
        sent = []

        async def send(message):
            sent.append(message)

        await only_for(app, {"127.0.0.1:8001"}, addresses)({"type": "http", "headers": [(b"host", host)]}, None, send)
        return sent[0]["status"]

    assert asyncio.run(status(b"127.0.0.1:8001")) == 200
    assert asyncio.run(status(b"evil.example")) == 421
    assert asyncio.run(status(b"10.0.0.7:8001")) == 421
    assert asyncio.run(status(b"10.0.0.7:8001", True)) == asyncio.run(status(b"[fe80::1]:8001", True)) == 200
    assert asyncio.run(status(b"evil.example:8001", True)) == asyncio.run(status(b"", True)) == 421


@pytest.mark.parametrize("more", [{"headers": [(b"cookie", b"theme=\xe9")]}, {"raw_path": b"/-/record\xff"}])
def test_bytes_that_are_no_text_are_refused(path, more):
    sent = []

    async def send(message):
        sent.append(message)

    async def ask_for_the_record():
        ds = served(path)
        await ds.invoke_startup()
        scope = {"type": "http", "method": "GET", "path": "/-/record", "raw_path": b"/-/record", "headers": []} | more
        scope["headers"] = [(b"host", b"127.0.0.1:8001"), *scope["headers"]]
        await only_for(ds.app(), {"127.0.0.1:8001"})(scope | {"query_string": b"", "scheme": "http"}, None, send)

    asyncio.run(ask_for_the_record())
    assert sent[0]["status"] == 400


def test_host_warns_and_wants_a_word_for_reviews(path, run, monkeypatch):
    called = []
    monkeypatch.setattr("db.browse.serve.serve", lambda *arguments: called.append(arguments))
    assert "Warning" not in run("browse", path, "--review").stderr
    remote = run("browse", path, "--host", "0.0.0.0")
    assert remote.exit_code == 0 and "everybody who reaches 0.0.0.0 can read all" in remote.stderr
    refused = run("browse", path, "--host", "0.0.0.0", "--review")
    assert refused.exit_code == 2 and "--allow-remote-review" in refused.stderr
    assert run("browse", path, "--host", "0.0.0.0", "--review", "--allow-remote-review").exit_code == 0
    assert len(called) == 3


def test_published_files_link_to_each_other_only(path, tmp_path):
    folder = tmp_path / "site"
    count = publish(path, folder, lambda done: None)
    files = [file for file in folder.rglob("*") if file.is_file()]
    assert len(files) == count and (folder / "index.html").exists()
    for file in files:
        if file.suffix == ".html":
            html = file.read_text(encoding="utf-8")
            for link in map(unescape, re.findall(r'(?:href|action)="([^"]*)"', html)):
                target, _, part = link.partition("#")
                if target.startswith("http"):
                    continue
                linked = (file.parent / target).resolve() if target else file
                assert linked.is_file(), (file, link)
                if part and linked.suffix == ".html":
                    assert f'id="{part}"' in linked.read_text(encoding="utf-8"), (file, link)
            assert "<form" not in html


IDS = (
    "dam", "DAM", "Dam", "con", "CON", "COM1", "nul.txt", "a/b", "a-b", "a b", "a:b", "a?b", "a#b", "..", ".", "%2e",
    "~", "a~2Eb", "a-2Eb", "dam.html", "quotes", "ab-" + "0" * 10, "x" * 300, "X" * 300, "x" * 301, "é" * 200,
)  # fmt: skip


def files_in(folder):
    return {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}


def test_every_id_has_files_of_its_own_on_every_disk(path, tmp_path):
    ids = [*IDS, f"dam-{hashlib.sha256(b'DAM').hexdigest()[:10]}"]
    with open_database(path, write=True) as db:
        for number, id in enumerate(ids):
            save(db, dam(id=id, path=f"{number}.txt", title=f"Number {number}!"))
    folder = tmp_path / "site"
    count = publish(path, folder, lambda done: None)
    files = files_in(folder)
    assert len({file.lower() for file in files}) == len(files) == count
    parts = {part for file in files for part in file.split("/")}
    assert all(re.fullmatch(r"[a-z0-9_-]{1,90}(\.[a-z]+)?", part) for part in parts)
    assert not any(re.match(r"(con|nul|prn|aux|com\d|lpt\d)(\.|$)", part) for part in parts)
    pages = [(folder / file).read_text() for file in files if file.startswith("article/") and file.endswith(".html")]
    assert all(sum(f"Number {number}!" in page for page in pages) >= 1 for number in range(len(ids)))


def test_publication_starts_again_where_it_was_cut_off(path, run, tmp_path, monkeypatch):
    def fails_at(count):
        if count == 9:
            raise OSError("The disk is full.")

    with pytest.raises(OSError, match="full"):
        publish(path, tmp_path / "site", fails_at)
    assert (tmp_path / "site" / "onrecord-unfinished.txt").exists()
    (tmp_path / "site" / "mine.txt").write_text("mine")
    with (tmp_path / "site" / "onrecord-unfinished.txt").open("a") as written:
        written.write("../news.db\n/etc/hostname\nold.html\n")
    (tmp_path / "site" / "old.html").write_text("of an earlier state")
    assert run("publish", path, "site").exit_code == 0
    publish(path, tmp_path / "whole", lambda done: None)
    assert files_in(tmp_path / "site") == files_in(tmp_path / "whole") | {"mine.txt"}
    assert "is not empty" in run("publish", path, "site").stderr


def test_plugin_needs_no_models():
    modules = "db.browse, db.browse.serve, db.browse.publish"
    code = f"import sys, {modules}; print(sorted({{'torch', 'stanza', 'spacy'}} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout.strip() == "[]", done.stderr


def test_charts_keep_to_their_frame():
    dates = [(year, month) for year in range(2031, 2055) for month in range(1, 13)]
    rows = [{"month": f"{year}-{month:02}", "pro": year, "con": month, "neutral": 0} for year, month in dates]
    assert periods("2031-01", "2031-03") == (["2031-01", "2031-02", "2031-03"], 1)
    assert periods("2031-01", "2036-12")[1] == 3 and periods("2031-01", "2054-12")[1] == 12
    chart = diverging(rows, rows)
    assert sum(bar["pro"] for bar in chart["bars"]) == sum(row["pro"] for row in rows)
    assert all(bar["top"] >= 0 and bar["top"] + bar["up"] <= chart["middle"] + 0.1 for bar in chart["bars"])
    assert diverging([], []) == {"bars": []} and months([{"month": "????", "n": 1}], "n") == {"bars": []}
