"""The OpenAPI 3.1 document of the API, its schemas made from the very types that are sent."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import msgspec

from portal.results import api_shapes as shapes
from portal.results.asking import OFFERED

SENT = (
    shapes.SurveysShape,
    shapes.SurveyShape,
    shapes.ResultsShape,
    shapes.ResponsesShape,
    shapes.SubmissionShape,
    shapes.ReceiptShape,
    shapes.ErrorShape,
)
REFERENCE = "#/components/schemas/{name}"


@lru_cache(maxsize=4)
def document(base_url: str) -> dict[str, Any]:
    _refs, components = msgspec.json.schema_components(SENT, ref_template=REFERENCE)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Portal", "version": "1", "description": "Surveys, their results and answers."},
        "servers": [{"url": f"{base_url}/api/v1"}],
        "security": [{"token": []}],
        "paths": _paths(),
        "components": {
            "schemas": components,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _paths() -> dict[str, Any]:
    key = _parameter("survey_id", "path", {"type": "string", "format": "uuid"})
    narrow = [_parameter(name, "query", {"type": "string"}) for name in (*OFFERED, "unflagged")]
    narrow += [_parameter(name, "query", {"type": "string", "format": "date"}) for name in ("from", "to")]
    crossing = [_parameter(name, "query", {"type": "string"}) for name in ("item", "cross")]
    paging = [_parameter(name, "query", {"type": "integer", "minimum": 1}) for name in ("page", "per_page")]
    paging.append(_parameter("answers", "query", {"enum": ["texts", "codes"]}))
    return {
        "/surveys": {"get": _operation("listSurveys", "Published surveys in scope", "SurveysShape", [])},
        "/surveys/{survey_id}": {"get": _operation("getSurvey", "One survey", "SurveyShape", [key])},
        "/surveys/{survey_id}/results": {
            "get": _operation("getResults", "Its figures", "ResultsShape", [key, *narrow, *crossing])
        },
        "/surveys/{survey_id}/responses": {
            "get": _operation(
                "listResponses", "Its answers, by page", "ResponsesShape", [key, *narrow, *paging]
            ),
            "post": _submit(key),
        },
        "/openapi.json": {
            "get": {
                "operationId": "describe",
                "summary": "This document",
                "security": [],
                "responses": {"200": {"description": "This document"}},
            }
        },
    }


def _parameter(name: str, place: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": place, "required": place == "path", "schema": schema}


def _operation(name: str, summary: str, shape: str, parameters: list[Any]) -> dict[str, Any]:
    return {
        "operationId": name,
        "summary": summary,
        "parameters": parameters,
        "responses": {"200": _content(summary, shape), **_errors()},
    }


def _submit(key: dict[str, Any]) -> dict[str, Any]:
    return {
        "operationId": "submitResponse",
        "summary": "Hand in one answer",
        "parameters": [key],
        "requestBody": {"required": True, "content": _json("SubmissionShape")},
        "responses": {
            "201": _content("Stored", "ReceiptShape"),
            "200": _content("Stored before; the same receipt", "ReceiptShape"),
            **_errors("409"),
        },
    }


def _errors(*more: str) -> dict[str, Any]:
    words = {
        "401": "No token, or one that was revoked",
        "403": "The owner of the token may not do this",
        "404": "There is no such survey in scope",
        "409": "Another answer has this id, or the survey takes none",
        "422": "Something in the request cannot be used",
        "429": "Too many requests",
    }
    wanted = ("401", "403", "404", "422", "429", *more)
    return {status: _content(words[status], "ErrorShape") for status in sorted(wanted)}


def _content(words: str, shape: str) -> dict[str, Any]:
    return {"description": words, "content": _json(shape)}


def _json(shape: str) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": REFERENCE.format(name=shape)}}}
