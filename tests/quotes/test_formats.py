"""Every format gives the story that was put in, and what is broken costs one sentence."""

from __future__ import annotations

import json
import random
import re

import pytest

from quotes.readers import Failure, Options, Report, read
from quotes.readers.dates import date_line
from quotes.readers.pdf import made_whole
from quotes.types import Article
from tests.quotes import samples
from tests.quotes.samples import BODY, QUOTATIONS, SAMPLES, TITLE

WITHOUT_OUTLET = (".txt", ".eml", ".docx", ".pdf", ".zip")


def plain(text: str) -> str:
    return " ".join(text.replace("“", '"').replace("”", '"').split())


def read_one(tmp_path, name, data, options=None, report=None):
    (tmp_path / name).write_bytes(data)
    [item] = read([str(tmp_path / name)], options, report)
    return item


@pytest.mark.parametrize("name", SAMPLES)
def test_the_story_in_each_format(tmp_path, name):
    report = Report()
    article = read_one(tmp_path, name, SAMPLES[name](), report=report)
    assert isinstance(article, Article), article
    assert plain(article.text) == plain("\n\n".join((TITLE, *BODY)))
    for quotation in QUOTATIONS:
        assert plain(quotation) in plain(article.text)
    assert article.title == TITLE
    assert article.published and article.published[:10] == "2031-03-04"
    assert article.outlet == (None if name.endswith(WITHOUT_OUTLET) else samples.OUTLET)
    assert re.search(r"\n\n“", article.text) or name.endswith(".pdf"), "paragraphs stand apart"
    assert report.formats.total() == 1


@pytest.mark.parametrize("name", SAMPLES)
def test_content_counts_more_than_the_name(tmp_path, name):
    if name in ("story.md", "semicolons.csv"):
        pytest.skip("only a name tells Markdown, and a table in Windows-1252")
    warned: list[str] = []
    report = Report(on_warning=lambda path, message: warned.append(message))
    article = read_one(tmp_path, "wrong.txt", SAMPLES[name](), report=report)
    assert plain(article.text) == plain("\n\n".join((TITLE, *BODY)))
    assert bool(warned) == (not name.endswith(".txt"))


def test_what_is_attached_to_a_message_is_read(tmp_path):
    broken = {"logo.png": b"\x89PNG", "cut.docx": b"PK\x03\x04"}
    attached = {"release.pdf": samples.pdf(), **broken, "page.html": samples.html()}
    (tmp_path / "a.eml").write_bytes(samples.email_with(attached))
    report = Report()
    found = list(read([str(tmp_path / "a.eml")], None, report))
    articles = [item for item in found if isinstance(item, Article)]
    assert [article.title for article in articles] == ["Press release", TITLE, TITLE]
    assert [item.path for item in found if isinstance(item, Failure)] == [str(tmp_path / "a.eml/cut.docx")]
    assert report.formats == {"e-mail": 1, "PDF": 1, "HTML": 1}
    assert report.skipped == {(".png", "a picture"): 1}
    (tmp_path / "b.eml").write_bytes(samples.email_with({"a.eml": samples.email_with({"b.txt": samples.text()})}))
    assert [item.title for item in read([str(tmp_path / "b.eml")])] == ["Press release", "Press release", TITLE]


def test_a_page_saved_as_one_file_is_read_as_a_page(tmp_path):
    article = read_one(tmp_path, "story.mhtml", samples.mhtml())
    assert (article.title, article.url, article.outlet) == (TITLE, samples.URL, samples.OUTLET)
    assert plain(article.text) == plain("\n\n".join((TITLE, *BODY)))


def test_words_that_a_line_divides():
    lines = "the govern-\nment has a long-\nterm plan, says Holm-\nLind"
    assert made_whole(lines, {"long-term"}) == "the government has a long-term plan, says Holm-Lind"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ministry of Ports\n\nBrenford, 4 March 2031\n\nThe port is closed.", "2031-03-04"),
        ("Dam opens\n\nDate: Tuesday, 4 March 2031\n", "2031-03-04"),
        ("Dam opens\n\nThe next session is on 12 May 2031\n", None),
        ("Dam opens\n\nEmbargoed until: 12 May 2031\n", None),
        ("Dam opens\n\nSession of May 2031\n", None),
    ],
)
def test_the_date_that_a_release_opens_with(text, found):
    assert date_line(text) == found


BROKEN = {
    "a.html": (b"<html><body><nav><a href='/'>Home</a></nav></body></html>", "no article"),
    "a.json": (b'{"text": "We are done."', "not JSON"),
    "b.json": (b'{"headlin": "x", "fulltxt": "We are done."}', 'its keys are "headlin", "fulltxt"'),
    "a.csv": (b"when,what\n2031,We are done.\n", 'the columns are "when", "what"'),
    "a.xlsx": (b"PK\x03\x04 no archive", "damaged"),
    "a.rss": (b"<?xml version='1.0'?><rss><channel><title>Post</title>", "cannot be read"),
    "a.eml": (b"From: a@b.example\nTo: c@d.example\nDate: Tue, 04 Mar 2031 06:30:00 +0100\nSubject: x\n\n", "no text"),
    "a.docx": (b"PK\x03\x04 no archive", "damaged"),
    "a.pdf": (b"%PDF-1.4\nnothing follows", "damaged"),
    "a.warc": (b"WARC/1.0\r\nWARC-Type: response\r\n", "The archive"),
    "a.zip": (b"PK\x03\x04 no archive", "damaged"),
    "a.xml": (b"<?xml version='1.0'?><nitf><body>We are done.</body></nitf>", "no feed"),
    "a.md": (b"", "empty"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_costs_one_sentence(tmp_path, name):
    data, words = BROKEN[name]
    failure = read_one(tmp_path, name, data)
    assert isinstance(failure, Failure), failure
    assert words in failure.message and failure.message.endswith(".") and "\n" not in failure.message


EXPORTS = {
    "trafilatura": {"raw_text": BODY[1], "text": BODY[1], "date": "2031-03-04", "sitename": "Post",
                    "author": "P. Quill"},
    "news-please": {"maintext": BODY[1], "date_publish": "2031-03-04 06:30:00", "source_domain": "Post",
                    "authors": ["P. Quill"]},
    "newspaper4k": {"text": BODY[1], "publish_date": "2031-03-04T06:30:00", "authors": ["P. Quill"],
                    "publisher": "Post"},
    "Media Cloud": {"story_text": BODY[1], "publish_date": "2031-03-04", "media_name": "Post", "author": "P. Quill"},
    "NewsAPI": {"content": BODY[1], "publishedAt": "2031-03-04T06:30:00Z", "source": {"id": None, "name": "Post"},
                "author": "P. Quill"},
    "Guardian": {"webPublicationDate": "2031-03-04T06:30:00Z", "webTitle": "x", "publication": "Post",
                 "fields": {"bodyText": BODY[1], "byline": "P. Quill"}},
    "JSON Feed": {"content_html": f"<p>{BODY[1]}</p><p></p>", "date_published": "2031-03-04", "outlet": "Post",
                  "authors": [{"name": "P. Quill"}]},
}  # fmt: skip


@pytest.mark.parametrize("tool", EXPORTS)
@pytest.mark.parametrize("around", ["lines", "list", "articles", "deeper"])
def test_field_names_of_other_tools(tmp_path, tool, around):
    record = EXPORTS[tool]
    data = {
        "lines": record, "list": [record], "articles": {"status": "ok", "articles": [record]},
        "deeper": {"response": {"total": 1, "results": [record]}},
    }[around]  # fmt: skip
    article = read_one(tmp_path, "a.jsonl" if around == "lines" else "a.json", json.dumps(data).encode())
    assert article.text == BODY[1]
    assert (article.published[:10], article.outlet, article.byline) == ("2031-03-04", "Post", "P. Quill")


def test_quotation_graph_gives_its_passages(tmp_path):
    record = {"date": "20310304101500", "url": "https://post.example/x", "title": "T", "lang": "ENGLISH",
              "quotes": [{"pre": "Tarrow said", "quote": "We are done.", "post": "and left"}]}  # fmt: skip
    article = read_one(tmp_path, "gqg.json", json.dumps(record).encode() + b"\n")
    assert article.text == "Tarrow said “We are done.” and left"
    assert (article.published, article.language) == ("2031-03-04T10:15:00", "en")


def test_map_wins(tmp_path):
    record = {"body": "The wrong text.", "story": "The right text.", "when": "4 March 2031", "date": "2030-01-01"}
    options = Options(fields={"text": "story", "published": "when"})
    article = read_one(tmp_path, "a.json", json.dumps(record).encode(), options)
    assert (article.text, article.published) == ("The right text.", "2031-03-04")


def test_an_odd_date_is_unknown_and_said(tmp_path):
    warned: list[str] = []
    report = Report(on_warning=lambda path, message: warned.append(message))
    article = read_one(tmp_path, "a.json", b'{"text": "We are done.", "date": "01.03.2031"}', report=report)
    assert article.published is None and "--dayfirst" in warned[0]
    article = read_one(tmp_path, "a.json", b'{"text": "We are done.", "date": "01.03.2031"}', Options(dayfirst=True))
    assert article.published == "2031-03-01"


def test_what_files_lack(tmp_path):
    options = Options(outlet="Halm Courier", date="2031-05-06")
    article = read_one(tmp_path, "a.txt", b"We are done.", options)
    assert (article.outlet, article.published) == ("Halm Courier", "2031-05-06")


FRENCH = (
    "Le ministre des affaires étrangères a déclaré mardi que le traité sur le port ne serait pas renouvelé, et que les "
    "bateaux pourraient continuer à traverser le détroit jusqu'à la fin de l'année, selon un communiqué."
)


def test_other_languages_are_marked(tmp_path):
    report = Report()
    assert read_one(tmp_path, "a.txt", FRENCH.encode(), report=report).language == "fr"
    assert report.languages == {"fr": 1}
    assert read_one(tmp_path, "b.txt", samples.text()).language is None


def test_broken_letters_are_said_and_repaired(tmp_path):
    broken = samples.text().decode().encode().decode("cp1252", "ignore").encode()
    warned: list[str] = []
    report = Report(on_warning=lambda path, message: warned.append(message))
    assert "â€œ" in read_one(tmp_path, "a.txt", broken, report=report).text
    assert len(warned) == 1 and "--fix-text" in warned[0]
    fixed = read_one(tmp_path, "a.txt", broken, Options(fix_text=True))
    assert "“We are done with a treaty" in fixed.text


def test_windows_1252_is_read_and_said(tmp_path):
    warned: list[str] = []
    report = Report(on_warning=lambda path, message: warned.append(message))
    article = read_one(tmp_path, "a.txt", samples.text().decode().encode("cp1252"), report=report)
    assert article.text == samples.text().decode() and "Windows-1252" in warned[0]


def test_a_missing_library_is_named_with_its_extra(tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "trafilatura", None)
    failure = read_one(tmp_path, "a.html", samples.html())
    assert failure.message == "Web pages need trafilatura, which is not installed: pip install 'onrecord[formats]'."


ODD = (b"\0", b"<p>", b'"', b"{", b"]", b"\r\n", b"\xff\xfe", b"&#x110000;", b"%PDF-", b"PK")


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Return a file cut off, with bytes turned, doubled, or another file's bytes in it."""
    data = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(data) or 1)
        how = chance.randrange(5)
        if how == 0:
            del data[at:]
        elif how == 1:
            data[at : at + 1] = bytes([chance.randrange(256)])
        elif how == 2:
            data[at:at] = data[: chance.randrange(200)]
        elif how == 3:
            del data[at : at + chance.randrange(400)]
        else:
            data[at:at] = chance.choice(ODD)
    return bytes(data)


def fuzz(folder, number: int, seed: int = 1) -> tuple[int, int]:
    """Read many damaged files, each beside a good one; return how many articles and failures they gave."""
    chance = random.Random(seed)
    made = {name: make() for name, make in SAMPLES.items()}
    for n in range(number):
        name = chance.choice(list(made))
        (folder / f"{n:05}-{name}").write_bytes(damaged(made[name], chance))
        (folder / f"{n:05}-zz-good.txt").write_bytes(samples.text(f"{TITLE} {n}"))
    items = list(read([str(folder)]))
    good = {item.title for item in items if isinstance(item, Article)}
    assert {f"{TITLE} {n}" for n in range(number)} <= good, "a bad file costs no other"
    failures = [item for item in items if isinstance(item, Failure)]
    odd = [item.message for item in failures if not item.message.endswith(".") or "\n" in item.message]
    assert not odd
    for item in items:
        if isinstance(item, Article):
            item.text.encode()
            assert "\0" not in item.text and item.text.strip()
    return len(items) - len(failures) - number, len(failures)


def test_damaged_files_cost_only_themselves(tmp_path):
    articles, failures = fuzz(tmp_path, 150)
    assert articles > 20 and failures > 20
