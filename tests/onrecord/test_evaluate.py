"""onrecord evaluate: what it reads, what it prints, what it refuses."""

import json
from pathlib import Path

import pytest

from onrecord.evaluation.annotations import CorpusError
from onrecord.evaluation.corpora import read_corpus
from onrecord.evaluation.errors import sentence_around
from onrecord.evaluation.evaluate import evaluate_corpus
from onrecord.evaluation.standoff import parse_standoff
from quotes.types import Span
from tests.factories import TALKS, span

ANN = """T1\tSource 0 5\tMarra
T2\tCue 6 10\tsaid
T3\tContent 11 21;30 35\tthe bridge would hold
T4\tAttribution 6 10\tsaid
E1\tAttribution:T4 Content:T3 Cue:T2 Source:T1
#1\tAnnotatorNotes T3\tunsure
T5\tContent 40 44\tmore
T6\tAttribution-no-source 36 39\tand
E2\tAttribution-no-source:T6 Cue:T2 Content:T5 Content2:T7
T7\tContent 50 54\tstill
E3\tAttribution:T4 Cue:T2 Source:T1
"""

TEXT = """Toll talks stall

Nils Orrin, harbour chief, said “The toll stays.” The ferries did not sail. Crews want a lower toll.
Berta Lund, union leader, said “Nobody asked us.”
"""


def annotation(content, source=None, cue=None, **more):
    """Return an annotation of TEXT in the form of the contract, by its words; the cue stands after the source."""
    spans = {"content": [list(span(TEXT, content))], "source": [], "cue": []}
    if source and cue:
        spans["source"] = [list(span(TEXT, source))]
        start = TEXT.index(cue, spans["source"][0][1])
        spans["cue"] = [[start, start + len(cue)]]
    return {**spans, **more}


GOLD = [
    annotation("The toll stays", "Nils Orrin", "said"),
    annotation("a lower toll", "Crews", "want"),
    annotation("Nobody asked us", "Berta Lund", "said"),
]
PEOPLE = [
    annotation(
        "The toll stays", "Nils Orrin", "said", stances=[{"target": "the toll", "polarity": 1}],
        speakers=[{"name": "Nils Orrin", "kind": "person", "role": "harbour chief"}],
    ),
    annotation(
        "Nobody asked us", "Berta Lund", "said", stances=[],
        speakers=[{"name": "Berta Lund", "kind": "person", "role": "union leader"}],
    ),
]  # fmt: skip


def write(path, *articles):
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps({"id": id, "attributions": attributions}) for id, attributions in articles]
    path.write_text("\n".join(lines) + "\n")


@pytest.fixture
def corpus(run):
    """A folder of gold with its texts beside it, in the folder that commands run in."""
    write("gold/gold.jsonl", ("toll", GOLD))
    Path("gold/text").mkdir()
    Path("gold/text/toll.txt").write_text(TEXT)


def result_json(run, *arguments):
    result = run("evaluate", *arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def complaint(run, *arguments):
    result = run("evaluate", *arguments)
    assert (result.exit_code, result.stdout) == (1, "")
    return result.stderr


# --- what it reads ------------------------------------------------------------------------------------------


def test_standoff():
    first, second = parse_standoff(ANN)
    assert (first.source, first.cue) == ((Span(0, 5),), (Span(6, 10),))
    assert first.content == (Span(11, 21), Span(30, 35))
    assert (second.source, second.content) == ((), (Span(40, 44), Span(50, 54)))
    assert first.speakers is None


def test_the_alphabetically_first_of_several_annotators_counts(tmp_path):
    for folder in ("text", "attributions"):
        (tmp_path / folder).mkdir()
    (tmp_path / "text/a_b.txt").write_bytes(b"Marra said the bridge\r\n would hold, and more on it, and still more.")
    (tmp_path / "attributions/a_b_5fec.ann").write_text("")
    (tmp_path / "attributions/a_b_4e07.ann").write_text(ANN)
    [(id, article)] = read_corpus(str(tmp_path)).items()
    assert id == "a_b"
    assert "\r\n" in article.text
    assert len(article.annotations) == 2


def test_broken_standoff(tmp_path):
    for folder in ("text", "attributions"):
        (tmp_path / folder).mkdir()
    (tmp_path / "text/a.txt").write_text(TEXT)
    (tmp_path / "attributions/a_x.ann").write_text("T1\tSource 0 five\tMarra\n")
    with pytest.raises(CorpusError, match=r"a_x\.ann is not in brat's standoff format"):
        read_corpus(str(tmp_path))


@pytest.mark.parametrize("gold", ["gold", "gold/gold.jsonl"])
def test_gold_as_folder_or_file(run, corpus, gold):
    write("found.jsonl", ("toll", GOLD[:2]))
    metrics = result_json(run, gold, "found.jsonl")["metrics"]
    assert metrics["triple_relaxed"]["all"] == {
        "P": 1.0, "R": 0.6667, "F1": 0.8, "right": 2, "predicted": 2, "found": 2, "gold": 3,
    }  # fmt: skip
    assert metrics["content_exact"]["speech"]["R"] == 0.5
    assert metrics["content_relaxed"]["will"]["R"] == 1.0


def test_texts_elsewhere(run, corpus):
    Path("gold/text").rename("articles")
    Path("more").mkdir()
    assert "The text of toll is missing from gold/text." in complaint(run, "gold", "gold/gold.jsonl")
    value = result_json(run, "gold", "gold/gold.jsonl", "--texts", "more", "--texts", "articles")
    assert value["metrics"]["cue_token"]["all"]["F1"] == 1


def test_what_extract_prints_can_be_scored(run, corpus):
    Path("found.jsonl").write_text(run("extract", "gold/text").stdout)
    counts = result_json(run, "gold", "found.jsonl")["metrics"]["content_relaxed"]
    assert (counts["all"]["found"], counts["direct"]["found"]) == (2, 2)


def test_without_predictions_the_articles_are_analysed(run, corpus):
    Path("found.jsonl").write_text(run("extract", "gold/text").stdout)
    assert result_json(run, "gold") == result_json(run, "gold", "found.jsonl")


def test_an_article_that_fails_counts_as_missed(run, corpus):
    write("gold/gold.jsonl", ("toll", GOLD), ("worse", [{"content": [[0, 5]]}]))
    Path("gold/text/worse.txt").write_text(TALKS + "UNANALYSABLE")
    result = run("evaluate", "gold", "--json")
    assert result.exit_code == 3
    assert "worse: The analysis failed: KeyError" in result.stderr
    assert json.loads(result.stdout)["metrics"]["content_relaxed"]["all"]["gold"] == 4


# --- what it prints -----------------------------------------------------------------------------------------


def test_tables(run, corpus):
    write("found.jsonl", ("toll", GOLD[:2]))
    lines = run("evaluate", "gold", "found.jsonl", "--bootstrap", "20").stdout.splitlines()
    rows = {line.split()[0]: line.split()[1:] for line in reversed(lines) if line.strip()}
    assert rows["triple_relaxed"][:3] == ["100.0", "66.7", "80.0"]
    assert rows["triple_relaxed"][-1] == "50.0"  # recall of speech
    assert rows["will"] == ["100.0"] * 6 + ["1", "/", "1"]
    assert any("80.0 to 80.0" in line for line in lines)
    assert "speakers" not in rows  # this gold does not say who speaks


def test_errors_in_their_sentences(run, corpus):
    invented = annotation("The ferries did not sail", confidence=0.7)
    wrong = annotation("The toll stays", "Berta Lund", "said")
    write("found.jsonl", ("toll", [wrong, invented, GOLD[1]]))
    shown = run("evaluate", "gold", "found.jsonl", "--errors", "5").stdout
    assert "MISS toll (direct, speech)\n  {Berta Lund}, union leader, <said> “[Nobody asked us].”\n" in shown
    assert "INVENTION toll (indirect, none)\n  [The ferries did not sail]." in shown
    assert "WRONG SOURCE toll (direct, speech, overlap 100)" in shown
    assert "source in gold: Nils Orrin" in shown
    errors = result_json(run, "gold", "found.jsonl", "--errors", "5")["errors"]
    assert [error["sort"] for error in errors] == ["miss", "invention", "wrong source"]


def test_the_worst_errors_come_first(run, corpus):
    """Near misses after total ones; only as many as asked for."""
    near = annotation("did not sail")
    far = annotation("Toll talks stall")
    write("gold/gold.jsonl", ("toll", [annotation("The ferries did not sail. Crews want a lower toll")]))
    write("found.jsonl", ("toll", [near, far]))
    errors = result_json(run, "gold", "found.jsonl", "--errors", "1")["errors"]
    assert [(e["sort"], e["overlap"]) for e in errors] == [("miss", 0.3), ("invention", 0.0)]


def test_speakers_roles_and_stances(run, corpus):
    write("gold/gold.jsonl", ("toll", PEOPLE))
    lund = {**PEOPLE[1], "speakers": [{"name": "Nils Orrin", "kind": "person", "role": None}]}
    write("found.jsonl", ("toll", [PEOPLE[0], lund]))
    value = result_json(run, "gold", "found.jsonl")
    assert value["speakers"] == {"right": 1, "wrong": 1, "open": 0}
    assert value["roles"] == {"right": 1, "wrong": 0, "open": 0}
    assert (value["stances"]["P"], value["stances"]["R"]) == (1.0, 1.0)
    assert "speakers         1 right, 1 wrong, 0 open (50.0 right" in run("evaluate", "gold", "found.jsonl").stdout


def test_of_equally_wrong_inventions_the_surest_comes_first_then_the_longest(run, corpus):
    inventions = [
        annotation("talks", confidence=0.5), annotation("Toll", confidence=0.9),
        annotation("The ferries", confidence=0.9),
    ]  # fmt: skip
    write("found.jsonl", ("toll", inventions))
    errors = result_json(run, "gold", "found.jsonl", "--errors", "3")["errors"]
    shown = [error["sentence"] for error in errors if error["sort"] == "invention"]
    assert shown == ["[The ferries] did not sail.", "[Toll] talks stall", "Toll [talks] stall"]


def test_brackets_that_meet_do_not_cross(run, corpus):
    start = TEXT.index("Crews")
    invention = {
        "source": [[start, start + 6]], "cue": [[start + 6, start + 10]], "content": [[start + 10, start + 23]],
    }  # fmt: skip
    write("found.jsonl", ("toll", [invention]))
    write("gold/gold.jsonl", ("toll", GOLD[:1]))
    errors = result_json(run, "gold", "found.jsonl", "--errors", "3")["errors"]
    assert errors[1]["sentence"] == "{Crews }<want>[ a lower toll]."


@pytest.mark.parametrize(
    ("words", "sentence"),
    [("Crews", "Crews want a lower toll."), ("Nils Orrin", TEXT[18:67]), ("talks", "Toll talks stall"),
     ("stays.” The", TEXT[18:93]), ("Nobody", TEXT[119:168])],
)  # fmt: skip
def test_sentence_around(words, sentence):
    assert sentence_around(TEXT, span(TEXT, words)).of(TEXT) == sentence


# --- what it refuses ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        ("", "found.jsonl holds no predictions."),
        ("\n\n", "found.jsonl holds no predictions."),
        ('{"id": "toll", "attributions": []}\n' * 2, "found.jsonl:2 has toll a second time."),
        ('{"id": "toll"}', 'found.jsonl:1 is no article with "id" and "attributions".'),
        ('{"id": "toll", "attributions": [{"cue": []}]}', 'found.jsonl:1 is no article with "id" and'),
        ('{"id": "toll", "attributions": [{"content": [[1]]}]}', 'found.jsonl:1 is no article with "id" and'),
        ("[1, 2]", 'found.jsonl:1 is no article with "id" and "attributions".'),
        ("Toll talks", "found.jsonl:1 is not JSON: Expecting value."),
        ("[" * 100_000, "found.jsonl:1 is JSON nested too deeply."),
        ('{"id": "tool", "attributions": []}', "articles that the gold standard has not: tool."),
        ('{"id": "toll", "attributions": [{"content": [[0, 9000]]}]}', "toll has a span [0, 9000] outside its text"),
    ],
)
def test_predictions_that_cannot_be_used(run, corpus, found, sentence):
    Path("found.jsonl").write_text(found)
    assert sentence in complaint(run, "gold", "found.jsonl")


def test_files_that_are_not_there(run, corpus):
    assert "There is no absent.jsonl." in complaint(run, "gold", "absent.jsonl")
    assert "There is no absent." in complaint(run, "absent")
    Path("empty").mkdir()
    assert "empty holds no annotated articles." in complaint(run, "empty")
    Path("latin.jsonl").write_bytes("é".encode("latin-1"))
    assert "latin.jsonl is not UTF-8." in complaint(run, "gold", "latin.jsonl")


# --- from a notebook ----------------------------------------------------------------------------------------


def test_a_notebook_gets_the_same_figures(run, corpus):
    write("gold/gold.jsonl", ("toll", GOLD), ("worse", [{"content": [[0, 5]]}]))
    Path("gold/text/worse.txt").write_text(TALKS + "UNANALYSABLE")
    evaluation = evaluate_corpus("gold", bootstrap=20)
    assert evaluation.scores.counts["content_relaxed", "all"].found == 2
    assert [failure.path for failure in evaluation.failures] == ["worse"]
    assert [error.sort for error in evaluation.worst_errors(1)] == ["miss"]
    assert evaluation.to_dict(errors=1) == json.loads(
        run("evaluate", "gold", "--bootstrap", 20, "--errors", 1, "--json").stdout
    )
    assert evaluation.to_text() + "\n" == run("evaluate", "gold", "--bootstrap", 20).stdout
    with pytest.raises(CorpusError):
        evaluate_corpus("absent")
