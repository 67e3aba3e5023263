"""The Doc keeps the article's text whatever the text is; sentences break where they should."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quotes.parser.doc import LONE_SURROGATE, new_vocab, to_doc
from quotes.parser.parse import ENTITY_LABELS, Parser, _windows, _words
from quotes.parser.sentences import DATELINE, LONGEST_SENTENCE, pieces, repaired_sentences
from quotes.parser.stanza_pipeline import ModelError
from quotes.parser.stanza_steps import Tags, Token
from quotes.parser.types import Parse, Word
from quotes.types import Article
from tests import ROOT
from tests.frozen import frozen

VOCAB = new_vocab()


@pytest.fixture(scope="module")
def parser():
    return Parser()


def tokens(text, *words):
    """Return a sentence of these words of the text, found one after the other."""
    out, end = [], 0
    for word in words:
        start = text.index(word, end)
        end = start + len(word)
        out.append(Token(start, end, (word,)))
    return out


def texts_of(text, sentences):
    return [[text[t.start : t.end] for t in sentence] for sentence in sentences]


# --- pieces and windows -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "dateline",
    [
        "KARSK (Agency) - ", "KARSK, March 4 (Agency) — ", "KARSK, 4 March 2031 (Agency) – ", "KARSK — ",
        "NEW BRENFORD, Velia, March 4, 2031 — ", "Brenford (Agency) — ", "(Agency) -- ", "KARSK/BRENFORD (VNA) — ",
        "ST. ORLA, Velia (AP) - ", "KARSK, Jan. 3 — ",
    ],
)  # fmt: skip
def test_dateline_is_a_piece_of_its_own(dateline):
    text = dateline + "The minister said on Monday that talks would go on."
    assert [span.of(text) for span in pieces(text)] == [dateline, text[len(dateline) :]]


@pytest.mark.parametrize(
    "text",
    [
        "NATO — which has no army of its own — said it would send observers.",
        "The minister — a former judge — resigned.",
        "“No,” she said — twice.",
        "Selma Tarrow (Karsk) won the vote.",
    ],
)
def test_dash_does_not_make_a_dateline(text):
    assert not DATELINE.match(text)


def test_sentence_that_ends_in_a_letter_ends_before_a_quotation() -> None:
    text = "She deplored it in a post on X. “The harbour was theirs, and they have burnt it,” she wrote."
    assert [span.of(text)[:12] for span in pieces(text)] == ["She deplored", "“The harbour"]
    assert len(list(pieces("Ada F. “Red” Lind won the vote in the north."))) == 1


def test_long_line_is_cut_after_sentences_into_windows_that_lose_nothing():
    text = "The council of Brenford met again today. " * 2000
    windows = list(_windows(text))
    spans = [span for window in windows for span in window]
    assert len(windows) > 3 and max(span.end - span.start for span in spans) <= 6000
    assert all(span.of(text).rstrip().endswith("today.") for span in spans)
    assert "".join(span.of(text) for span in spans).rstrip() == text.rstrip()


def test_line_without_any_space_is_cut_by_length():
    text = "x" * 50_000
    assert "".join(span.of(text) for span in pieces(text)) == text


# --- sentences ----------------------------------------------------------------------------------------------


def test_break_after_a_word_that_ends_no_sentence_is_undone():
    text = "President Selma Tarrow left."
    broken = [tokens(text, "President", "Selma"), tokens(text, "Tarrow", "left", ".")]
    assert texts_of(text, repaired_sentences(text, broken)) == [["President", "Selma", "Tarrow", "left", "."]]


@pytest.mark.parametrize("mark", ["’", "'"])
def test_break_after_a_possessive_is_undone(mark):
    text = f"The Dockers{mark} Alliance left."
    broken = [tokens(text, "The", "Dockers", mark), tokens(text, "Alliance", "left", ".")]
    assert texts_of(text, repaired_sentences(text, broken)) == [["The", "Dockers", mark, "Alliance", "left", "."]]


@pytest.mark.parametrize(
    "text",
    [
        "said Adm. | Paul Lind.", "left with Mrs. | Lind.", "on Sept. | 11 he left.", "at 5 p.m. | Monday he left.",
        "at 7 a.m. | ET he left.", "at 7 a.m. | Kyiv time he left.", "at 9 p.m. | E.S.T. he left.",
        "William ‘Bill’ | Oster left.", "Elizabeth (Liz) | Crane left.",
    ],
)  # fmt: skip
def test_break_after_an_abbreviation_or_a_nickname_is_undone(text):
    before, after = text.split("| ")
    text = before + after
    broken = [tokens(text, *before.split()), [Token(len(before), len(text), (after,))]]
    assert len(list(repaired_sentences(text, broken))) == 1


@pytest.mark.parametrize("text", ["in Dover, Del. | The man left.", "came at 5 p.m. | She left.", "by 40. | He left"])
def test_break_after_what_may_end_a_sentence_stays(text):
    before, after = text.split("| ")
    text = before + after
    broken = [tokens(text, *before.split()), [Token(len(before), len(text), (after,))]]
    assert len(list(repaired_sentences(text, broken))) == 2


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("They backed the Act. She left.", [["They", "backed", "the", "Act", "."], ["She", "left."]]),
        ("They bought Norgas Corp. Shares rose.", [["They", "bought", "Norgas", "Corp.", "Shares", "rose."]]),
        ("It began at 6 a.m. Mayor Lind left.", [["It", "began", "at", "6", "a.m."], ["Mayor", "Lind", "left."]]),
        ("At 6 a.m. Mayor Lind left.", [["At", "6", "a.m.", "Mayor", "Lind", "left."]]),
    ],
)
def test_missed_breaks_are_made(text, parts):
    assert texts_of(text, repaired_sentences(text, [tokens(text, *text.split())])) == parts


def test_the_stop_of_a_title_stays_on_it():
    text = "Gen. Lind left."
    found = repaired_sentences(text, [tokens(text, "Gen", ".", "Lind", "left", ".")])
    assert texts_of(text, found) == [["Gen.", "Lind", "left", "."]]


@pytest.mark.parametrize("last", ["six", "."])
def test_break_after_a_closing_mark_stays(last):
    text = f"‘Only {last}’ They left."
    sentences = [tokens(text, "‘", "Only", last, "’"), tokens(text, "They", "left", ".")]
    assert list(repaired_sentences(text, sentences)) == sentences


def test_break_after_a_full_stop_or_a_line_stays():
    text = "He left. She\nstayed"
    sentences = [tokens(text, "He", "left", "."), tokens(text, "She"), tokens(text, "stayed")]
    assert list(repaired_sentences(text, sentences)) == sentences


@pytest.mark.parametrize("mark", ["”", '"', "’", "»", ")"])
def test_closing_mark_stays_with_the_sentence_it_closes(mark):
    text = f"We won.{mark} He left."
    found = repaired_sentences(text, [tokens(text, "We", "won", "."), tokens(text, mark, "He", "left", ".")])
    assert texts_of(text, found) == [["We", "won", ".", mark], ["He", "left", "."]]


def test_opening_mark_stays_with_the_sentence_it_opens():
    text = 'We won. "He left."'
    sentences = [tokens(text, "We", "won", "."), tokens(text, '"', "He", "left", ".", '"')]
    assert list(repaired_sentences(text, sentences)) == sentences


def test_endless_sentence_is_cut_after_commas():
    text = "stone, " * 400
    sentence = tokens(text, *["stone", ","] * 400)
    parts = list(repaired_sentences(text, [sentence]))
    assert max(map(len, parts)) <= LONGEST_SENTENCE and [t for part in parts for t in part] == sentence
    assert all(text[part[-1].start] == "," for part in parts)


def test_multi_word_token_that_its_parts_do_not_split_stays_whole():
    text = "won’t wanna"
    sentence = [Token(0, 5, ("wo", "n’t")), Token(6, 11, ("want", "to"))]
    tags = Tags(["will", "not", "want", "to"], ["AUX", "PART", "VERB", "PART"], ["MD", "RB", "VB", "TO"],
                [2, 2, 2, 2], ["aux", "advmod", "root", "mark"], [(2, 3, "MISC")])  # fmt: skip
    words, names = _words(sentence, tags)
    assert [text[w.start : w.end] for w in words] == ["wo", "n’t", "wanna"]
    assert [(w.lemma, w.head, w.deprel) for w in words][2] == ("want", 2, "root")
    assert [text[n.start : n.end] for n in names] == ["wanna"]


# --- the Doc ------------------------------------------------------------------------------------------------


def test_white_space_hangs_on_the_word_before_and_splits_no_sentence():
    text = "\n He \t left.\u00a0"
    words = [Word(2, 4, "he", "PRON", "PRP", 1, "nsubj"), Word(7, 11, "leave", "VERB", "VBD", 1, "root"),
             Word(11, 12, ".", "PUNCT", ".", 1, "punct")]  # fmt: skip
    doc = to_doc(VOCAB, text, Parse([words], []))
    assert doc.text == text
    assert [t.text for t in doc] == ["\n ", "He", "\t ", "left", ".", "\u00a0"]
    assert [t.head.text for t in doc] == ["He", "left", "He", "left", "left", "."]
    assert len(list(doc.sents)) == 1


def test_lexical_attributes_are_there():
    word = to_doc(VOCAB, "Karsk", Parse([[Word(0, 5, "Karsk", "PROPN", "NNP", 0, "root")]], []))[0]
    assert (word.lower_, word.is_title, word.is_punct, word.shape_) == ("karsk", True, False, "Xxxxx")


def test_lone_surrogates_keep_their_place():
    doc = to_doc(VOCAB, "a \ud83d b", Parse([], []))
    assert doc.text == "a \ufffd b"


# --- with the models ----------------------------------------------------------------------------------------

ODD = [
    "", " \n\t\u00a0\n", "\x00", "\x85\x80\x9f", "\ufeff", "Ok", "“", "”", "—", "...", "\r\n\r\n\r\n", "\f\v",
    "A\x00B said: “No.”\x00", "He said\r\nno.\r\n\r\nShe said\x0cyes.",
    "See https://karsk.example/" + "a/b-c_d?e=f&" * 300 + " for the text, said Tarrow.",
    "x" * 3000 + " said.", "😀 “Yes” 👩‍👩‍👧 said 🇺🇦!", "Он сказал: «Нет». 他说：“不。” قال: «لا»",
    "the co\u00adop\u00ader\u00ada\u00adtion of 1\u00a0000 men", "\u200bzero\u200bwidth\u200b \u202ertl\u202c",
    "https://karsk.example/" + "news/2031/03/" * 7 + "a.html", "• wage talks\n• the port\n\n1. Karsk\n2. Velia\n- Orla",
    "MINISTER QUITS, SAYS “ENOUGH”", "Name | Votes | Share\nTarrow | 1,204 | 48%\nOrlo | 1,101 | 44%",
    "\ud800 lone \udfff surrogates \ud83d", "a" + "\u0301" * 500, "don't can't Karsk’s I'd've y'all'd", "🤷" * 2000,
]  # fmt: skip


@pytest.mark.model
@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_odd_texts_are_kept(parser, text):
    assert parser.parse(Article(id="odd", text=text)).text == LONE_SURROGATE.sub("\ufffd", text)


@pytest.mark.model
@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_words_after_odd_text_stand_where_they_stood(parser, text):
    after = "\n\nSelma Tarrow said on Monday that the port was shut."
    doc = parser.parse(Article(id="odd", text=text + after))
    first = len(text) + 2
    words = {word.idx: word for word in doc if word.idx >= first and not word.is_space}
    assert [word.text for word in words.values()] == after.replace(".", " .").split()
    said = words[first + after.index("said") - 2]
    assert [word.text for word in said.children if word.dep_ == "nsubj"] == ["Selma"]


PARTS = st.sampled_from([
    *"“”\"'’‘«»()[]{}—–-…!?.,;:/|@#%&*+=<>~`^_\\$€0189azAZéßñøЖ漢字אابपー",
    " ", "  ", "\n", "\n\n", "\r\n", "\t", "\f", "\u00a0", "\u00ad", "\u200b", "\u200f", "\u2028", "\ufeff", "\x00",
    "\x85", "\x9f", "\ud800", "\udc00", "😀", "\u0301", "Karsk", "said", "Selma Tarrow", "don’t", "cannot", "U.S.",
    "p.m.", "Mr.", "www.karsk.example", "a@b.example", "1,000", "“We", "minister", "the", "of", "KARSK", "x" * 60,
])  # fmt: skip


@pytest.mark.model
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(PARTS, st.sampled_from(["", "", " "])), max_size=120))
def test_any_text_is_kept(parser, parts):
    text = "".join(part + gap for part, gap in parts)
    assert parser.parse(Article(id="any", text=text)).text == LONE_SURROGATE.sub("\ufffd", text)


@pytest.mark.model
def test_plain_stanza_keeps_odd_texts_too():
    plain = Parser(plain=True)
    for doc, text in zip(plain.parse_all([Article(id="odd", text=t) for t in ODD]), ODD, strict=True):
        assert doc.text == LONE_SURROGATE.sub("\ufffd", text)


@pytest.fixture(scope="module")
def official():
    try:
        return Parser("stanza")
    except ModelError:
        pytest.skip("Stanza's own models are not installed")


@pytest.mark.model
def test_official_models_keep_odd_texts_and_find_the_same_frame(official):
    text = "“We will not sign,” Selma Tarrow, Karsk’s finance minister, told reporters on Monday."
    *odd, doc = official.parse_all([Article(id="x", text=t) for t in (*ODD, text)])
    assert [d.text for d in odd] == [LONE_SURROGATE.sub("\ufffd", t) for t in ODD]
    told = next(word for word in doc if word.text == "told")
    assert "nsubj" in {word.dep_ for word in told.children}
    assert {name.label_ for name in doc.ents} <= {*ENTITY_LABELS.values(), "MISC"}


@pytest.mark.model
def test_article_is_parsed_the_same_alone_and_among_others(parser):
    texts = [
        "“We will not sign,” Selma Tarrow, Karsk’s finance minister, told reporters in Brenford on Monday.",
        "The port stayed shut, officials of the harbour board said, adding that no ship had left for a week.",
        "HARBOUR SHUT FOR A WEEK\n\nNobody knew why.",
    ]
    articles = [Article(id=str(i), text=text) for i, text in enumerate(texts)]
    together = parser.analyse(articles)
    assert together == [parser.analyse([article])[0] for article in articles]


@pytest.mark.model
@pytest.mark.parametrize("neighbour", ["é" * 1000, "!!!", "\u202e" + "Ж漢" * 700 + " said 9.", "KARSK " * 300])
def test_article_is_parsed_the_same_beside_an_odd_one(parser, neighbour):
    paths = sorted((ROOT / "examples").glob("*.txt"))[:3]
    articles = [Article(id=path.stem, text=path.read_text(encoding="utf-8")) for path in paths]
    odd = Article(id="odd", text=neighbour)
    together = parser.analyse([odd, *articles, odd])[1:-1]
    assert together == [parser.analyse([article])[0] for article in articles]


@pytest.mark.model
def test_a_fresh_vocabulary_changes_nothing(parser, monkeypatch):
    articles = [Article(id=str(i), text=f"Selma Tarrow told {name} it was over.") for i, name in enumerate("AB")]
    expected = [doc.to_json() for doc in parser.parse_all(articles)]
    monkeypatch.setattr("quotes.parser.parse.VOCABULARY", 1)
    docs = list(parser.parse_all(articles, batch_characters=1))
    assert [doc.to_json() for doc in docs] == expected
    assert docs[0].vocab is not docs[1].vocab


@pytest.mark.model
def test_paragraph_of_three_thousand_words_and_more(parser):
    text = "The harbour board of Brenford met on Monday and said that no ship had left the port. " * 200
    doc = parser.parse(Article(id="long", text=text))
    assert doc.text == text
    assert 190 <= len(list(doc.sents)) <= 210


@pytest.mark.model
def test_endless_line_is_cut_up_and_kept(parser):
    text = "stone and water, " * 3_000  # fifty thousand characters, no sentence, no line break
    doc = parser.parse(Article(id="endless", text=text))
    assert doc.text == text
    assert max(len(sentence) for sentence in doc.sents) <= LONGEST_SENTENCE


# --- what the models say, frozen ----------------------------------------------------------------------------


def test_quotation_and_its_frame_are_one_sentence():
    doc = frozen("“We will not sign,” Selma Tarrow said. She left Brenford at 7 p.m. on Monday.")
    assert [s.text for s in doc.sents] == [
        "“We will not sign,” Selma Tarrow said.", "She left Brenford at 7 p.m. on Monday.",
    ]  # fmt: skip
    said = next(t for t in doc if t.text == "said")
    assert {t.dep_ for t in said.children} >= {"nsubj", "ccomp"}


def test_dateline_is_not_the_main_clause():
    doc = frozen("KARSK, March 4 (Agency) — The harbour board said on Monday that no ship had left.")
    assert [t.text for t in doc if t.dep_ == "root"][-1] == "said"


def test_link_is_one_token_with_the_articles_text():
    text = "The text is at https://karsk.example/" + "a-b/" * 300 + " and free."
    assert max((t.text for t in frozen(text)), key=len) == text.split()[4]
