"""What a process keeps for a moment must not outlive the rows of the test that made it."""

import pytest

from portal.responses import opens, resolving


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    resolving.forget()
    opens.forget()
