"""The pages of distribution: one blueprint, one module a screen."""

from portal.distribution import panel, print_job, repeating
from portal.distribution.views import channels, pictures, printing, scope, share, shop_codes
from portal.distribution.views.blueprint import bp

__all__ = [
    "bp",
    "channels",
    "panel",
    "pictures",
    "print_job",
    "printing",
    "repeating",
    "scope",
    "share",
    "shop_codes",
]
