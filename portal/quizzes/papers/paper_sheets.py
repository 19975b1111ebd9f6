"""Papers as they are printed: parts with numerals, numbered questions, options under their letters."""

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from portal.extensions import db
from portal.i18n import say
from portal.quizzes.banks import item_texts, wording
from portal.quizzes.banks.item_answer_words import accepted_words
from portal.quizzes.models import QuizItem
from portal.quizzes.papers import paper_language, pool
from portal.quizzes.papers.paper_language import words
from portal.quizzes.papers.paper_words import numeral
from question_bank.items import TRUE, Item, ItemType, Material, Option
from question_bank.papers import Paper, PaperSpec, Question

LETTERED = frozenset({ItemType.SINGLE, ItemType.MULTIPLE, ItemType.ORDERING, ItemType.MATCHING})
LINES = {ItemType.ESSAY: 6, ItemType.NUMERIC: 1}
NARROW, WIDE = 7, 17
"""Characters of an option of which four, or two, stand on one line."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question in its place. `material` is what it asks about, at the first question about it;
    `material_to` the number of the last one."""

    number: int
    question: Question
    item: Item
    bank_id: uuid.UUID
    letters: tuple[tuple[str, Option], ...]
    material: Material | None = None
    about: Material | None = None
    material_to: int = 0

    @property
    def bracket(self) -> bool:
        """Whether the answer is written into a bracket that the stem does not bring along."""
        if self.item.type not in (ItemType.SINGLE, ItemType.MULTIPLE, ItemType.TRUE_FALSE):
            return False
        stem = say(self.item.stem).replace(" ", "").replace("\u3000", "").replace("\u00a0", "")
        return "（）" not in stem and "()" not in stem

    @property
    def columns(self) -> int:
        """How many options stand beside each other."""
        longest = max((len(say(option.text)) for _letter, option in self.letters), default=0)
        if any(option.picture for _letter, option in self.letters) or longest > WIDE:
            return 1
        return 4 if longest <= NARROW and len(self.letters) > 2 else 2

    @property
    def lines(self) -> int:
        """Lines to write on."""
        return LINES.get(self.item.type, 0)

    def letter(self, key: str) -> str:
        return next((letter for letter, option in self.letters if option.key == key), "")

    @property
    def key(self) -> str:
        """What is right: letters, words, or the model answer."""
        item = self.item
        if item.type is ItemType.TRUE_FALSE:
            return words("right") if TRUE in item.right else words("wrong")
        if item.type is ItemType.MATCHING:
            return "  ".join(f"{n}-{self.letter(pair.option)}" for n, pair in enumerate(item.pairs, 1))
        if item.type is ItemType.ORDERING:
            return "".join(self.letter(key) for key in item.right)
        if item.type is ItemType.FILL_IN:
            return " | ".join(
                " / ".join(accepted_words(each) for each in blank.accepted) for blank in item.blanks
            )
        if item.type is ItemType.NUMERIC:
            return " / ".join(accepted_words(each) for each in item.accepted)
        if item.type is ItemType.ESSAY:
            return say(item.model_answer)
        return "".join(sorted(self.letter(key) for key in item.right))

    @property
    def source(self) -> str:
        given = self.item.source
        return " ".join(part for part in (given.document, given.clause) if part) or given.url


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the paper under its heading; `even` where each of its questions is worth the same."""

    numeral: int
    title: str
    note: str
    even: bool
    asked: tuple[Asked, ...]
    points: float

    @property
    def sign(self) -> str:
        return numeral(self.numeral)

    @property
    def heading(self) -> str:
        return paper_language.heading(self.numeral, self.title) + self.note


@dataclass(frozen=True, slots=True)
class Sheet:
    """One paper. `number` is given where several are printed that differ."""

    title: str
    number: int | None
    points: float
    minutes: int | None
    sections: tuple[Section, ...]
    paper: Paper

    @property
    def facts(self) -> str:
        """The line below the title."""
        parts = [words("full", points=f"{self.points:g}")]
        parts += [words("minutes", minutes=self.minutes)] if self.minutes else []
        parts += [words("paper number", number=self.number)] if self.number is not None else []
        return "　".join(parts) if paper_language.is_chinese() else " · ".join(parts)

    @property
    def trace(self) -> str:
        """By which seed and pool it can be drawn again."""
        return words("trace", seed=self.paper.seed, pool=self.paper.pool[:12])


@dataclass(frozen=True, slots=True)
class _Texts:
    """What all papers of one print share, read once."""

    items: Mapping[wording.Version, Item]
    banks: Mapping[uuid.UUID, uuid.UUID]
    about: Mapping[wording.Version, uuid.UUID | None]
    materials: Mapping[uuid.UUID, Material]


def sheets(
    papers: Sequence[Paper],
    spec: PaperSpec,
    title: str,
    *,
    minutes: int | None = None,
    numbers: Sequence[int] = (),
) -> list[Sheet]:
    """Papers drawn by the same rules; `numbers` where they differ from one another."""
    texts = _texts(papers)
    named: Sequence[int | None] = numbers or [None] * len(papers)
    return [
        Sheet(title, number, paper.points, minutes, _sections(paper, spec, texts), paper)
        for paper, number in zip(papers, named, strict=True)
    ]


def _texts(papers: Sequence[Paper]) -> _Texts:
    keys = list(dict.fromkeys(_key(question) for paper in papers for question in paper.questions))
    rows = wording.version_rows(keys)
    query = select(QuizItem.id, QuizItem.bank_id).where(QuizItem.id.in_({item_id for item_id, _n in keys}))
    return _Texts(
        items=pool.items_at(keys),
        banks={item_id: bank_id for item_id, bank_id in db.session.execute(query)},
        about={key: row.material_id for key, row in rows.items()},
        materials=wording.materials_of(rows),
    )


def _key(question: Question) -> wording.Version:
    return uuid.UUID(question.item), int(question.version)


def _sections(paper: Paper, spec: PaperSpec, texts: _Texts) -> tuple[Section, ...]:
    asked = _asked(paper, texts)
    found: list[Section] = []
    for number, rule in enumerate(spec.rules):
        own = tuple(each for each in asked if each.question.section == number)
        if own:
            worths = [each.question.points for each in own]
            title = paper_language.section_title(rule, [each.item.type for each in own])
            note = paper_language.note(worths)
            found.append(Section(len(found) + 1, title, note, len(set(worths)) == 1, own, sum(worths)))
    return tuple(found)


def _asked(paper: Paper, texts: _Texts) -> list[Asked]:
    """Questions about one material follow each other, so it is printed before the first of them."""
    blocks = [(question.section, texts.about[_key(question)]) for question in paper.questions]
    sizes, seen, found = Counter(blocks), set(), []
    for place, (question, block) in enumerate(zip(paper.questions, blocks, strict=True)):
        key = _key(question)
        about = texts.materials.get(block[1]) if block[1] else None
        first = about if block not in seen else None
        seen.add(block)
        found.append(
            Asked(
                number=place + 1, question=question, item=texts.items[key], bank_id=texts.banks[key[0]],
                letters=_letters(texts.items[key], question.options), material=first, about=about,
                material_to=place + sizes[block] if first else 0,
            )
        )  # fmt: skip
    return found


def _letters(item: Item, order: Sequence[str]) -> tuple[tuple[str, Option], ...]:
    """The options in the paper's order under A, B, C; true and false need none."""
    if item.type not in LETTERED:
        return ()
    named = {option.key: option for option in item.options}
    keys = [key for key in order if key in named] or list(named)
    return tuple((item_texts.letter(place), named[key]) for place, key in enumerate(keys))
