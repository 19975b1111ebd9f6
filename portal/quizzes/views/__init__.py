"""The screens of banks, papers and quizzes, a module each."""

from portal.quizzes.views import pictures, results
from portal.quizzes.views.blueprint import bp, phone

__all__ = ["bp", "phone", "pictures", "results"]
