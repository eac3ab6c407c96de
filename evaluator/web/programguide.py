"""The OpenAPI description of the interface for other programs, made from the operations that there are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from evaluator import __version__
from evaluator.web.sessions import API

if TYPE_CHECKING:
    from evaluator.web.programs import Operation

_TEXT: Mapping[str, Any] = {"type": "string"}
_NUMBER: Mapping[str, Any] = {"type": "integer"}
_REFUSALS = {
    400: "the request is not complete or not well formed",
    401: "the token is unknown, ended or too old",
    403: "the account may look at this but not change it",
    404: "there is none, or this account may not see it",
    413: "more than is taken at once",
    422: "it cannot be used; the sentence says why and what to do",
    503: "the server cannot do it now; nothing was lost, ask again",
}
"""The answers that any operation may give instead of its own."""


def _object(properties: Mapping[str, Any], *, needs: Iterable[str] | None = None, more: bool = False) -> dict[str, Any]:
    wanted = list(properties if needs is None else needs)
    return {"type": "object", "properties": dict(properties), "required": wanted, "additionalProperties": more}


def _list(of: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": dict(of)}


_ANY: Mapping[str, Any] = {"type": "object"}
_ABOUT: Mapping[str, Any] = {
    "id": _TEXT,
    "title": _TEXT,
    "year": {"type": ["integer", "null"]},
    "department": _TEXT,
    "created_at": _TEXT,
    "created_by": _TEXT,
    "head": {"type": "integer", "description": "the number of the last decision on record"},
}
_DOCUMENT = _object({"role": _TEXT, "name": _TEXT, "sha256": _TEXT, "size": _NUMBER})
SCHEMAS: Mapping[str, dict[str, Any]] = {
    "Account": _object({"name": _TEXT, "role": _TEXT, "departments": _list(_TEXT)}),
    "List": _object({"page": _NUMBER, "pages": _NUMBER, "items": _list(_object(_ABOUT))}),
    "New": _object(
        {
            "year": {"type": ["integer", "string"]},
            "department": _TEXT,
            "title": _TEXT,
            "rulebook": _TEXT,
            "from": {"type": "string", "description": "last year's evaluation, to start from"},
        },
        needs=("year",),
    ),
    "Made": _object({"id": _TEXT}),
    "Whole": _object(
        {**_ABOUT, "settings": {"type": "object", "additionalProperties": _TEXT}, "documents": _list(_DOCUMENT)}
    ),
    "Documents": _object(
        {
            "role": {"type": "string", "enum": ["targets", "actuals", "rules", "forms", "previous"]},
            "files": _list({"type": "string", "format": "binary"}),
            "replaces": {"type": "string", "description": "role/name of a document whose place the file takes"},
        },
        needs=("role", "files"),
    ),
    "Read": _object(
        {"event": _NUMBER, "documents": _list(_ANY), "failed": _list(_ANY)},
    ),
    "Run": _object({"event": _NUMBER, "manifest": _ANY, "forms": _list(_ANY), "findings": _list(_ANY)}, more=True),
    "Record": _list(_ANY),
    "Work": _object({"work": _object({"state": _TEXT}, more=True)}),
    "Refused": _object({"refused": {"type": "string", "description": "one sentence, in the language asked for"}}),
}
"""The shapes of what is sent and of what comes back; forms, findings and manifest are described in docs/json.md."""


def described(operations: Iterable[Operation]) -> dict[str, Any]:
    """The description, an OpenAPI 3.1 document."""
    paths: dict[str, dict[str, Any]] = {}
    for one in operations:
        paths.setdefault(API + one.path, {})[one.method.lower()] = _operation(one)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "绩效评价工作台 / evaluation workbench",
            "version": __version__,
            "description": "An account's token goes along as `Authorization: Bearer …`; it may what the account may. "
            "A result that is being made is answered by 202: ask again. Texts are Chinese or English by "
            "`Accept-Language`.",
        },
        "servers": [{"url": "/"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": {name: shape for name, shape in SCHEMAS.items() if name != "Documents"},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(one: Operation) -> dict[str, Any]:
    named = re.findall(r"{(\w+)}", one.path)
    answers: dict[str, Any] = {str(one.status): {"description": one.says, "content": _content(one.comes)}}
    if one.waits:
        answers["202"] = {"description": "it is being made: ask again", "content": _content("Work")}
    for status, says in _REFUSALS.items():
        answers[str(status)] = {"description": says, "content": _content("Refused")}
    parameters = [_parameter(name, "path") for name in named]
    if one.comes == "List":
        parameters.append(_parameter("page", "query"))
    found = {
        "operationId": f"{one.method.lower()}{re.sub(r'[^a-zA-Z]+', '_', one.path.replace('{evaluation}', 'one'))}",
        "summary": one.says,
        "parameters": parameters,
        "responses": answers,
    }
    if one.sent:
        kind = "multipart/form-data" if one.sent == "Documents" else "application/json"
        shape = SCHEMAS[one.sent] if one.sent == "Documents" else _named(one.sent)
        found["requestBody"] = {"required": True, "content": {kind: {"schema": shape}}}
    return found


def _parameter(name: str, place: str) -> dict[str, Any]:
    return {"name": name, "in": place, "required": place == "path", "schema": dict(_TEXT)}


def _content(comes: str) -> dict[str, Any]:
    if comes == "file":
        return {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
    return {"application/json": {"schema": _named(comes)}}


def _named(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}
