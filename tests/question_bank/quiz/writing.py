"""Short ways to write quiz items in a test."""

from question_bank.items import Accepted, Bank, Blank, Item, ItemType, Option, Pair
from question_bank.papers import Candidate
from question_bank.questionnaires import Text


def text(words: str) -> Text:
    return {"zh-Hans": words}


def options(*words: str) -> tuple[Option, ...]:
    return tuple(Option(key=chr(ord("a") + n), text=text(said)) for n, said in enumerate(words))


def item(kind: str, key: str = "q1", stem: str = "进店后先做什么？", **more: object) -> Item:
    return Item(key=key, type=ItemType(kind), stem=text(stem), **more)


def single(*words: str, right: str = "a", **more: object) -> Item:
    return item("single", options=options(*(words or ("甲", "乙", "丙", "丁"))), right=(right,), **more)


def multiple(right: str, count: int = 4, **more: object) -> Item:
    names = [f"选项{n}" for n in range(count)]
    return item("multiple", options=options(*names), right=tuple(right), **more)


def truth(right: bool, **more: object) -> Item:
    return item("true_false", right=("true" if right else "false",), **more)


def fill_in(*blanks: str, **more: object) -> Item:
    """Blanks b1, b2 ... with alternatives divided by `|`."""
    made = tuple(
        Blank(key=f"b{n}", accepted=tuple(Accepted(text=words) for words in blank.split("|")))
        for n, blank in enumerate(blanks, start=1)
    )
    return item("fill_in", blanks=made, **more)


def numeric(*accepted: Accepted, **more: object) -> Item:
    return item("numeric", accepted=accepted, **more)


def matching(**more: object) -> Item:
    pairs = tuple(Pair(key=f"p{n}", text=text(f"左{n}"), option="abc"[n]) for n in range(3))
    return item("matching", options=options("右甲", "右乙", "右丙", "右丁"), pairs=pairs, **more)


def ordering(count: int = 4, **more: object) -> Item:
    steps = options(*[f"第{n}步" for n in range(count)])
    return item("ordering", options=steps, right=tuple(step.key for step in steps), **more)


def bank(*items: Item, **more: object) -> Bank:
    return Bank(title=text("题库"), items=items, **more)


def candidates(count: int, point: str = "a", **more: object) -> list[Candidate]:
    """Items of one knowledge point, each with another difficulty between 1 and 5."""
    return [
        Candidate(
            id=f"{point}-{n:03}",
            item=single(key=f"q{n}", knowledge_point=point, difficulty=1 + n % 5, stem=f"{point}{n}？"),
            facility=0.35 + 0.6 * ((n * 37) % 100) / 100,
            **more,
        )
        for n in range(count)
    ]
