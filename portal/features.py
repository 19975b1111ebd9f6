"""Every feature's blueprints, one line each, lowest floor first."""

from flask import Blueprint, Flask

from portal.distribution import models as distribution
from portal.extensions import csrf
from portal.indicators import models as indicators
from portal.jobs import models as jobs
from portal.jobs import views as job_views
from portal.people import audit, checklist, sessions, settings, sweeps
from portal.people.views import accounts, own, rules, trail, units
from portal.responses import models as responses
from portal.retailers import models as retailers
from portal.storage import models as storage
from portal.surveys import models as surveys

BLUEPRINTS: tuple[Blueprint, ...] = (
    job_views.bp,
    own.bp,
    accounts.bp,
    units.bp,
    rules.bp,
    trail.bp,
)

# Respondents have no session: these rest on the submission id instead of a CSRF token.
WITHOUT_CSRF: tuple[Blueprint, ...] = ()

# Tables must be known before the first query, whoever asks first.
MODELS = (audit, distribution, indicators, jobs, responses, retailers, sessions, settings, storage, surveys)

# These have nothing to be called by name: they register themselves when they are imported.
CONTRIBUTIONS = (checklist, sweeps)


def register(app: Flask) -> None:
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for blueprint in WITHOUT_CSRF:
        csrf.exempt(blueprint)
