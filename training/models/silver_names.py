"""Names by a larger model: a transformer fine-tuned on annotated names tags sentences that nobody annotated.

The transformer reads no case, so that each word's case is added to its embedding. On all-mpnet-base-v2 two passes
take half an hour on one core with bfloat16, 13,000 sentences ten minutes. ``silver.py`` calls this.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import torch
from batches import batches
from torch import Tensor, nn

EPOCHS, RATE, HEAD_RATE, BATCH, STILL, SEED = 2, 3e-5, 1e-3, 32, 3, 1
SURE = 0.55  # how likely each tag of a sentence that is kept must be
LONGEST, LONGEST_WORD = 300, 12  # pieces
OUTSIDE = 5  # what stands for the case of the marks at both ends and of padding

Tagged = list[dict[str, str]]  # a sentence: text and ner of each word, as Stanza's training reads it


class Encoded(NamedTuple):
    """A sentence as pieces: their ids, the case of the word of each, and where each word begins."""

    ids: list[int]
    cases: list[int]
    first: list[int]


class Tagger(nn.Module):  # type: ignore[misc]
    """A transformer with a tag for each word."""

    def __init__(self, encoder: Path, tags: Sequence[str]) -> None:
        from transformers import AutoModel, AutoTokenizer

        super().__init__()
        self.tokenizer = AutoTokenizer.from_pretrained(str(encoder))
        self.bert = AutoModel.from_pretrained(str(encoder), add_pooling_layer=False)
        self.bert.embeddings.requires_grad_(False)
        self.bert.encoder.layer[:STILL].requires_grad_(False)
        width, self.tags = self.bert.config.hidden_size, tags
        self.case, self.out, self.drop = nn.Embedding(6, width), nn.Linear(width, len(tags)), nn.Dropout(0.1)
        nn.init.normal_(self.case.weight, std=0.02)

    def encode(self, words: Sequence[str]) -> Encoded:
        """Return the pieces of a sentence, cut at ``LONGEST``."""
        start, end = self.tokenizer.convert_tokens_to_ids([self.tokenizer.cls_token, self.tokenizer.sep_token])
        ids, cases, first = [start], [OUTSIDE], []
        for word, pieces in zip(words, self.tokenizer(list(words), add_special_tokens=False).input_ids, strict=True):
            first.append(len(ids))
            pieces = pieces[:LONGEST_WORD] or [self.tokenizer.unk_token_id]
            ids += pieces
            cases += [case(word)] * len(pieces)
        return Encoded([*ids[:LONGEST], end], [*cases[:LONGEST], OUTSIDE], [min(f, LONGEST - 1) for f in first])

    def forward(self, batch: Sequence[Encoded]) -> Tensor:
        """Return scores of each word's tags, sentence after sentence: [words, tags]."""
        empty, longest = self.tokenizer.pad_token_id, max(len(e.ids) for e in batch)
        ids = torch.tensor([e.ids + [empty] * (longest - len(e.ids)) for e in batch])
        cases = torch.tensor([e.cases + [OUTSIDE] * (longest - len(e.cases)) for e in batch])
        embedded = self.bert.embeddings.word_embeddings(ids) + self.case(cases)
        states = self.bert(inputs_embeds=embedded, attention_mask=(ids != empty).int()).last_hidden_state
        return self.out(self.drop(torch.cat([states[k, e.first] for k, e in enumerate(batch)])))


def case(word: str) -> int:
    """Return 0 without letters, 1 lower, 2 capitalised, 3 upper, 4 mixed."""
    if not any(c.isalpha() for c in word):
        return 0
    return 1 if word.islower() else 3 if word.isupper() else 2 if word[:1].isupper() else 4


def learn(sentences: Sequence[Tagged], encoder: Path, epochs: int = EPOCHS) -> Tagger:
    """Return a tagger fine-tuned on tagged sentences."""
    torch.manual_seed(SEED)
    generator = random.Random(SEED)
    tags = ["O", *sorted({word["ner"] for sentence in sentences for word in sentence} - {"O"})]
    tagger = Tagger(encoder, tags)
    encoded = [tagger.encode([word["text"] for word in sentence]) for sentence in sentences]
    gold = [[tags.index(word["ner"]) for word in sentence] for sentence in sentences]
    body = [p for p in tagger.bert.parameters() if p.requires_grad]
    head = [*tagger.case.parameters(), *tagger.out.parameters()]
    optimizer = torch.optim.AdamW([{"params": body, "lr": RATE}, {"params": head, "lr": HEAD_RATE}])
    places, lengths = range(len(encoded)), [len(e.ids) for e in encoded]
    steps = [batch for _ in range(epochs) for batch in batches(places, lengths.__getitem__, BATCH, generator)]
    rate = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1, step / (0.08 * len(steps))) * max(0, 1 - step / len(steps))
    )
    tagger.train()
    for batch in steps:
        with torch.autocast("cpu", torch.bfloat16):
            scores = tagger([encoded[i] for i in batch])
        loss = nn.functional.cross_entropy(scores.float(), torch.tensor([tag for i in batch for tag in gold[i]]))
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(tagger.parameters(), 1.0)
        optimizer.step()
        rate.step()
    return tagger.eval()


def tag(tagger: Tagger, sentences: Sequence[Sequence[str]]) -> Iterator[Tagged]:
    """Yield the sentences, tagged, but for those with a word whose likeliest tag is unsure."""
    encoded = [tagger.encode(words) for words in sentences]
    order = sorted(range(len(encoded)), key=lambda i: len(encoded[i].ids))
    for start in range(0, len(order), 2 * BATCH):
        part = order[start : start + 2 * BATCH]
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
            rows = tagger([encoded[i] for i in part]).float().log_softmax(1)
        for i, scores in zip(part, rows.split([len(sentences[i]) for i in part]), strict=True):
            if scores.exp().amax(1).min() >= SURE:
                found = best(scores, tagger.tags)
                yield [{"text": word, "ner": name} for word, name in zip(sentences[i], found, strict=True)]


def best(scores: Tensor, tags: Sequence[str]) -> list[str]:
    """Return the likeliest tags where I-X follows only B-X and I-X (Viterbi 1967): [words, tags] -> words."""
    allowed = torch.tensor([[0.0 if b[0] != "I" or a[2:] == b[2:] else -1e4 for b in tags] for a in tags])
    total = scores[0] + torch.tensor([-1e4 if t[0] == "I" else 0.0 for t in tags])
    came: list[Tensor] = []
    for row in scores[1:]:
        total, before = (total[:, None] + allowed).max(0)
        total = total + row
        came.append(before)
    path = [int(total.argmax())]
    for before in reversed(came):
        path.append(int(before[path[-1]]))
    return [tags[k] for k in reversed(path)]
