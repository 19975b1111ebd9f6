"""Files that are kept for some days only, results of long work and uploads, go when their day has come."""

from datetime import datetime

from flask import current_app
from sqlalchemy import select, update

from portal import clock
from portal.extensions import db
from portal.jobs.models import Job
from portal.jobs.sweeps import sweep
from portal.storage import files
from portal.storage.models import StoredFile


@sweep("erase files that have run out", minutes=60)
def erase_files(at: datetime) -> None:
    today = clock.day_of(at, current_app.config["TIME_ZONE"])
    for file in db.session.scalars(select(StoredFile).where(StoredFile.erase_on < today)).all():
        db.session.execute(update(Job).where(Job.result_file_id == file.id).values(result_file_id=None))
        files.erase(file)
        db.session.commit()
