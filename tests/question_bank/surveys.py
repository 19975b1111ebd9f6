"""Short ways to write a questionnaire in a test."""

from question_bank.questionnaires import (
    ItemType,
    Option,
    Questionnaire,
    Row,
    Section,
    SurveyItem,
    Text,
)


def text(words: str) -> Text:
    return {"zh-Hans": words, "en": words}


def options(*keys: str, **themes: str) -> tuple[Option, ...]:
    return tuple(Option(key=key, text=text(f"words of {key}"), theme=themes.get(key)) for key in keys)


def rows(*keys: str) -> tuple[Row, ...]:
    return tuple(Row(key=key, text=text(f"row {key}")) for key in keys)


def item(key: str, kind: str = "single", *keys: str, **more: object) -> SurveyItem:
    given: dict[str, object] = {"stem": text("够不够？"), "options": options(*keys), **more}
    return SurveyItem(key=key, type=ItemType(kind), **given)


def survey(*items: SurveyItem, **more: object) -> Questionnaire:
    given: dict[str, object] = {
        "title": text("听一听"),
        "base_language": "zh-Hans",
        "languages": ("zh-Hans", "en"),
        "sections": (Section(key="main", items=items),),
        **more,
    }
    return Questionnaire(**given)
