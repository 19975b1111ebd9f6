"""The `portal` command: what people and scripts do without a browser.

Exit status: 0 fine, 1 problems found in the input, 2 wrong usage.
"""

import click

from portal.cli import accounts, analyse, demo, imports, items, jobs, keeping, running, surveys

MODULES = (running, demo, accounts, imports, items, surveys, keeping, jobs, analyse)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="portal")
def main() -> None:
    """Surveys by QR code, quizzes, and the way from an answer to an improvement."""


for module in MODULES:
    module.register(main)
