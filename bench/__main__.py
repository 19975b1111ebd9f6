"""`python -m bench [--short] [name ...]`: run the named measurements, or all, and print their table."""

import importlib
import os
import platform
import sys

from portal import clock

NAMES = (
    "pages", "http", "attempts", "morning", "results", "exports", "imports", "posters", "memory", "growth",
)  # fmt: skip


def main(words: list[str]) -> int:
    short = "--short" in words
    wanted = [word for word in words if word != "--short"] or NAMES
    unknown = set(wanted) - set(NAMES)
    if unknown:
        print(f"unknown: {' '.join(sorted(unknown))}; there are {' '.join(NAMES)}", file=sys.stderr)
        return 2
    machine = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}"
    rounds = ", short rounds" if short else ""
    print(f"{clock.now().date()}, {machine}, Python {platform.python_version()}{rounds}\n")
    print("| what | measured | target | met |\n|---|---|---|---|")
    for name in wanted:
        for line in importlib.import_module(f"bench.{name}").run(short):
            print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
