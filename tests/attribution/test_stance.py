"""Stances: who is for or against what, by which words; and where words give none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attribution.stance.find import _inside_each, find_all_stances, find_stances
from attribution.types import Entity, Mention, Role, Stance
from quotes.types import Quote, Span
from tests.frozen import frozen

NAMES = {
    "Velmara": "place", "Ostria": "place", "Norvane": "place", "Tarsk": "place",
    "Ilda Marn": "person", "Marn": "person", "Joren Vask": "person", "Vask": "person",
}  # fmt: skip


def find(text: str, part: str, start: int = 0) -> Span:
    at = text.index(part, start)
    return Span(at, at + len(part))


def entities_of(text: str) -> list[Entity]:
    """Ilda Marn is Ostria's foreign minister; every other known name of the text is an entity of its own."""
    mentions: dict[str, list[Mention]] = {}
    for name in NAMES:
        at = text.find(name)
        while at >= 0:
            full = next((n for n in NAMES if n.endswith(" " + name)), name)
            mentions.setdefault(full, []).append(Mention(Span(at, at + len(name)), "name"))
            at = text.find(name, at + 1)
    minister = Role("foreign minister", "Ostria", "Ostria's foreign minister", Span(0, 0))
    made = [
        Entity(name, NAMES[name], tuple(found), (minister,) if name == "Ilda Marn" else ())  # type: ignore[arg-type]
        for name, found in mentions.items()
    ]
    return sorted(made, key=lambda e: e.name != "Ilda Marn")


def stances(text: str, content: str, cue: str = "", nested: str = "") -> list[Stance]:
    """Stances of Ilda Marn, who says ``content`` by ``cue`` in ``text``."""
    quote = Quote("indirect", (find(text, content),), (find(text, cue),) if cue else (), (), "test", 1.0)
    inner = [Quote("indirect", (find(text, nested),), (), (), "test", 1.0)] if nested else []
    return find_stances(frozen(text), quote, [0], entities_of(text), inner)


def signs(rows: list[Stance]) -> dict[str, int]:
    return {row.target.name: row.polarity for row in rows}


def said(sentence: str) -> dict[str, int]:
    """Targets and signs of a sentence Ilda Marn is quoted with."""
    return signs(stances(f"“{sentence}” Ilda Marn said.", f"“{sentence}”", "said"))


@pytest.mark.parametrize(
    ("text", "cue", "content", "expected"),
    [
        ("Ilda Marn condemned the raid on Tarsk.", "condemned", "the raid on Tarsk", {"raid on Tarsk": -1}),
        ("Ilda Marn praised Norvane for its help.", "praised", "Norvane for its help", {"Norvane": 1}),
        ("Ilda Marn accused Velmara of lying.", "accused", "Velmara of lying", {"Velmara": -1}),
        ("Ilda Marn rejected Velmara's ultimatum.", "rejected", "Velmara's ultimatum",
         {"Velmara's ultimatum": -1, "Velmara": -1}),
        ("Ilda Marn called for sanctions against Velmara.", "called for", "sanctions against Velmara",
         {"sanctions against Velmara": 1, "Velmara": -1}),
        ("Ilda Marn called the vote illegal.", "called", "the vote illegal", {"vote": -1}),
        ("Ilda Marn welcomed the end of the blockade.", "welcomed", "the end of the blockade", None),
        ("Ilda Marn warned against a new war.", "warned", "against a new war", {"war": -1}),
        ("Ilda Marn thanked Norvane and Tarsk.", "thanked", "Norvane and Tarsk", {"Norvane": 1, "Tarsk": 1}),
    ],
)  # fmt: skip
def test_cue_speaks_for_the_source(text: str, cue: str, content: str, expected: dict[str, int] | None) -> None:
    found = signs(stances(text, content, cue))
    if expected is not None:
        assert expected.items() <= found.items()
    assert set(found.values()) <= {1, -1}


def test_condemned_event_is_a_target_and_so_is_who_does_it() -> None:
    rows = stances("Ilda Marn condemned Velmara's air attacks on Tarsk.", "Velmara's air attacks on Tarsk", "condemned")
    event = next(r for r in rows if r.target.kind == "event")
    doer = next(r for r in rows if r.target.name == "Velmara")
    assert (event.polarity, event.target.parent) == (-1, "Velmara")
    assert doer.polarity == -1 and "doer of attacks" in doer.basis
    assert doer.confidence < event.confidence
    assert "Tarsk" not in signs(rows)


def test_attacks_alone_mean_those_told_of_before() -> None:
    text = "Velmara launched missile strikes on Tarsk on Monday. Ilda Marn condemned the attacks."
    rows = stances(text, "the attacks", "condemned")
    assert signs(rows) == {"attacks": -1, "Velmara": -1}
    assert next(r for r in rows if r.target.name == "Velmara").confidence < 0.6


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Velmara will be held accountable for every life lost.", {"Velmara": -1}),
        ("Velmara must withdraw its troops.", {"Velmara": -1}),
        ("Velmara violates every treaty it signs.", {"Velmara": -1}),
        ("Vask escalates terror against Ostria.", {"Joren Vask": -1}),
        ("Velmara's aggression has to end.", {"Velmara": -1}),
        ("We stand with Ostria.", {"Ostria": 1}),
        ("Ostria has every right to defend itself.", {"Ostria": 1}),
        ("Norvane is our friend.", {"Norvane": 1}),
        ("We deplore these raids and call for an end to the violence.", {"raids": -1, "violence": -1}),
        ("The fishing ban is a mistake.", {"fishing ban": -1}),
        ("We need more air defence systems.", {"air defence systems": 1}),
        ("Velmara bombed hospitals, targeting civilians.", {"Velmara": -1}),
    ],
)
def test_content_takes_sides(sentence: str, expected: dict[str, int]) -> None:
    assert expected.items() <= said(sentence).items()


@pytest.mark.parametrize(
    "sentence",
    [
        "27 people were hospitalised in Tarsk after a fire broke out.",
        "The air raids caused severe damage to residential buildings.",
        "The talks will go on in Norvane on Tuesday.",
        "If Velmara violates the treaty, the talks are over.",
        "Is Velmara a terrorist?",
        "Vask claims that Norvane is a threat.",
        "According to Vask, Norvane is a threat.",
        "Norvane is accused of being overly aggressive.",
        "It is unlikely that the treaty will harm the farmers.",
        "Velmara wants to show that Norvane is allegedly incapable of being effective.",
        "Norvane is allegedly corrupt.",
        "Velmara condemned the raid.",
        "We are brave and I am loyal.",
    ],
)
def test_facts_questions_conditions_and_others_words_give_nothing(sentence: str) -> None:
    assert said(sentence) == {}


@pytest.mark.parametrize(
    ("sentence", "target", "sign"),
    [
        ("We do not support the dam.", "dam", -1),
        ("We cannot accept the ultimatum.", "ultimatum", -1),
        ("We will never forgive Velmara.", "Velmara", -1),
        ("Norvane is not a threat.", "Norvane", 1),
        ("We refuse to support the dam.", "dam", -1),
        ("We do not condemn Velmara.", "Velmara", None),
        ("Vask is not only a liar, he is a coward.", "Joren Vask", -1),
        ("We have no concerns about the dam.", "dam", None),
        ("We do not dispute the figures.", "figures", None),
        ("We do not oppose the dam.", "dam", 1),
        ("We accept the ultimatum.", "ultimatum", None),
        ("We condemn military action against Ostria.", "Ostria", None),
        ("Velmara does not want peace, and Velmara is a threat.", "Velmara", -1),
    ],
)
def test_negation_turns_some_frames_round_and_silences_others(sentence: str, target: str, sign: int | None) -> None:
    assert said(sentence).get(target) == sign


@pytest.mark.parametrize(
    ("text", "cue", "content", "expected"),
    [
        ("Ilda Marn welcomed the truce but not the timetable.", "welcomed", "the truce but not the timetable",
         {"truce": 1, "timetable": -1}),
        ("Ilda Marn called the truce the first honest step.", "called", "the truce the first honest step",
         {"truce": 1}),
        ("Ilda Marn accused Mr Vask of blackmail.", "accused", "Mr Vask of blackmail", {"Joren Vask": -1}),
        ("Ilda Marn complained that the millers hoard wheat.", "complained", "that the millers hoard wheat",
         {"millers": -1}),
        ("Ilda Marn refused to contemplate an inquiry.", "refused to contemplate", "an inquiry", {"inquiry": -1}),
        ("Ilda Marn advised Vask to stop shelling the coast.", "advised", "Vask to stop shelling the coast",
         {"shelling coast": -1, "Joren Vask": -1}),
        ("Ilda Marn suggested moving the deadline.", "suggested", "moving the deadline", {"deadline": 1}),
        ("Ilda Marn welcomed the end of the blockade.", "welcomed", "the end of the blockade", {"blockade": -1}),
        ("Ilda Marn expressed alarm at what she called the bank's rush.", "expressed alarm at",
         "what she called the bank's rush", {"bank's rush": -1}),
        ("Ilda Marn has rejected as “gossip” a report that bridges were sold.", "has rejected",
         "as “gossip” a report that bridges were sold", {"report": -1}),
        ("Ilda Marn described the charge that Norvane had sold the bridge as a farce.", "described",
         "the charge that Norvane had sold the bridge as a farce", {"charge": -1}),
        ("Vask wants a new opera. Ilda Marn considers it a farce.", "considers", "it a farce", {"opera": -1}),
        ("Ilda Marn had expected better from Vask.", "had expected", "better from Vask", {"Joren Vask": -1}),
        ("Ilda Marn asked Vask how Norvane would feel about admitting Tarsk.", "asked",
         "Vask how Norvane would feel about admitting Tarsk", {}),
        ("Ilda Marn dismissed her finance minister.", "dismissed", "her finance minister", {}),
        ("Ilda Marn mocked the confusion.", "mocked", "the confusion", {}),
        ("Ilda Marn mocked the proposal.", "mocked", "the proposal", {"proposal": -1}),
        ("Ilda Marn rejected demands for a curfew.", "demands", "for a curfew", {}),
        ("Ilda Marn promises pension increase.", "promises", "pension increase", {"pension increase": 1}),
    ],
)  # fmt: skip
def test_cue_and_grammar(text: str, cue: str, content: str, expected: dict[str, int]) -> None:
    assert signs(stances(text, content, cue)) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Norvane is the best ally.", {"Norvane": 1}),
        ("Norvane is a great threat.", {"Norvane": -1}),
        ("The governor should have resigned.", {"governor": -1}),
        ("The blame lies with Velmara.", {"Velmara": -1}),
        ("Velmara must answer for the raid on Tarsk.", {"Velmara": -1, "raid on Tarsk": -1}),
        ("We will not negotiate with Vask.", {"Joren Vask": -1}),
        ("We are for the dam.", {"dam": 1}),
        ("We regret some of our own remarks.", {}),
        ("We did not ask for the ferry licence.", {}),
        ("Norvane is better than nothing.", {}),
        ("Vask regards the dam as a farce.", {}),
        ("I know that Velmara condemned the dam.", {}),
        ("The truce is signed. It is a disgrace.", {"truce": -1}),
        ("A tunnel is the only way to end the traffic jams.", {"tunnel": 1}),
        ("The levy would empty the coffers.", {"levy": -1}),
        ("The raid on Tarsk demands an answer.", {"raid on Tarsk": -1}),
        ("It is important that Norvane has ceased to be poor.", {}),
        ("We should return to Tarsk.", {}),
        ("Velmara must return to the truce.", {"truce": 1}),
        ("Norvane bears responsibility for the security of the strait.", {}),
        ("Norvane bears responsibility for the raid.", {"Norvane": -1}),
        ("We need rest.", {}),
        ("We need weapons.", {"weapons": 1}),
        ("Ostria will maintain its lawsuit against Vask.", {"Joren Vask": -1}),
    ],
)
def test_grammar_of_what_is_said(sentence: str, expected: dict[str, int]) -> None:
    assert said(sentence) == expected


def test_a_threat_says_nothing_of_what_it_is_done_with() -> None:
    text = "Ilda Marn threatened to turn off the gas."
    assert stances(text, "to turn off the gas", "threatened") == []
    text = "Ilda Marn threatened to veto the budget."
    assert signs(stances(text, "to veto the budget", "threatened")) == {"budget": -1}


def test_stopped_short_is_heard_outside_the_cue_too() -> None:
    text = "Ilda Marn stopped short of endorsing the strike."
    assert stances(text, "the strike", "endorsing") == []


def test_pronouns_and_descriptions_of_a_report_are_resolved() -> None:
    text = "Mr Vask spoke first. Ilda Marn accused him of lying."
    content, cue, source = (find(text, words) for words in ("him of lying", "accused", "Ilda Marn"))
    quote = Quote("indirect", (content,), (cue,), (source,), "test", 1.0)
    [rows] = find_all_stances(frozen(text), [quote], [[0]], entities_of(text))
    assert {r.target.name: r.polarity for r in rows} == {"Joren Vask": -1}
    text = "Many people like the ferry toll and Ilda Marn opposes it."
    assert signs(stances(text, "it", "opposes")) == {"ferry toll": -1}


def test_what_a_nested_statement_of_the_same_holder_says_is_told_once() -> None:
    text = "“I condemned the raid on Monday,” Ilda Marn said."
    outer = Quote("direct", (find(text, "“I condemned the raid on Monday,”"),), (find(text, "said"),), (), "test", 1.0)
    inner = Quote("direct", (find(text, "the raid"),), (find(text, "condemned"),), (), "test", 1.0)
    found = find_all_stances(frozen(text), [outer, inner], [[0], [0]], entities_of(text))
    assert [len(rows) for rows in found] == [0, 1]


def test_reporting_verbs_decide_nothing() -> None:
    for cue in ("claimed", "admitted", "insisted"):
        text = f"Ilda Marn {cue} that the bridge to Tarsk was closed."
        assert stances(text, "that the bridge to Tarsk was closed", cue) == []


def test_it_in_the_reporters_words_is_what_was_spoken_of_before() -> None:
    text = "The joint licence was Norvane's idea. Ilda Marn opposed it."
    [row] = stances(text, "it", "opposed")
    assert (row.target.name, row.polarity) == ("joint licence", -1)
    assert row.confidence < 0.7
    assert said("The joint licence was long. I saw it and I oppose it.") == {"joint licence": -1}


@pytest.mark.parametrize(
    ("text", "content", "cue", "expected"),
    [
        ("Not everybody is against the dam. Ilda Marn supports it.", "it", "supports", {"dam": 1}),
        ("Norvane welcomed the accord and says the pipeline is ready. Ilda Marn also welcomed it.", "it",
         "also welcomed", {"accord": 1}),
        ("Several voters booed; Ilda Marn thanked them for their honesty.", "them for their honesty", "thanked",
         {"voters": 1}),
        ("Norvane called for a wooden bridge. Ilda Marn wants a stone one.", "a stone one", "wants", {}),
    ],
)  # fmt: skip
def test_it_and_them_stand_for_whom_or_what_was_told_of(
    text: str, content: str, cue: str, expected: dict[str, int]
) -> None:
    assert signs(stances(text, content, cue)) == expected


def test_a_side_taken_in_a_clause_is_taken() -> None:
    text = "Ilda Marn knows that many farmers are against the quota."
    assert signs(stances(text, "the quota", "are against")) == {"quota": -1}


def test_one_is_what_the_main_clause_is_about() -> None:
    text = "Vask opposes a ceasefire, fearing a trick. Ilda Marn favours one."
    assert signs(stances(text, "one", "favours")) == {"ceasefire": 1}


def test_that_is_a_matter_and_no_place() -> None:
    text = "The council closed the city. Ilda Marn called that a farce."
    assert stances(text, "that a farce", "called") == []


def test_she_in_the_turn_of_a_transcript_is_not_who_speaks() -> None:
    text = "Joren Vask: Ilda Marn is here. She is the best envoy."
    content = find(text, "Ilda Marn is here. She is the best envoy.")
    quote = Quote("direct", (content,), (find(text, ":"),), (find(text, "Joren Vask"),), "test", 1.0)
    rows = find_stances(frozen(text), quote, [1], entities_of(text))
    assert signs(rows) == {"Ilda Marn": 1}


def test_troops_told_to_leave_have_a_country() -> None:
    rows = stances("“Velmara must withdraw its troops,” Ilda Marn said.", "“Velmara must withdraw its troops,”", "said")
    assert {r.target.name: r.target.parent for r in rows} == {"Velmara": None, "troops": "Velmara"}


def test_rejected_calls_are_not_the_holders() -> None:
    text = "Ilda Marn rejected calls for a price cap."
    assert signs(stances(text, "calls for a price cap", "rejected")).get("price cap", -1) == -1


def test_stopping_short_of_praise_is_neither_praise_nor_blame() -> None:
    text = "Ilda Marn stopped short of praising Norvane."
    assert stances(text, "Norvane", "stopped short of praising") == []


def test_denial_gives_no_stance_by_what_it_denies() -> None:
    text = "Ilda Marn denied that Norvane had violated the treaty."
    assert stances(text, "that Norvane had violated the treaty", "denied") == []


def test_who_is_urged_gets_nothing_and_what_is_demanded_does() -> None:
    text = (
        "Ilda Marn urged the world to take several steps, including expediting grain deliveries to Tarsk, "
        "authorising the use of frozen Velmaran assets, and isolating Velmaran diplomats."
    )
    found = stances(text, text[text.index("the world") : -1], "urged")
    assert {"grain deliveries": 1, "use of frozen Velmaran assets": 1}.items() <= signs(found).items()
    assert signs(found)["Velmaran diplomats"] == -1
    assert "world" not in signs(found)
    assert {row.act for row in found} == {"demand"}


def test_hedges_and_intensifiers_move_strength_and_commitment() -> None:
    def row(sentence: str) -> Stance:
        return stances(f"“{sentence}” Ilda Marn said.", f"“{sentence}”", "said")[0]

    plain, strong = row("We condemn the raid."), row("We strongly condemn the raid.")
    assert strong.strength > plain.strength
    hedged = row("Vask may be a traitor.")
    assert (hedged.commitment, hedged.polarity) == ("possible", -1)
    assert hedged.strength < row("Vask is a traitor.").strength


def test_inner_quotation_belongs_to_its_speaker() -> None:
    text = "“Vask told us ‘Norvane is a disgrace’ and left,” Ilda Marn said."
    assert stances(text, "“Vask told us ‘Norvane is a disgrace’ and left,”", "said", "‘Norvane is a disgrace’") == []


def test_minister_speaks_for_the_country() -> None:
    assert said("Ostria supports the peace plan.") == {"peace plan": 1}
    assert said("Norvane supports the peace plan.") == {}


def test_he_and_she_inside_quotation_marks_are_somebody_else() -> None:
    text = "Ilda Marn said she supported the dam."
    assert signs(stances(text, "she supported the dam", "said")) == {"dam": 1}
    assert said("She supports the dam.") == {}


def test_rows_for_each_holder_and_none_without() -> None:
    text = "Ilda Marn and Joren Vask condemned the raid."
    doc, entities = frozen(text), entities_of(text)
    quote = Quote("indirect", (find(text, "the raid"),), (find(text, "condemned"),), (), "test", 1.0)
    assert [r.holder for r in find_stances(doc, quote, [0, 1], entities)] == [0, 1]
    assert [r.holder for r in find_stances(doc, quote, [], entities)] == [None]


def test_evidence_is_never_empty_and_lies_in_the_statement() -> None:
    text = "Ilda Marn condemned the raid on Tarsk. “Velmara must answer for its crimes,” she said."
    for content, cue in (
        ("the raid on Tarsk", "condemned"),
        ("“Velmara must answer for its crimes,”", "said"),
    ):
        rows = stances(text, content, cue)
        assert rows
        for row in rows:
            assert row.evidence and all(span.of(text).strip() for span in row.evidence)
            reach = Span(min(find(text, content).start, find(text, cue).start), len(text))
            assert all(reach.covers(span) for span in row.evidence)
            assert row.rule and row.basis and 0 < row.confidence <= 1 and 0 < row.strength <= 1


def test_for_and_against_alike_is_mixed() -> None:
    row = stances("“Norvane is a friend and Norvane is a threat,” Ilda Marn said.",
                  "“Norvane is a friend and Norvane is a threat,”", "said")  # fmt: skip
    assert signs(row) == {"Norvane": 0}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("We will work not only to protect Ostria but to rebuild it.", {"Ostria": 1}),
        ("We should not just support Ostria with words.", {"Ostria": 1}),
        ("He did not mention that Velmara sabotaged the truce.", {"Velmara": -1}),
        ("Velmara is not the greatest friend of the coast.", {"Velmara": -1}),
        ("We request Velmara to hold a meeting.", {}),
        ("Many people in Ostria were loyal to Velmara.", {}),
        ("They speak of an allegedly planned Velmaran attack.", {}),
        ("They showed pictures of the Velmaran “invasion” of Tarsk.", {}),
        ("They present our drills as a threat of a Velmaran invasion.", {}),
        ("Velmara will abandon its plans.", {}),
    ],
)  # fmt: skip
def test_what_is_said_of_a_country_by_nobody_is_not_held_against_it(sentence: str, expected: dict[str, int]) -> None:
    found = said(sentence)
    countries = {name: sign for name, sign in found.items() if name in {"Velmara", "Ostria"}}
    assert countries == expected


def test_a_demand_is_no_praise_of_who_should_meet_it() -> None:
    assert "Velmara" not in said("We demand Velmara's refusal to arm the coast.")


def test_regret_of_others_is_not_regretted() -> None:
    text = "Ilda Marn noted that many Velmaran citizens regret the war."
    assert "Velmaran citizens" not in signs(stances(text, "that many Velmaran citizens regret the war", "noted"))


def test_a_thing_of_a_country_is_not_what_the_country_does() -> None:
    [row] = stances("Ilda Marn said she opposes Velmaran gas.", "she opposes Velmaran gas", "said")
    assert (row.target.name, row.target.parent) == ("Velmaran gas", None)
    helped = stances("Ilda Marn said Norvane supports Ostria in defending its borders.",
                     "Norvane supports Ostria in defending its borders", "said")  # fmt: skip
    assert {row.target.parent for row in helped if "borders" in row.target.name} <= {"Ostria", None}


@pytest.mark.parametrize(
    ("text", "content", "expected"),
    [
        (
            "Ostria will close the mine, a plan that Ilda Marn regards as suicidal.",
            ("that", "as suicidal"),
            {"plan": -1},
        ),
        ("Norvane has made an offer which Ilda Marn called generous.", ("which", "generous"), {"offer": 1}),
        ("The envoy who met Ilda Marn called her generous.", ("her generous",), {}),
    ],
)
def test_what_a_relative_pronoun_stands_for_is_a_target(
    text: str, content: tuple[str, ...], expected: dict[str, int]
) -> None:
    quote = Quote("indirect", tuple(find(text, part) for part in content), (), (), "test", 1.0)
    assert signs(find_stances(frozen(text), quote, [0], entities_of(text))) == expected


SPANS = st.lists(st.integers(0, 12), min_size=2, max_size=4, unique=True).map(
    lambda cuts: tuple(Span(*pair) for pair in zip(sorted(cuts)[::2], sorted(cuts)[1::2], strict=False))
)


@given(st.lists(SPANS, max_size=8))
def test_quotes_inside_quotes_are_those_that_comparing_all_finds(contents: list[tuple[Span, ...]]) -> None:
    quotes = [Quote("direct", content, (), (), "", 1) for content in contents]

    def size(quote: Quote) -> int:
        return sum(span.end - span.start for span in quote.content)

    assert _inside_each(quotes) == [
        [i for i, inner in enumerate(quotes) if size(inner) < size(outer)
         and all(any(span.covers(part) for span in outer.content) for part in inner.content)]
        for outer in quotes
    ]  # fmt: skip
