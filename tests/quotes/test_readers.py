"""Reading: the text exactly as decoded, ids that stay, and one sentence for what cannot be read."""

import io
import json
import os
import sys
from types import SimpleNamespace

import pytest

from quotes.readers import Failure, Report, formats, limits, paths, read, sniffing
from quotes.types import Article

TEXT = "Talks end in Brenford\n\n“We are done,” said Selma Tarrow.\r\nShe left – at once.\n"


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


def lines(*records):
    return "\n".join(json.dumps(record) for record in records) + "\n"


def test_text_file(tmp_path):
    path = write(tmp_path / "2031-03-04-talks.txt", TEXT)
    assert list(read([path])) == [
        Article("2031-03-04-talks", TEXT, path=path, title="Talks end in Brenford", published="2031-03-04")
    ]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Headline\n\nBody.", "Headline"),
        ("\n\n  Headline \r\n\r\nBody.", "Headline"),
        ("Minister: ‘We will not sign’\n\nBody.", "Minister: ‘We will not sign’"),
        ("A first sentence.\n\nBody.", None),
        ("“A quotation.”\n\nBody.", None),
        ("A line\nand the next.\n\nBody.", None),
        ("word " * 50 + "\n\nBody.", None),
        ("Will Ostreva sign?\n\nBody.", None),
        ("<!-- tag -->\n\nBody.", None),
        ("Only a line", None),
        ("Only a line\n\n", None),
    ],
)
def test_title(tmp_path, text, title):
    [article] = read([write(tmp_path / "a.txt", text)])
    assert article.title == title
    assert article.text == text


@pytest.mark.parametrize(
    ("stem", "published"),
    [
        ("2031-02-28", "2031-02-28"),
        ("2031-02-30-x", None),
        ("20310228", "2031-02-28"),
        ("vote-2031-02-28", "2031-02-28"),
        ("2031-02-280", None),
        ("a-2031-02-28-b", None),
    ],
)
def test_date_of_the_file_name(tmp_path, stem, published):
    [article] = read([write(tmp_path / f"{stem}.txt", TEXT)])
    assert (article.id, article.published) == (stem, published)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be-bom"])
def test_encodings_give_the_same_text(tmp_path, encoding):
    data = b"\xfe\xff" + TEXT.encode("utf-16-be") if encoding == "utf-16-be-bom" else TEXT.encode(encoding)
    [article] = read([write(tmp_path / "a.txt", data)])
    assert article.text == TEXT, "offsets count from after the byte order mark"


def test_jsonl_fields_and_ids(tmp_path):
    record = {
        "id": 7, "text": TEXT, "title": "T", "outlet": "Brenford Post", "published": "2031-03-04T05:06:07Z",
        "byline": "P. Quill", "url": "https://post.example/7", "path": "seven.html", "language": {"x": 1},
    }  # fmt: skip
    path = write(
        tmp_path / "news.jsonl",
        lines(record) + "\n" + lines({"text": "B " + TEXT, "url": "https://post.example/8", "title": None})
        + lines({"text": "C " + TEXT, "id": " "}),
    )  # fmt: skip
    first, second, third = read([path])
    assert first == Article(
        "7",
        TEXT,
        "seven.html",
        "https://post.example/7",
        "T",
        "Brenford Post",
        "2031-03-04T05:06:07Z",
        "P. Quill",
    )
    assert (second.id, second.path, second.title) == (
        "https://post.example/8",
        path,
        "B Talks end in Brenford",
    )
    assert third.id == "news-4", "lines are counted as an editor counts them"


def test_jsonl_date_and_host_stand_in_for_published_and_outlet(tmp_path):
    url = "https://www.Harbour.example:8080/en/news/7"
    records = (
        {"text": TEXT, "date": "2031-03-04", "url": url, "id": "a"},
        {"text": TEXT, "date": "2030-01-01", "published": "2031", "url": url, "outlet": "Post"},
        {"text": TEXT, "url": "file:///home/x.html"},
    )
    path = write(tmp_path / "news.jsonl", lines(*records))
    found = [(article.published, article.outlet) for article in read([path])]
    assert found == [("2031-03-04", "harbour.example"), ("2031", "Post"), (None, None)]


def test_bad_lines_cost_only_themselves(tmp_path):
    bad = [
        b"{not json}", b'["text"]', b'{"title": "x"}', b'{"text": 5}', b'{"text": ""}', b'{"text": " \\n"}',
        b'{"text": "a\\u0000b"}', b'{"text": "a\\ud800b"}', b'{"text": "caf\xe9"}', b"[" * 200_000,
    ]  # fmt: skip
    good = json.dumps({"text": TEXT}).encode()
    items = list(read([write(tmp_path / "n.jsonl", b"\xef\xbb\xbf" + b"\n".join([good, *bad, good]))]))
    assert [type(item) for item in items] == [Article] + [Failure] * len(bad) + [Article]
    for number, item in enumerate(items[1:-1], 2):
        assert item.path.endswith(f"n.jsonl:{number}")
        assert item.message.endswith(".") and item.message.count(". ") == 0, item.message
        assert item.message not in [other.message for other in items[1:-1] if other is not item] or number in (4, 5)


def test_over_long_line_costs_only_itself(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "MAX_BYTES", 200)
    path = write(tmp_path / "n.jsonl", lines({"text": "x" * 900}, {"text": TEXT}))
    failure, article = read([path])
    assert failure == Failure(f"{path}:1", "The line is longer than 200 bytes.")
    assert article.id == "n-2"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b" \n\t\r\n ", "white space"),
        ("Привет, мир".encode("cp1251"), "not UTF-8 (byte 0xcf at position 0)"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a picture"),
        (b"text with a \0 in it", "NUL"),
        (b"\xff\xfea\0b", "not valid UTF-16"),
        (b"\xef\xbb\xbf", "empty"),
        ("text".encode("utf-32"), "NUL"),
    ],
)
def test_what_is_no_text_is_refused_in_one_sentence(tmp_path, data, words):
    path = write(tmp_path / "a.txt", data)
    [failure] = read([path])
    assert failure.path == path
    assert words in failure.message
    assert failure.message.endswith(".") and "\n" not in failure.message


def test_text_over_the_limit_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "MAX_BYTES", 10)
    [failure] = read([write(tmp_path / "a.txt", "x" * 11)])
    assert failure.message == "The text is longer than 10 bytes."
    monkeypatch.setattr(limits, "MAX_CHARACTERS", 5)
    [failure] = read([write(tmp_path / "a.txt", "x" * 6)])
    assert failure.message == "The text has 6 characters; the limit is 5."
    [article] = read([write(tmp_path / "a.txt", "é" * 5)])
    assert article.text == "é" * 5, "characters, not bytes"


def test_markup_is_just_text(tmp_path):
    text = "<p>“We agree,” said <b>Selma Tarrow</p> &amp; <<left"
    [article] = read([write(tmp_path / "a.txt", text)])
    assert article.text == text


def test_folder(tmp_path):
    for name in ("b.txt", "a/z.txt", "a/y.jsonl", ".hidden.txt", ".git/c.txt", "notes.md", "a.py", "c.png"):
        write(tmp_path / name, lines({"text": name}) if name.endswith("jsonl") else name)
    (tmp_path / "c.png").write_bytes(b"\x89PNG\r\n\x1a\n\0")
    report = Report()
    assert [item.id for item in read([str(tmp_path)], report=report)] == ["b", "notes", "y-1", "z"]
    assert report.formats == {"plain text": 2, "Markdown": 1, "JSON Lines": 1}
    assert report.skipped == {(".py", "not a format that is read"): 1, (".png", "a picture"): 1}


def test_folder_without_articles(tmp_path):
    write(tmp_path / "notes.py", "x")
    [failure] = read([str(tmp_path)])
    assert failure.message.startswith("The folder holds no article: ")


def test_unreadable_neighbours_cost_only_themselves(tmp_path):
    write(tmp_path / "a.txt", TEXT)
    (tmp_path / "dangling.txt").symlink_to(tmp_path / "gone")
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    write(tmp_path / "z.jsonl", lines({"text": TEXT}))
    items = list(read([str(tmp_path), str(tmp_path / "absent.txt"), "/dev/zero"]))
    assert [item.id for item in items if isinstance(item, Article)] == ["a", "z-1"]
    failed = {os.path.basename(item.path): item.message for item in items if isinstance(item, Failure)}
    assert failed.keys() == {"dangling.txt", "loop.txt", "pipe.txt", "absent.txt", "zero"}
    assert failed["absent.txt"] == "It cannot be read: No such file or directory."
    assert "not a regular file" in failed["pipe.txt"]


def test_unreadable_folder(tmp_path, monkeypatch):
    def walk(folder, onerror):
        onerror(PermissionError(13, "Permission denied", str(tmp_path / "locked")))
        yield from ()

    monkeypatch.setattr(paths.os, "walk", walk)
    [failure] = read([str(tmp_path)])
    assert failure == Failure(str(tmp_path / "locked"), "It cannot be read: Permission denied.")


def test_file_name_that_is_no_utf8(tmp_path):
    path = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    with open(path, "wb") as file:
        file.write(TEXT.encode())
    [article] = read([os.fsdecode(path)])
    assert (article.id, os.path.basename(article.path)) == ("caf�", "caf�.txt")


def test_same_id_other_text_in_one_call(tmp_path):
    write(tmp_path / "a/x.txt", TEXT)
    write(tmp_path / "b/x.txt", TEXT + "More.")
    write(tmp_path / "c/x.txt", TEXT)
    first, second, third = read([str(tmp_path)])
    assert (first.id, second.id, third.id) == ("x", f"x-{second.sha256[:8]}", "x")


def test_standard_input(monkeypatch):
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(TEXT.encode())))
    [article] = read(["-"])
    assert article == Article(article.sha256[:12], TEXT, title="Talks end in Brenford")
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"\xff")))
    [failure] = read(["-"])
    assert (failure.path, "not UTF-8" in failure.message) == ("-", True)


def test_a_format_is_one_line_of_the_registry(tmp_path, monkeypatch):
    class Capitals(formats.Format):
        def reader(self):
            return lambda source: iter([Article(source.path, source.data().decode().upper())])

    path = write(tmp_path / "a.caps", "We agree.")
    [failure] = read([str(tmp_path)])
    assert failure.message.startswith("The folder holds no article")
    monkeypatch.setitem(formats.FORMATS, "capitals", Capitals("", "", "capitals"))
    monkeypatch.setitem(sniffing.BY_NAME, ".caps", "capitals")
    assert list(read([str(tmp_path)])) == [Article(path, "WE AGREE.")]
