"""Every feature's blueprints, one line each, lowest floor first."""

from flask import Blueprint, Flask

from portal.assisting import models as assisting
from portal.assisting import views as assisting_views
from portal.demo import views as demo
from portal.desk import views as desk
from portal.distribution import first_channel, quiz_codes, shop_codes
from portal.distribution import models as distribution
from portal.distribution import views as distribution_views
from portal.extensions import csrf
from portal.imports import models as imports
from portal.imports import views as import_views
from portal.improvement import models as improvement
from portal.improvement import views as improvement_views
from portal.indicators import models as indicators
from portal.jobs import expiry
from portal.jobs import models as jobs
from portal.jobs import views as job_views
from portal.people import audit, checklist, sessions, settings, sweeps
from portal.people import importing as people_import
from portal.people.views import accounts, own, rules, trail, units
from portal.quizzes import models as quizzes
from portal.quizzes import views as quiz_views
from portal.quizzes.analysis import analysis_job, regrade_job
from portal.quizzes.attempts import overdue
from portal.quizzes.banks import bank_checks, item_figures
from portal.quizzes.imports import import_jobs
from portal.quizzes.papers import draw_job
from portal.quizzes.practice import problem_panel
from portal.quizzes.setup import quiz_repeats, quiz_todo
from portal.responses import counting, notice_views, photo_views, preview, receipt_views, retention
from portal.responses import models as responses
from portal.responses import views as response_views
from portal.results import api
from portal.results import models as results
from portal.results import views as result_views
from portal.results.exports import job as result_exports
from portal.results.views import api_tokens
from portal.retailers import checklist as shop_checklist
from portal.retailers import importing as shop_import
from portal.retailers import models as retailers
from portal.retailers.views import card as shop_card
from portal.retailers.views import phone as shop_phone
from portal.retailers.views import register as shop_register
from portal.storage import models as storage
from portal.surveys import contributions as survey_contributions
from portal.surveys import models as surveys
from portal.surveys import views as survey_views

BLUEPRINTS: tuple[Blueprint, ...] = (
    job_views.bp,
    own.bp,
    accounts.bp,
    units.bp,
    rules.bp,
    trail.bp,
    import_views.bp,
    shop_register.bp,
    shop_card.bp,
    shop_phone.bp,
    photo_views.bp,
    preview.bp,
    response_views.bp,
    receipt_views.bp,
    notice_views.bp,
    survey_views.bp,
    quiz_views.bp,
    quiz_views.phone,
    distribution_views.bp,
    assisting_views.bp,
    result_views.bp,
    api_tokens.bp,
    api.bp,
    improvement_views.bp,
    desk.bp,
    demo.bp,
)

# Respondents have no session and rest on the submission id; programs bring a token with every request.
WITHOUT_CSRF: tuple[Blueprint, ...] = (
    api.bp,
    response_views.bp,
    receipt_views.bp,
    notice_views.bp,
    preview.bp,
)

# Tables must be known before the first query, whoever asks first.
MODELS = (
    assisting,
    audit,
    distribution,
    imports,
    improvement,
    indicators,
    jobs,
    quizzes,
    responses,
    results,
    retailers,
    sessions,
    settings,
    storage,
    surveys,
)

# These have nothing to be called by name: they register themselves when they are imported.
CONTRIBUTIONS = (
    expiry,
    checklist,
    sweeps,
    people_import,
    shop_checklist,
    shop_import,
    result_exports,
    counting,
    retention,
    first_channel,
    quiz_codes,
    shop_codes,
    draw_job,
    import_jobs,
    survey_contributions,
    quiz_repeats,
    quiz_todo,
    problem_panel,
    analysis_job,
    regrade_job,
    bank_checks,
    item_figures,
    overdue,
)


def register(app: Flask) -> None:
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for blueprint in WITHOUT_CSRF:
        csrf.exempt(blueprint)
