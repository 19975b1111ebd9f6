"""First letters of a Chinese name (王小明 -> WXM), so that a name can be found without an input method.

GB 2312 sorts its 3,755 commonest characters by their reading; the first character of every letter
in that order is enough to know the letter of all of them.
"""

from bisect import bisect_right

FIRST = "啊芭擦搭蛾发噶哈击喀垃妈拿哦啪期然撒塌挖昔压匝"
LETTERS = "ABCDEFGHJKLMNOPQRSTWXYZ"
STARTS = [letter.encode("gb2312") for letter in FIRST]
END = bytes.fromhex("d7f9")
LONGEST = 20


def initials(name: str) -> str:
    return "".join(_initial(letter) for letter in name)[:LONGEST]


def _initial(letter: str) -> str:
    if letter.isascii():
        return letter.upper() if letter.isalnum() else ""
    try:
        code = letter.encode("gb2312")
    except UnicodeEncodeError:
        return ""
    return LETTERS[bisect_right(STARTS, code) - 1] if STARTS[0] <= code <= END else ""
