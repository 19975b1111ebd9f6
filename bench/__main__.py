"""`python -m bench [--short] [name ...]`: run the named measurements, or all, and print their table."""

import importlib
import os
import platform
import sys
from datetime import date

NAMES = ("pages", "http", "results", "exports", "imports", "posters", "memory", "growth")


def main(words: list[str]) -> int:
    short = "--short" in words
    wanted = [word for word in words if word != "--short"] or NAMES
    unknown = set(wanted) - set(NAMES)
    if unknown:
        print(f"unknown: {' '.join(sorted(unknown))}; there are {' '.join(NAMES)}", file=sys.stderr)
        return 2
    print(
        f"{date.today()}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python", end=" "
    )
    print(f"{platform.python_version()}{', short rounds' if short else ''}\n")
    print("| what | measured | target | met |\n|---|---|---|---|")
    for name in wanted:
        for line in importlib.import_module(f"bench.{name}").run(short):
            print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
