"""What goes into a database: a mixed folder, copies, other languages, odd dates, runs that go on."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from db.articles.copies import bands_of, runs_of
from db.articles.load import load
from db.articles.store import Run, save
from db.queries import query
from db.schema import open_database
from onrecord.intake import stopped_before
from tests.factories import TALKS, dam, older
from tests.quotes import samples
from tests.quotes.samples import BODY, SAMPLES
from tests.quotes.test_formats import FRENCH


def rows(sql: str) -> list[dict]:
    with open_database("a.db") as db:
        return list(db.query(sql))


def test_sixty_mixed_files_in_one_folder(run):
    folder = Path("in")
    folder.mkdir()
    for n, (name, make) in enumerate(list(SAMPLES.items()) * 3):
        (folder / f"{n:02}-{name}").write_bytes(make(f"Story number {n}"))
    for name in ("a.png", "b.py", "c.xml", "d.bin", "e.css", "f.docx", "g.html", "h.json", "i.txt"):
        (folder / name).write_bytes(b"\x89PNG\0" if name.endswith("png") else b"\0\1" if name == "d.bin" else b"<x/>")
    assert len(list(folder.iterdir())) == 60
    result = run("add", "a.db", "in")
    assert result.exit_code == 3
    stored = rows("SELECT title, text, copy_of FROM articles")
    assert {row["title"] for row in stored} >= {f"Story number {n}" for n in range(51)}
    assert len([row for row in stored if row["copy_of"] is None]) <= 4, "all tell one story"
    assert not any("<p>" in row["text"] or "{" in row["text"] for row in stored)
    shown = result.stderr
    for words in ("6 JSON Lines", "3 HTML", "3 PDF", "4 .png (a picture)", "1 .bin", "copies of other articles: "):
        assert words in shown, shown


def test_offsets_index_the_stored_text_in_every_format(run):
    for name, make in SAMPLES.items():
        Path(name).write_bytes(make())
    run("add", "a.db", ".")
    with open_database("a.db") as db:
        quotes = list(db.query("SELECT q.*, a.text FROM quotes q JOIN articles a ON a.id = q.article_id"))
    assert quotes
    for row in quotes:
        spans = json.loads(row["spans"])["content"]
        assert row["content"] == " … ".join(row["text"][start:end] for start, end in spans)


def test_a_mistyped_path_makes_no_database(run):
    result = run("add", "a.db", "storys")
    assert (result.exit_code, Path("a.db").exists()) == (1, False)
    assert "no database was made" in result.stderr


def test_near_copies_are_marked(run):
    Path("post.txt").write_bytes(samples.text())
    Path("wire.txt").write_text("\n\n".join(("Pact is over, says minister", *BODY[:-1])))
    Path("zz-same.txt").write_bytes(samples.text())
    Path("other.txt").write_text(TALKS + " ".join(f"word{n}" for n in range(60)))
    result = run("add", "a.db", "post.txt", "other.txt", "wire.txt", "zz-same.txt")
    assert "copies of other articles: 2" in result.stderr
    copies = {row["id"]: row["copy_of"] for row in rows("SELECT id, copy_of FROM articles")}
    assert copies == {"post": None, "other": None, "wire": "post", "zz-same": "post"}


@pytest.mark.parametrize("dates", [("2031-03-04", "2031-03-05"), (None, None), ("2031-03-04", None)])
def test_statements_of_copies_count_once(run, dates):
    names = [f"{date or 'undated'}-{name}.txt" for date, name in zip(dates, ("first", "second"), strict=True)]
    story = "Selma Tarrow condemned Karsk. " + " ".join(f"It rained on day {n} of the fair." for n in range(20))
    Path(names[0]).write_text(story)
    Path(names[1]).write_text("By our own correspondent\n\n" + story.replace("the fair", "our fair", 1))
    result = run("add", "a.db", *names)
    assert "copies of other articles: 1" in result.stderr
    with open_database("a.db") as db:
        [found] = [row for row in query(db, "compare") if row["target"] == "Karsk"]
        assert found["n"] == 1


def test_texts_that_share_little_have_no_band_in_common():
    one, two = (" ".join(f"{word}{n}" for n in range(300)) for word in ("harbour", "treaty"))
    assert not set(bands_of(runs_of(one))) & set(bands_of(runs_of(two)))
    assert bands_of(runs_of("We are done.")) == []


def test_other_languages_are_stored_and_not_analysed(run):
    Path("a.txt").write_text(FRENCH + " Selma Tarrow said “Nous avons fini.”")
    result = run("add", "a.db", "a.txt")
    assert "not in English: 1 fr (stored, not analysed" in result.stderr
    assert rows("SELECT language, (SELECT count(*) FROM quotes) AS n FROM articles") == [{"language": "fr", "n": 0}]
    run("add", "a.db", "a.txt", "--any-language")
    assert rows("SELECT count(*) AS n FROM quotes") == [{"n": 1}]


def test_since_and_limit(run):
    for n in range(1, 6):
        Path(f"2031-03-0{n}-a.txt").write_text(TALKS + str(n))
    result = run("add", "a.db", ".", "--since", "3 March 2031", "--limit", "2")
    assert [row["id"] for row in rows("SELECT id FROM articles")] == ["2031-03-03-a", "2031-03-04-a"]
    assert "2 articles (older than 2031-03-03)" in result.stderr
    assert run("add", "a.db", ".", "--quiet").stderr == ""


@pytest.mark.parametrize("option", [["--map", "txt=body"], ["--date", "soon"], ["--since", "01.03.2031"]])
def test_bad_options(run, option):
    Path("a.txt").write_text(TALKS)
    result = run("add", "a.db", "a.txt", *option)
    assert result.exit_code == 2 and not Path("a.db").exists()


def test_map_and_standard_input(run):
    data = b'{"story": "Selma Tarrow said \xe2\x80\x9cWe are done.\xe2\x80\x9d", "when": "4 March 2031"}'
    result = run("add", "a.db", "-", "--format", "json", "--map", "text=story,published=when", input=data)
    assert result.exit_code == 0, result.stderr
    assert rows("SELECT published FROM articles") == [{"published": "2031-03-04"}]


def test_an_interrupted_run_goes_on_where_it_stopped(run, monkeypatch):
    for n in range(3):
        Path(f"{n}.txt").write_text(TALKS + str(n))
    run("add", "a.db", ".")
    with open_database("a.db", write=True) as db:
        db.execute("UPDATE runs SET finished = NULL")
        db.conn.commit()
        run_row = next(db["runs"].rows)
        known = stopped_before(db, ["."], run_row["version"], None)
        assert known and known(load(db, "1").article)
        assert stopped_before(db, ["elsewhere"], run_row["version"], None) is None
    Path("3.txt").write_text(TALKS + "3")
    assert "articles: 1 added, 3 unchanged" in run("add", "a.db", ".").stderr
    with open_database("a.db") as db:
        assert stopped_before(db, ["."], run_row["version"], None) is None, "that run came to its end"


def test_an_interrupted_run_is_not_gone_on_with_by_one_of_other_options(run):
    Path("a.txt").write_text(FRENCH + " Selma Tarrow said “Nous avons fini.”")
    run("add", "a.db", ".")
    with open_database("a.db", write=True) as db:
        db.execute("UPDATE runs SET finished = NULL")
        db.conn.commit()
    run("add", "a.db", ".", "--any-language", "--outlet", "Post")
    assert rows("SELECT outlet, (SELECT count(*) FROM quotes) AS n FROM articles") == [{"outlet": "Post", "n": 1}]
    [args] = [row["args"] for row in rows("SELECT args FROM runs ORDER BY id DESC LIMIT 1")]
    assert json.loads(args) == [".", "--any-language", "--outlet=Post"]


def test_odd_dates_of_older_databases_are_put_right(tmp_path):
    odd = {"a": "20310304", "b": "2031-W10-2", "c": "4 March 2031", "d": "one day", "e": "2031-03-04T05:06:07Z"}
    path = tmp_path / "old.db"
    older(path, "m011_intake", *(dam(id=id, published=date) for id, date in odd.items()))
    with open_database(str(path), write=True) as db:
        found = {row["id"]: row["published"] for row in db["articles"].rows}
        assert found == dict.fromkeys("abc", "2031-03-04") | {"d": None, "e": "2031-03-04T05:06:07Z"}
        for kept, columns in (("votes", "*"), ("offices", "speaker_id, stated, since, until")):
            sql = f"SELECT {columns} FROM {kept}{{}} ORDER BY 1, 2, 3"
            rows_of = [list(db.query(sql.format(now))) for now in ("", "_now")]
            assert rows_of[0] == rows_of[1] != []
        assert {row["as_of"] for row in db["roles"].rows} == {"2031-03-04", None, "2031-03-04T05:06:07Z"}


def test_a_changed_original_keeps_its_copies(tmp_path):
    with open_database(str(tmp_path / "a.db"), write=True) as db:
        for id in ("a", "b"):
            save(db, dam(id=id), Run(db, "1"))
        save(db, dam(id="a", title="Another title"), Run(db, "1"))
        assert {row["id"]: row["copy_of"] for row in db["articles"].rows} == {"a": None, "b": "a"}


def test_a_saved_page_is_read_without_its_folder(run):
    Path("story.html").write_bytes(samples.html())
    Path("story_files").mkdir()
    shutil.copy("story.html", "story_files/advert.html")
    run("add", "a.db", ".")
    assert [row["id"] for row in rows("SELECT id FROM articles")] == ["story"]
