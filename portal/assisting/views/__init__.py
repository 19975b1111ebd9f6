"""The pages on which we type for somebody else: one blueprint, one module a way of doing it."""

from portal.assisting import panels
from portal.assisting.views import paper, sheet_of_paper, telephone, together
from portal.assisting.views.blueprint import bp

__all__ = ["bp", "panels", "paper", "sheet_of_paper", "telephone", "together"]
