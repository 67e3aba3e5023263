"""Officials known beforehand: whom an office means on a date, in an article that names nobody, and in a database."""

import pytest
from click.testing import CliRunner

from attribution.analyze import analyze
from attribution.roles.officials import Official, Officials, shipped, shipped_terms
from db.articles.store import save
from db.merging import people
from db.merging.officials import ListError, import_list, officials_of
from db.merging.resolve import resolve, undo_automatic_merges
from db.schema import open_database
from onrecord.cli import cli
from quotes.types import Article
from tests.db.test_resolve import article
from tests.frozen import frozen

KNOWN = Officials([
    Official("Velmara", "foreign minister", "foreign minister", "Ada Lind", "2029-01-01", "2031-03-10", "Q1"),
    Official("Velmara", "foreign minister", "foreign minister", "Bo Rask", "2031-03-10", "2033-01-01", ""),
    Official("Velmara", "head of state", "president", "Eva Holm", "2029-01-01", "2033-01-01", "Q3"),
    Official("Velmara", "head of state", "king", "Olaf IX", "2001-01-01", "2033-01-01", ""),
    Official("The Compact", "head of organisation", "secretary-general", "Pia Storm", "2029-01-01", "2033-01-01", ""),
])  # fmt: skip


@pytest.mark.parametrize(
    ("office", "title", "place", "on", "names"),
    [
        ("foreign minister", "foreign minister", "Velmara", "2031-03-12", ["Bo Rask"]),
        ("foreign minister", "top diplomat", "Velmara", "2030-01-01T10:00:00Z", ["Ada Lind"]),
        ("foreign minister", "foreign minister", "Velmara", "2031-03-10", ["Ada Lind", "Bo Rask"]),
        ("foreign minister", "foreign minister", "Velmara", "2034-01-01", []),
        ("foreign minister", "foreign minister", "Velmara", None, []),
        ("foreign minister", "foreign minister", "Velmara", "2031", []),
        ("foreign minister", "foreign minister", None, "2031-03-12", []),
        ("defence minister", "defence minister", "Velmara", "2031-03-12", []),
        ("head of state", "president", "Velmara", "2031-03-12", ["Eva Holm"]),
        ("head of government", "President", "Velmara", "2031-03-12", ["Eva Holm"]),
        ("head of state", "king", "Velmara", "2031-03-12", ["Olaf IX"]),
        ("head of government", "prime minister", "Velmara", "2031-03-12", []),
        ("international organisation", "Secretary General", "the Compact", "2031-03-12", ["Pia Storm"]),
        ("international organisation", "deputy secretary-general", "the Compact", "2031-03-12", []),
    ],
)
def test_the_date_decides(office, title, place, on, names):
    assert [official.name for official in KNOWN.holders(office, title, place, on)] == names


def test_the_table_that_ships():
    [cameron] = shipped().holders("foreign minister", "foreign secretary", "United Kingdom", "2024-01-03")
    assert cameron.name == "David Cameron"
    [raisi] = shipped().holders("head of state", "president", "Iran", "2022-05-01")
    assert raisi.name == "Ebrahim Raisi", "and not the supreme leader"
    assert {official.key for official in shipped().named("Vladimir Zelensky")} == {"Q3874799"}
    for term in shipped_terms():
        assert term.start < term.end and term.end >= "2014", term
        assert not term.wikidata or term.wikidata[0] == "Q", term
    assert len(shipped_terms()) > 900


def test_nobody_holds_one_office_beside_another_for_longer_than_a_handover():
    for term in shipped_terms():
        beside = shipped().holders(term.office, term.title, term.place, term.end)
        assert len(beside) <= 2, term


NOMINAL = (
    "Velmara’s foreign minister said the raid was a crime. “We saw it coming,” she said.\n\n"
    "A foreign minister of Velmara would never say that, a lawyer said. "
    "The foreign minister added that two bridges were gone.\n\n"
    "The minister’s spokesman said the border was closed. Velmara’s president said nothing was decided. "
    "The president of Norland said talks had failed.\n\n"
    "Velmara shares a river with Norland.\n"
)


def spoken(text, published, officials=KNOWN):
    """Who is said to speak by which rule, by the words of the source."""
    analysis = analyze(Article("a", text, published=published), frozen(text), officials=officials)
    return {
        " ".join(span.of(text) for span in a.quote.source): [
            (analysis.entities[s.entity].name, s.rule) for s in a.speakers
        ]
        for a in analysis.attributions
    }


def test_an_office_told_by_country_and_date_is_its_holder():
    found = spoken(NOMINAL, "2031-03-12")
    assert found["Velmara’s foreign minister"] == [("Bo Rask", "gazetteer")]
    assert found["The foreign minister"] == [("Bo Rask", "gazetteer")]
    assert found["Velmara’s president"] == [("Eva Holm", "gazetteer")]
    assert found["The president of Norland"] == [], "nobody is known"
    assert found["a lawyer"] == found["The minister’s spokesman"] == []


@pytest.mark.parametrize("published", [None, "2031", "2031-03-10", "2035-01-01"])
def test_without_one_holder_on_the_date_it_stays_open(published):
    assert spoken(NOMINAL, published)["Velmara’s foreign minister"] == []


NAMED = "Bo Rask arrived at noon. Velmara’s foreign minister said the raid was a crime. It happened in Velmara.\n"
CLAIMED = (
    "Velmara’s foreign minister, Tom Alder, left at noon. Ada Lind had the office before.\n\n"
    "Velmara’s foreign minister said the raid was a crime.\n"
)
THEN = "In 1982 Velmara’s foreign minister said the islands were free. They belong to Velmara.\n"
SHADOW = "Velmara’s shadow foreign minister said the raid was a crime. It happened in Velmara.\n"


def test_the_article_has_the_last_word():
    assert spoken(NAMED, "2031-03-12")["Velmara’s foreign minister"] == [("Bo Rask", "title")]
    assert spoken(CLAIMED, "2031-03-12")["Velmara’s foreign minister"][0][0] == "Tom Alder"
    assert list(spoken(THEN, "2031-03-12").values()) == [[]]
    assert list(spoken(SHADOW, "2031-03-12").values()) == [[]]


TWO = (
    "Velmara’s president said nothing was decided. Norland’s president called it a success. "
    "The president of Velmara added that talks would go on. The president then promised an answer.\n\n"
    "Velmara and Norland share a river.\n"
)


def test_two_presidents_are_told_apart():
    orm = Official("Norland", "head of state", "president", "Gus Orm", "2030-01-01", "2032-01-01", "")
    both = Officials([*KNOWN.terms("head of state", "president", "Velmara"), orm])
    analysis = analyze(Article("a", TWO, published="2031-03-12"), frozen(TWO), officials=both)
    named = [[analysis.entities[s.entity].name for s in a.speakers] for a in analysis.attributions]
    assert named[:3] == [["Eva Holm"], ["Gus Orm"], ["Eva Holm"]]
    assert named[3] in ([], ["Eva Holm"])


ANOTHERS = (
    "Eva Holm laid out her view of the war. The President of Norland noted that the raid was lawful. "
    "The President of Velmara thanked him.\n\nVelmara and Norland share a river.\n"
)


def test_a_title_that_is_anothers_that_day_is_not_the_officials_named_before():
    orm = Official("Norland", "head of state", "president", "Gus Orm", "2030-01-01", "2032-01-01", "")
    officials = Officials([*KNOWN.terms("head of state", "president", "Velmara"), orm])
    found = spoken(ANOTHERS, "2031-03-12", officials)
    assert found["The President of Norland"] == [("Gus Orm", "gazetteer")]
    assert [name for name, _ in found["Eva Holm"]] == ["Eva Holm"]


TRAPS = (
    "The adviser to the president of Velmara said nothing. The spokesman for Velmara’s foreign minister said no. "
    "The president of the Velmara Football League said matches would resume.\n\n"
    "Velmara’s deputy foreign minister said so too. Velmara’s former president said it was late. "
    "The wife of Velmara’s president said she was sad. Velmara’s minister of internal affairs said all was quiet.\n"
)


def test_those_around_an_office_are_not_its_holder():
    found = spoken(TRAPS, "2031-03-12")
    assert len(found) >= 6 and not any(found.values()), found


# --- lists a person imports ---------------------------------------------------------------------------------

LIST = (
    "name,aliases,role,organisation,country,party,from,to,wikidata\n"
    "Volodymyr Rask,Vova Rask; V. Rask,foreign minister,,Norland,,2030,2031-12,Q77\n"
    "Ada Lind,,director,Harbour Agency,,,,,\n"
)


@pytest.fixture
def db(tmp_path):
    with open_database(str(tmp_path / "a.db"), write=True) as database:
        yield database


def write(tmp_path, text):
    (tmp_path / "list.csv").write_text(text, encoding="utf-8")
    return str(tmp_path / "list.csv")


def test_imported_officials_are_asked_like_those_that_ship(db, tmp_path):
    path = write(tmp_path, LIST)
    assert import_list(db, path) == import_list(db, path) == 2
    assert db["officials"].count == 2
    [rask] = officials_of(db).holders("foreign minister", "foreign minister", "Norland", "2031-12-05")
    assert (rask.name, rask.wikidata, rask.aliases) == ("Volodymyr Rask", "Q77", ("Vova Rask", "V. Rask"))
    assert officials_of(db).holders("foreign minister", "foreign minister", "Norland", "2032-01-05") == []
    assert people.search(db, "Volodymyr Rask") == [], "a list adds no speaker"


def test_people_are_linked_to_the_official_by_name_and_office(db, tmp_path):
    import_list(db, write(tmp_path, LIST))
    office = ("foreign minister", "Norland")
    for each in (article("a", ("Vladimir Rask", *office)), article("b", "Volodymyr Rask"),
                 article("c", ("Vova Rask", *office)), article("d", ("V. Rask", *office), published="2041-01-01")):
        save(db, each)
    resolve(db)
    linked = {row["name"]: row["wikidata"] for row in db["speakers"].rows}
    assert linked.pop("Vladimir Rask", linked.pop("Vova Rask", None)) == "Q77"
    assert list(linked.values()) == [None] * len(linked) and "V. Rask" in linked
    assert any("both are Q77" in row["reason"] for row in people.decisions(db))
    [given] = [row for row in people.decisions(db) if row["action"] == "wikidata"]
    people.undo(db, given["id"], by="anna")
    resolve(db)
    assert not [row for row in db["speakers"].rows if row["wikidata"]], "what a person took back stays so"
    undo_automatic_merges(db)
    assert not [row for row in people.decisions(db, automatic=True) if not row["undone"]]


def test_a_surname_with_an_office_is_the_official_wherever_it_stands(db, tmp_path):
    import_list(db, write(tmp_path, LIST))
    office = ("foreign minister", "Norland")
    for each in (article("a", ("Rask", *office)), article("b", ("Rask", *office)), article("c", "Rask"),
                 article("d", ("Rask", "foreign minister", "Velmara")), article("e", ("Lind", *office))):
        save(db, each)
    assert resolve(db).merged == 1
    assert [row["wikidata"] for row in db["speakers"].rows_where(order_by="id")] == ["Q77", None, None, None]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b\n1,2\n", "has no column “name”"),
        ("name,role\nBo,mayor\nAda,\n", "Line 3 has no role."),
        ("name,role,from\nAda,x,soon\n", "Line 2: “soon” is no date"),
    ],
)
def test_bad_lists_are_refused_whole(db, tmp_path, text, message):
    with pytest.raises(ListError, match=message):
        import_list(db, write(tmp_path, text))
    assert not db["officials"].count


def test_the_command_says_so_in_a_sentence(tmp_path):
    database = str(tmp_path / "b.db")
    result = CliRunner().invoke(cli, ["people", "import", database, write(tmp_path, LIST)])
    assert result.exit_code == 0 and "2 officials imported" in result.output
    result = CliRunner().invoke(cli, ["people", "import", database, write(tmp_path, "x\n")])
    assert result.exit_code == 1 and "no column" in result.output and "Traceback" not in result.output
