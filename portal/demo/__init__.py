"""The demo county of Changtai and a sister county: in with one command, out with one command."""

from datetime import datetime

from portal.demo.standing import codes_to_try, is_begun, is_empty, is_loaded
from portal.people.models import Account

__all__ = ["codes_to_try", "is_begun", "is_empty", "is_loaded", "load", "remove"]


def load(at: datetime) -> None:
    """Once; dated 2012 but for what is still open, which is dated from `at`."""
    # Imported here: a server that starts with its data in place has no use for it.
    from portal.demo.loading import load as load_everything

    load_everything(at)


def remove(actor: Account | None = None) -> int:
    """Take everything of the demo out, leave everything else; returns how many rows went."""
    from portal.demo.removal import remove as remove_everything

    return remove_everything(actor)
