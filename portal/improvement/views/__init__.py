"""The screens of problems, a module each."""

from portal.improvement import telling
from portal.improvement.views import practice_set, problems
from portal.improvement.views.blueprint import bp

__all__ = ["bp", "practice_set", "problems", "telling"]
