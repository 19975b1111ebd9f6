"""The screens of results: each module one screen."""

from portal.results.views import live, public, report
from portal.results.views.blueprint import bp

__all__ = ["bp", "live", "public", "report"]
