"""One line of JSON per event on standard error, with the request's id and never an answer or a name."""

import logging
from typing import Any

import structlog
from flask import Flask, g, has_request_context, request
from structlog.typing import EventDict, Processor


def _with_request(logger: Any, method: str, event: EventDict) -> EventDict:
    """Which page it was, without what was asked of it: addresses may hold codes."""
    if has_request_context():
        event["request_id"] = getattr(g, "request_id", "")
        event["endpoint"] = request.endpoint
        event["verb"] = request.method
    return event


def register(app: Flask) -> None:
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _with_request,
    ]
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)
    app.logger.handlers = [handler]
    app.logger.setLevel(logging.INFO)
    app.logger.propagate = False
