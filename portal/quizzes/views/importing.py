"""/w/banks/<bank>/import: a file of questions comes in, is looked at, and goes into the bank or away."""

import uuid
from typing import Any

from flask import Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from portal import clock
from portal.access import fetch, needs
from portal.extensions import db
from portal.forms import EmptyForm
from portal.quizzes.banks import item_words
from portal.quizzes.imports import (
    import_applying,
    import_downloads,
    import_jobs,
    import_mending,
    import_page,
    import_reading,
    import_services,
    import_states,
)
from portal.quizzes.imports.import_applying import Undone
from portal.quizzes.imports.import_forms import ApplyForm, ForAllForm, MendForm, UploadForm, columns_form
from portal.quizzes.imports.import_reading import About, TooSlow, Unreadable
from portal.quizzes.models import Bank, ItemImport
from portal.quizzes.views.blueprint import bp
from portal.sheets.downloads import attachment
from portal.storage import files

bp.add_app_template_filter(import_page.told_words, "told_words")
bp.add_app_template_filter(import_page.place_words, "place_words")
bp.add_app_template_filter(import_page.twin_words, "twin_words")
bp.add_app_template_filter(import_page.answer, "import_answer")
bp.add_app_template_global(import_page.words, "import_words")


@bp.route("/banks/<uuid:bank_id>/import", methods=["GET", "POST"])
@needs("edit bank")
def import_items(bank_id: uuid.UUID) -> Any:
    bank = fetch(Bank, bank_id)
    form = UploadForm()
    if form.validate_on_submit():
        content, name = form.content()
        try:
            run = _take(bank, content, name)
        except Unreadable as refused:
            form.file.errors = [refused.message]
        else:
            return redirect(url_for("quizzes.import_preview", import_id=run.id), 303)
    page = render_template(
        "quizzes/import.html", bank=bank, form=form, pending=import_services.pending(bank),
        applied=import_services.applied(bank),
    )  # fmt: skip
    return page, 422 if form.errors else 200


def _take(bank: Bank, content: bytes, name: str) -> ItemImport:
    """Kept and read at once where that is quick; a large file is read as long work."""
    read = _read_now(bank, content, name, {})
    run = import_services.keep(bank, content, name, actor=current_user, at=clock.now())
    _take_in(run, read)
    return run


def _read_now(bank: Bank, content: bytes, name: str, mapping: dict[str, str]) -> tuple[bytes, About] | None:
    """None where it takes longer than a page may. No transaction is open meanwhile: others want to write."""
    base, on = bank.base_language, import_services.today()
    db.session.commit()
    if not import_reading.is_small(content):
        return None
    try:
        return import_reading.read(
            content, name, mapping, base=base, on=on, limits=import_reading.WHILE_WAITING
        )
    except TooSlow:
        return None


def _take_in(run: ItemImport, read: tuple[bytes, About] | None) -> None:
    if read is None:
        import_jobs.enqueue_for(run, import_jobs.READ, current_user._get_current_object())
    else:
        import_services.take_in(run, *read, actor=current_user._get_current_object())
    db.session.commit()


@bp.get("/banks/<uuid:bank_id>/import/sample.<ending>")
@needs("edit bank")
def import_sample(bank_id: uuid.UUID, ending: str) -> Response:
    fetch(Bank, bank_id)
    found = import_downloads.sample(ending)
    if found is None:
        abort(404)
    return _download(*found)


@bp.route("/item-imports/<uuid:import_id>/columns", methods=["GET", "POST"])
@needs("edit bank")
def import_columns(import_id: uuid.UUID) -> Any:
    """Which column of a table is what."""
    run = fetch(ItemImport, import_id)
    if run.applied_at is not None or run.file is None:
        return redirect(url_for("quizzes.import_preview", import_id=run.id), 303)
    content, name, mapping = files.read(run.file), run.file_name, dict(run.mapping)
    db.session.commit()  # nobody has to wait while the headings are read
    form = columns_form(import_reading.headings(content, name), mapping)
    if form.headings and form.validate_on_submit():
        mapping = form.chosen()
        read = _read_now(run.bank, content, run.file_name, mapping)
        run.mapping = mapping
        if read is None:
            run.read_file_id = None
        _take_in(run, read)
        return redirect(url_for("quizzes.import_preview", import_id=run.id), 303)
    page = render_template("quizzes/import_columns.html", run=run, form=form)
    return page, 422 if form.errors or form.form_errors else 200


@bp.get("/item-imports/<uuid:import_id>")
@needs("edit bank")
def import_preview(import_id: uuid.UUID) -> Any:
    run = fetch(ItemImport, import_id)
    if request.headers.get("Sec-Fetch-Dest") == "empty":  # the page that waits asks how far it is
        return render_template("quizzes/_import_state.html", run=run, job=run.job)
    if run.applied_at is not None:
        return render_template("quizzes/import_done.html", run=run, undoable=import_applying.can_undo(run))
    if run.read_file_id is None or (run.job is not None and not run.job.is_over):
        return render_template("quizzes/import_waiting.html", run=run, job=run.job)
    about = import_reading.about(run)
    if _unsure(run, about):
        return redirect(url_for("quizzes.import_columns", import_id=run.id), 303)
    return _preview(run, about)


def _unsure(run: ItemImport, about: About) -> bool:
    """A table whose headings had to be guessed: somebody says first what they are."""
    codes = {told.code for told in about.general}
    guessed = "columns_guessed" in codes or (about.rows == 0 and "no_heading" in codes)
    return about.format == "excel" and not run.mapping and guessed


def _preview(run: ItemImport, about: About) -> str:
    states = import_states.states_of(run)
    shown = request.args.get("show", "")
    shown = shown if shown in import_page.VIEWS else ""
    n = request.args.get("page", 1, int)
    page = import_page.page_of(run, states, "" if shown == "lines" else shown, n)
    mend = request.args.get("mend", 0, int)
    form = _mend_form(run, states, mend)
    return render_template(
        "quizzes/import_preview.html", run=run, about=about, states=states, counts=states.counts, shown=shown,
        page=page, faults=import_page.faults(run, states), mend=mend, mend_form=form, apply_form=ApplyForm(),
        for_all=ForAllForm.of(current_user, run.decisions.get(import_states.FOR_ALL, {})),
        types=item_words.SHORT_TYPES, formats=import_page.FORMATS, most=import_page.MOST_GENERAL,
    )  # fmt: skip


def _mend_form(run: ItemImport, states: import_states.States, mend: int) -> MendForm | None:
    if not 1 <= mend <= len(states.states):
        return None
    row = import_page.shown_rows(run, states, [mend - 1])[0]
    return MendForm.of(import_mending.typed(row.item, run.bank.base_language))


@bp.post("/item-imports/<uuid:import_id>/apply")
@needs("edit bank")
def import_apply(import_id: uuid.UUID) -> Any:
    """Everything that is fine, at once or as long work; pressed twice, it is done once."""
    run = fetch(ItemImport, import_id)
    if ApplyForm().validate_on_submit():
        import_applying.lock(run)
        if run.applied_at is None:
            _apply(run)
        db.session.commit()
    return redirect(url_for("quizzes.import_preview", import_id=run.id), 303)


def _apply(run: ItemImport) -> None:
    actor = current_user._get_current_object()
    if import_states.states_of(run).imported > import_applying.AT_ONCE:
        import_jobs.enqueue_for(run, import_jobs.APPLY, actor)
    elif (renewal := import_services.compared_again(run)) is not None:
        import_services.renew(run, renewal)
        flash(import_jobs.bank_changed(), "warning")
    else:
        at = clock.now()
        done = import_applying.write(run, import_applying.prepare(run, at=at), actor=actor, at=at)
        n = done["added"] + done["versions"]
        flash(ngettext("%(num)s question is in the bank.", "%(num)s questions are in the bank.", n))


@bp.post("/item-imports/<uuid:import_id>/discard")
@needs("edit bank")
def import_discard(import_id: uuid.UUID) -> Any:
    run = fetch(ItemImport, import_id)
    bank_id = run.bank_id
    if EmptyForm().validate_on_submit():
        import_services.discard(run, actor=current_user, at=clock.now())
        db.session.commit()
        flash(_("The file was thrown away. Nothing had been written."))
    return redirect(url_for("quizzes.import_items", bank_id=bank_id), 303)


@bp.post("/item-imports/<uuid:import_id>/undo")
@needs("edit bank")
def import_undo(import_id: uuid.UUID) -> Any:
    run = fetch(ItemImport, import_id)
    if EmptyForm().validate_on_submit():
        import_applying.lock(run)
        done = import_applying.undo(run, actor=current_user, at=clock.now())
        db.session.commit()
        _tell(done)
    return redirect(url_for("quizzes.import_preview", import_id=run.id), 303)


def _tell(done: Undone) -> None:
    flash(ngettext("%(num)s question was taken out.", "%(num)s questions were taken out.", done.removed))
    if done.put_back:
        flash(ngettext("%(num)s wording is as before.", "%(num)s wordings are as before.", done.put_back))
    if done.retired:
        numbers = ", ".join(map(str, done.retired[:20]))
        flash(
            _("Used already, so kept for the past but no longer asked: %(numbers)s.", numbers=numbers),
            "warning",
        )
    if done.left:
        numbers = ", ".join(map(str, done.left[:20]))
        flash(_("Changed by somebody since, so left as they are: %(numbers)s.", numbers=numbers), "warning")


@bp.get("/item-imports/<uuid:import_id>/faulty")
@needs("edit bank")
def import_faulty(import_id: uuid.UUID) -> Response:
    return _download(*import_downloads.faulty(fetch(ItemImport, import_id)))


@bp.get("/item-imports/<uuid:import_id>/pictures/<sha256>")
@needs("edit bank")
def import_picture(import_id: uuid.UUID, sha256: str) -> Response:
    file = import_services.picture_file(fetch(ItemImport, import_id), sha256)
    if file is None:
        abort(404)
    response = make_response(files.read(file))
    response.headers["Content-Type"] = file.media_type
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, max-age=86400"
    return response


def _download(content: bytes, media_type: str, name: str) -> Response:
    response = attachment(content, name)
    response.headers["Content-Type"] = media_type
    return response
