"""The screens of banks, papers and quizzes, a module each."""

from portal.quizzes.views import analysis, evidence, marking, pictures, regrade, results, skills
from portal.quizzes.views.blueprint import bp, phone

__all__ = ["analysis", "bp", "evidence", "marking", "phone", "pictures", "regrade", "results", "skills"]
