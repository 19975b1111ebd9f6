"""The survey screens of the workbench, a module each."""

from portal.surveys.views import (
    editor,
    gallery,
    items,
    lifecycle,
    listing,
    publish,
    settings,
    shelf,
    versions,
)
from portal.surveys.views.blueprint import bp

__all__ = [
    "bp", "editor", "gallery", "items", "lifecycle", "listing", "publish", "settings", "shelf", "versions",
]  # fmt: skip
