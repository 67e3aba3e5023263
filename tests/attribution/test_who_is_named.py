"""Who speaks by which name and role: names, abbreviations, roles, epithets, namesakes, and who is nobody."""

from __future__ import annotations

import re

import pytest

from attribution.analyze import analyze
from attribution.types import Analysis
from quotes.types import Article, text_of
from tests.frozen import frozen

Expected = list[tuple[str, str | None]]


def analysis(text: str, published: str | None = None) -> Analysis:
    return analyze(Article("article", text, published=published), frozen(text))


def plain(words: str) -> str:
    return " ".join(re.findall(r"\w+", words.lower().replace("’", "").replace("'", "")))


def who_said(found: Analysis, words: str) -> list[str | None]:
    """Return the speakers of the statements that have the words, None for an open one."""
    said = [a for a in found.attributions if plain(words) in plain(text_of(a.quote.content, found.article.text))]
    return [found.entities[s.entity].name for a in said for s in a.speakers] or [None] * bool(said)


def roles_of(found: Analysis, name: str) -> set[str]:
    """Return the roles that the statements of a person are shown with."""
    speakers = [s for a in found.attributions for s in a.speakers if found.entities[s.entity].name == name]
    return {found.entities[s.entity].roles[s.role].stated for s in speakers if s.role is not None}


NAMES: list[tuple[str, Expected]] = [
    # hyphens
    (
        "Governor Kim Seo-jun opposed the Nordland levy. Senator Kim Seo-yeon said she backed the Nordland levy.",
        [("she backed", "Kim Seo-yeon")],
    ),
    ("“The gates stay shut,” said Park Min-ah, a minister.", [("the gates", "Park Min-ah")]),
    ("Ambassador Wi Sung-lac said the talks had failed.", [("the talks", "Wi Sung-lac")]),
    (
        "Li Wei-ming, the envoy, said the deal was dead. “It is gone,” Mr. Li said.",
        [("the deal", "Li Wei-ming"), ("it is gone", "Li Wei-ming")],
    ),
    (
        "Jean-Pierre Dubois-Martin said the road was closed. “It stays closed,” Dubois-Martin said.",
        [("it stays", "Jean-Pierre Dubois-Martin")],
    ),
    # particles
    (
        "Foreign Minister Hassan ul-Haq said the border was open. “It stays open,” ul-Haq said.",
        [("the border", "Hassan ul-Haq"), ("it stays", "Hassan ul-Haq")],
    ),
    (
        "Nasser bin Khalid al-Thumali said oil was dear. Sheikh Nasser said it would fall. “It will,” al-Thumali said.",
        [("it would fall", "Nasser bin Khalid al-Thumali"), ("it will", "Nasser bin Khalid al-Thumali")],
    ),
    (
        "“The dyke will hold,” said Pieter van ’t Hoff, the mayor. Van ’t Hoff said the water was falling.",
        [("the dyke", "Pieter van ’t Hoff"), ("the water", "Pieter van ’t Hoff")],
    ),
    (
        "Taoiseach Máire Ní Dhálaigh said the tax was dead. “Nobody wants it,” Ní Dhálaigh said.",
        [("the tax", "Máire Ní Dhálaigh"), ("nobody", "Máire Ní Dhálaigh")],
    ),
    # nicknames
    (
        "Deputy minister Elizabeth (Liz) Crane said the bill was dead.",
        [("the bill", "Elizabeth (Liz) Crane")],
    ),
    ("William 'Bill' Oster, the governor, said the bill was dead.", [("the bill", "William 'Bill' Oster")]),
    (
        "The vote was on Monday. Councillor Ana “Red” Moravec said the bill was dead.",
        [("the bill", "Ana “Red” Moravec")],
    ),
    (
        "Robert (Bobby) Moss said the road was closed. “It stays closed,” Moss said.",
        [("the road", "Robert (Bobby) Moss"), ("it stays", "Robert (Bobby) Moss")],
    ),
    (
        "Ada Lind (Labour) said the road was closed. Karl Strand (Green) said it was open.",
        [("the road", "Ada Lind"), ("it was open", "Karl Strand")],
    ),
    (
        "Capt. Karl 'Red' Moss said the ship was lost. “It sank,” Capt. Moss said.",
        [("the ship", "Karl 'Red' Moss"), ("it sank", "Karl 'Red' Moss")],
    ),
    # apostrophes
    (
        "Mayor Siobhan O’Shea said the road was shut. “We will open it in June,” O'Shea said.",
        [("we will open", "Siobhan O’Shea")],
    ),
    (
        "“The road is closed,” said D'Arcy O'Neill, the mayor. “It stays closed,” O’Neill said.",
        [("it stays", "D'Arcy O'Neill")],
    ),
    # capitals, initials, generations, honorifics
    (
        "MINISTERS MEET IN HALM\n\nHALM, March 4 - Minister Per Dahl said the vote was off.",
        [("the vote", "Per Dahl")],
    ),
    ("J. P. Holm, the mayor, said the mill was sold. “I sold it,” Holm said.", [("i sold it", "J. P. Holm")]),
    ("Thomas Berg Jr. said the mill was sold. “I sold it,” Berg said.", [("i sold it", "Thomas Berg")]),
    ("Dame Ada Lind said the museum was full. “It is full,” Dame Ada said.", [("it is full", "Ada Lind")]),
    ("Head of Norgas Alexei Lind said gas was dear. “It will be dearer,” Lind said.", [("dearer", "Alexei Lind")]),
    # what looks like a body, and bodies
    ("Norgas Ltd. said gas was dear. Norgas said it would pay.", [("it would pay", "Norgas Ltd.")]),
    (
        "Norland’s sole steel producer Varnost, which owns two mills, said it was glad.",
        [("it was glad", "Varnost")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), NAMES)
def test_names_are_whole(text: str, expected: Expected) -> None:
    found = analysis(text)
    assert [(words, who_said(found, words)) for words, _ in expected] == [(words, [name]) for words, name in expected]


ABBREVIATIONS: list[tuple[str, Expected]] = [
    ("Minister Per Dahl said at 5 p.m. Monday that the vote was off.", [("the vote was off", "Per Dahl")]),
    (
        "Minister Per Dahl told the Halm Times at 7:15 a.m. ET the vote was off.",
        [("the vote was off", "Per Dahl")],
    ),
    (
        '"We won," Sen. Ola Marsh said. "Go north," Brig. Gen. Ike Moss added.',
        [("we won", "Ola Marsh"), ("go north", "Ike Moss")],
    ),
    ("“The fleet is ready,” said Adm. Paul van der Berg.", [("the fleet", "Paul van der Berg")]),
    ("“No charges will follow,” said Atty. Gen. Bo Tran.", [("no charges", "Bo Tran")]),
    (
        "Senator Per Dahl backed the Clean Water Act. Mayor Ida Eide said no decision was near.",
        [("no decision", "Ida Eide")],
    ),
    (
        "Kyiv was shelled at 6 a.m. Mayor Karl Lind said nobody was hurt. "
        "At 5 p.m. President Ada Lind said it was over.",
        [("nobody was hurt", "Karl Lind"), ("it was over", "Ada Lind")],
    ),
    (
        "“The army is ready,” said Gen. Karl Strand. Mrs. Lind said it was not. Gov. Ada Strand said it would do.",
        [("the army", "Karl Strand"), ("it was not", "Lind"), ("it would do", "Ada Strand")],
    ),
    (
        '"The road is closed," said Det. Sgt. Karl Strand. "Stay home," Supt. Ada Lind added.',
        [("the road", "Karl Strand"), ("stay home", "Ada Lind")],
    ),
    (
        "Senator Ada Lind voted for the Fair Pay Act. Senator Karl Strand said it was a mistake.",
        [("it was a mistake", "Karl Strand")],
    ),
    ("Mayor Ada Lind told reporters at 9 p.m. E.S.T. that the road was closed.", [("the road", "Ada Lind")]),
]


@pytest.mark.parametrize(("text", "expected"), ABBREVIATIONS)
def test_a_full_stop_of_an_abbreviation_ends_no_sentence(text: str, expected: Expected) -> None:
    found = analysis(text)
    assert [(words, who_said(found, words)) for words, _ in expected] == [(words, [name]) for words, name in expected]


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("Then-Defence Minister Kai Rud said the fleet was ready.", {"Kai Rud": "Defence Minister"}),
        ("President-elect Jon Lie said the vote was fair.", {"Jon Lie": "President-elect"}),
        ("Presidential aide Mara Sol said the vote was fair.", {"Mara Sol": "Presidential aide"}),
        (
            "Foreign Ministers Ola Berg and Siri Moe said the talks had failed.",
            {"Ola Berg": "Foreign Minister", "Siri Moe": "Foreign Minister"},
        ),
        (
            "Prime Minister-designate Ada Lind said the road was closed.",
            {"Ada Lind": "Prime Minister-designate"},
        ),
        ("The late senator Karl Strand said the road was closed.", {"Karl Strand": "late senator"}),
        (
            "Former presidents Ada Lind, Karl Strand and Per Holm said the road was closed.",
            {"Ada Lind": "Former president", "Karl Strand": "Former president", "Per Holm": "Former president"},
        ),
        (
            "Karl Strand, who leads the Farmers' Union, said the road was closed.",
            {"Karl Strand": "leader of the Farmers' Union"},
        ),
        ("“The fleet sails,” said Rear Adm. Karl Strand.", {"Karl Strand": "Rear Adm."}),
        ("State Atty. Gen. Ada Lind said the case was closed.", {"Ada Lind": "State Atty. Gen."}),
        ("Police Supt. Karl Strand said the road was closed.", {"Karl Strand": "Police Supt."}),
        ("Sens. Ada Lind and Karl Moss said the road was closed.", {"Ada Lind": "Sen.", "Karl Moss": "Sen."}),
    ],
)
def test_a_role_is_said_of_one_person(text: str, roles: dict[str, str]) -> None:
    found = analysis(text)
    assert {name: roles_of(found, name) for name in roles} == {name: {role} for name, role in roles.items()}


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Then-Mayor Ada Lind said the road was closed.", "former"),
        ("Ada Lind, then the mayor of Halm, said the road was closed.", "former"),
        ("The late senator Ada Lind said the road was closed.", "former"),
        ("Mayor-elect Ada Lind said the road was closed.", "elect"),
    ],
)
def test_whether_an_office_is_held(text: str, status: str) -> None:
    [lind] = [e for e in analysis(text).entities if e.name == "Ada Lind"]
    assert [role.status for role in lind.roles] == [status]


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("“I voted no,” said Sen. Ada Lind, D-Ohio. “It was a bad bill,” Lind added.", ("Ohio", "D-Ohio")),
        ("“I voted no,” Rep. Ada Lind, D-Ore., told reporters.", ("Ore.", "D-Ore.")),
        ("“I voted no,” Rep. Ada Lind (D-Ohio) told reporters.", ("Ohio", "D-Ohio")),
    ],
)
def test_a_party_tag_behind_a_name(text: str, tag: tuple[str, str]) -> None:
    [lind] = [e for e in analysis(text).entities if e.name == "Ada Lind"]
    [party] = [role for role in lind.roles if role.title == "Democrat"]
    assert ((party.organisation, party.stated), party.party) == (tag, "Democratic")


EPITHETS: list[tuple[str, Expected]] = [
    (
        "Blake Farron, a Republican from Halm, resigned on Friday. “I had no idea,” the four-term congressman said.",
        [("i had no idea", "Blake Farron")],
    ),
    (
        "Jon Lie, 54, has fished here since he was a boy. “The cod are gone,” the 54-year-old said.",
        [("the cod", "Jon Lie")],
    ),
    (
        "Jon Berg, a 47-year-old plumber, lost his house. Eva Moss, 30, lost hers. “It is gone,” the 47-year-old said.",
        [("it is gone", "Jon Berg")],
    ),
    (
        "Ada Lind, 41, opened the shop in May. Jon Holm (60) owns the mill. “I hated it,” the 60-year-old said.",
        [("i hated it", "Jon Holm")],
    ),
    ("Karl Strand grew up in Halm. “I never left,” the 35-year-old said.", [("i never left", "Karl Strand")]),
    ("Karl Strand, 40, grew up in Halm. “I never left,” the 35-year-old said.", [("i never left", None)]),
    ("Karl Strand, 40, lives in Halm. “I never left,” a 40-year-old said.", [("i never left", None)]),
    (
        "Ada Lind won the race on Sunday. “I am so tired,” the Olympic champion said.",
        [("i am so tired", "Ada Lind")],
    ),
    (
        "Karl Strand, a Republican, lost the vote. “I am done,” the congresswoman said.",
        [("i am done", None)],
    ),
    (
        "The president-elect, Ada Lind, spoke first. “It stays closed,” the president-elect said.",
        [("it stays", "Ada Lind")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), EPITHETS)
def test_whom_an_epithet_means(text: str, expected: Expected) -> None:
    found = analysis(text)
    assert [(words, who_said(found, words)) for words, _ in expected] == [(words, [name]) for words, name in expected]


NAMESAKES: list[tuple[str, Expected]] = [
    (
        "President Karsten Ask and Melita Ask, the first lady, welcomed the visitors on Tuesday.\n\n"
        "Mr. Ask said he was open to a new deal. “It is a terrible deal,” Mr. Ask said. The president said he would "
        "decide in May.",
        [("open to a new deal", "Karsten Ask"), ("it is a terrible deal", "Karsten Ask")],
    ),
    (
        "President Ask and Melita Ask, the first lady, welcomed the visitors on Tuesday.\n\nMr. Ask said he was open "
        "to a new deal. “It is a terrible deal,” President Ask said. He would decide in May, he said.",
        [("open to a new deal", "Ask"), ("it is a terrible deal", "Ask"), ("decide in May", "Ask")],
    ),
    (
        "President Trump opened the dinner with Melania Trump at his side.\n\n“It is a terrible deal,” Trump said. "
        "Mr. Trump said he would decide in May.",
        [("terrible deal", "Donald Trump"), ("decide in May", "Donald Trump")],
    ),
    (
        "Prime Minister Strand came to the fair, accompanied by Eva Strand. “I love it,” Strand said.",
        [("i love it", "Strand")],
    ),
    ("President Holm met Jonas Holm, an engineer, on Friday. “I am glad,” Holm said.", [("i am glad", None)]),
    # what is said tells that she did not say it
    (
        "Eva Brandt’s photo was on every wall. An angry Brandt lashed out at Tom Kerrick. “He used a picture of my "
        "wife,” Brandt said.",
        [("picture of my wife", None)],
    ),
    ("Eva Lind had left. “As a father, I am sad,” Lind said.", [("i am sad", None)]),
    # spellings
    (
        "Luis Rodriguez came with his stepfather, Andrés Rodríguez. Mr. Rodriguez said he was nervous.",
        [("he was nervous", "Luis Rodriguez")],
    ),
    # turns
    (
        "“Will you sell?” Tom Kerrick asked Paul Stone. “No,” Mr. Stone said. “Why not?” he asked.",
        [("why not", "Tom Kerrick")],
    ),
    (
        "“Where were you?” Jon Holm asked Karl Strand. “At home,” Strand said. "
        "“Alone?” he asked. “Yes, alas,” he said.",
        [("alone", "Jon Holm"), ("yes alas", "Karl Strand")],
    ),
    ("“Who pays?” Jon Holm asked on Monday. “We do,” he said.", [("we do", "Jon Holm")]),
]


@pytest.mark.parametrize(("text", "expected"), NAMESAKES)
def test_two_people_who_share_a_name_or_a_talk(text: str, expected: Expected) -> None:
    found = analysis(text, "2018-04-24")
    assert [(words, who_said(found, words)) for words, _ in expected] == [(words, [name]) for words, name in expected]


@pytest.mark.parametrize(
    "text",
    [
        "Interview: Mayor Ida Eide on the levy\n\nQ. Do you still support the levy?\n\nA. I never supported it. I "
        "believe the levy hurts the poor.\n\nQ. And the dam?\n\nA. The dam is a good idea.",
        "Ida Eide, the mayor, spoke to us in June.\n\nQ: Do you still want it?\n\nA: I never supported it.\n\n"
        "Q: And the dam?\n\nA: The dam is a good idea.",
    ],
)
def test_the_questions_of_an_interview_are_nobodys_statements(text: str) -> None:
    found = analysis(text)
    assert who_said(found, "do you still") == who_said(found, "and the dam") == []
    assert who_said(found, "i never supported it") == who_said(found, "the dam is a good idea") == ["Ida Eide"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "Parties agreed on the plan. Leaders praised the plan. Some Republicans opposed it. People want peace.",
            ["parties", "leaders", "some Republicans", "people"],
        ),
        ("House Republicans said they backed the plan. The bill is dead.", ["House Republicans"]),
        ("The Government said it would open the road. The road is long.", ["Government"]),
        ("Residents and others said the road was closed. It was.", ["residents", "others"]),
    ],
)
def test_mere_plurals_and_common_nouns_are_of_their_article_alone(text: str, names: list[str]) -> None:
    found = analysis(text)
    speakers = {found.entities[s.entity] for a in found.attributions for s in a.speakers}
    assert sorted(e.name for e in speakers) == sorted(names)
    assert not any(e.shared or e.kind == "person" for e in speakers)


def test_a_title_alone_is_no_body() -> None:
    found = analysis("“We will pay,” said the EU High Representative. The envoy left.")
    assert who_said(found, "we will pay") == [None]


def test_lines_broken_inside_a_sentence() -> None:
    text = (
        'TARN -- "We will close the dam and every gate\non the river before winter," \nPrime Minister Hild Voll said. '
        '"It is\nthe only safe way."\n'
    )
    assert who_said(analysis(text), "close the dam and every gate on the river") == ["Hild Voll"]


@pytest.mark.parametrize(
    "text",
    [
        "Senator Per Dahl backed the Clean Water Act. Mayor Ida Eide opposed the Clean Water Act.",
        "Senator Per Dahl praised the Farm Credit Act. Mayor Ida Eide condemned the Farm Credit Act.",
    ],
)
def test_an_act_at_the_end_of_a_sentence_is_a_target(text: str) -> None:
    found = analysis(text)
    rows = [stance for a in found.attributions for stance in a.stances]
    stances = [(found.entities[s.holder or 0].name, s.target.name, s.polarity) for s in rows]
    act = text[text.index("the ") + 4 : text.index(". Mayor")]
    assert stances == [("Per Dahl", act, 1), ("Ida Eide", act, -1)]
