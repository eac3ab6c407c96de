"""One book from the tables of its TOML file to a Rulebook; whatever is wrong becomes a finding with its key path."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from rules import kinds as codes
from rules import schema, values
from rules.coverage import coverage
from rules.rulebook import Provision, Rulebook, Source, Standing, plain
from targets.kinds.finding import Finding, Kind, Severity
from targets.kinds.location import Location

_KIND_OF_BAD_VALUE: dict[str, Kind] = {
    "value": codes.ValueBad,
    "key": codes.KeyUnknown,
    "gap": codes.BandsGap,
    "overlap": codes.BandsOverlap,
}
_TOP = ("id", "title", "title_en", "regime", "extends", "in_force", "checked_on", "severity", "sources", "override")
_FIELDS = ("use", "params", "standing", "cite", "quote", "reason", "reason_en", "zh", "en", "enabled")

BaseOf = Callable[[str], tuple[Rulebook | None, tuple[Finding, ...]]]
"""From what ``extends`` says to the book that is meant, with what is wrong with it."""


class BookReader:
    """One book being read: collects what is wrong, then makes the book if nothing is."""

    def __init__(self, data: Mapping[str, Any], name: str, base_of: BaseOf) -> None:
        self.data = data
        self.at = Location(file=name)
        self.base_of = base_of
        self.findings: list[Finding] = []
        self.id = self._plain_text("id", name.removesuffix(".toml"))

    def result(self) -> tuple[Rulebook | None, tuple[Finding, ...]]:
        """The book, or None and what is wrong with it."""
        data = self.data
        base = self._base()
        for key in data:
            if key not in _TOP and key not in schema.GROUPS:
                known = ", ".join((*_TOP, *schema.GROUPS))
                self._add(codes.KeyUnknown, key, f"没有这一项（可用：{known}）", f"no such key (known: {known})")
        sources = dict(base.sources) if base else {}
        own = self._sources()
        for key in own.keys() & sources.keys():
            zh, en = (
                f"来源“{key}”已在所承接的办法中，请另起名",
                f"the extended book has a source {key!r}: choose another name",
            )
            self._add(codes.OverrideUnknown, f"sources.{key}", zh, en)
        sources |= own
        provisions = dict(base.provisions) if base else {}
        for group in schema.GROUPS:
            for name, table in self._table(data.get(group, {}), group).items():
                key = f"{group}.{name}"
                if base and key in base.provisions:
                    self._add(
                        codes.OverrideUnknown,
                        key,
                        f"{base.provisions[key].origin} 已有此条款，须写在 [[override]] 中",
                        f"{base.provisions[key].origin} has this provision already: change it in [[override]]",
                    )
                elif (made := self._provision(key, key, self._table(table, key), sources)) is not None:
                    provisions[key] = made
        provisions |= self._overrides(base, sources)
        severities = dict(base.severities if base else {}) | self._severities()
        regime = self._choice("regime", ("points", "dimensions"), base.regime if base else "points")
        since, until = self._in_force()
        checked = self._date(data.get("checked_on"), "checked_on")
        if not self.findings:
            self.findings += coverage(provisions, regime, self.at)
        if self.findings:
            return None, tuple(self.findings)
        if base:  # A group keeps the order of the base; new provisions follow.
            order = {key: place for place, key in enumerate(provisions)}
            provisions = {key: provisions[key] for key in sorted(provisions, key=order.__getitem__)}
        return (
            Rulebook(
                id=self.id,
                title=self._plain_text("title", self.id),
                title_en=self._plain_text("title_en", ""),
                digest=_digest(self.id, regime, severities, provisions),
                regime=regime,
                lineage=(self.id, *(base.lineage if base else ())),
                since=since,
                until=until,
                checked_on=checked,
                severities=severities,
                sources=sources,
                provisions=provisions,
                base=base,
            ),
            (),
        )

    def _base(self) -> Rulebook | None:
        name = self.data.get("extends")
        if name is None:
            return None
        if not isinstance(name, str):
            self._add(
                codes.ValueBad, "extends", "应为另一部办法的 id 或路径", "the id or path of another book is wanted"
            )
            return None
        book, findings = self.base_of(name)
        self.findings += findings
        return book

    def _severities(self) -> dict[str, str]:
        """``[severity]``: names of findings and what they are to weigh under this book."""
        found: dict[str, str] = {}
        for name, value in self._table(self.data.get("severity", {}), "severity").items():
            if value in tuple(Severity):
                found[name] = str(value)
            else:
                choice = ", ".join(Severity)
                self._add(codes.ValueBad, f"severity.{name}", f"应为 {choice} 之一", f"one of {choice} is wanted")
        return found

    def _sources(self) -> dict[str, Source]:
        fields = {
            "title": values.Field(values.text),
            **{
                name: values.Field(values.text, "")
                for name in ("title_en", "number", "issuer", "url", "sha256", "seen")
            },
            "issued": values.Field(lambda value: self._date(value, "sources"), None),
        }
        found: dict[str, Source] = {}
        for key, table in self._table(self.data.get("sources", {}), "sources").items():
            try:
                found[key] = Source(key=key, **values.table(table, fields))
            except values.BadValueError as bad:
                self._bad(f"sources.{key}", bad)
        return found

    def _overrides(self, base: Rulebook | None, sources: Mapping[str, Source]) -> dict[str, Provision]:
        made: dict[str, Provision] = {}
        places: dict[str, str] = {}
        entries = self.data.get("override", [])
        if not isinstance(entries, list):
            self._add(codes.ValueBad, "override", "应写作 [[override]]", "override is a list: [[override]]")
            return made
        for position, entry in enumerate(entries):
            path = f"override[{position}]"
            table = self._table(entry, path)
            key = str(table.get("provision", ""))
            old = base.provisions.get(key) if base else None
            if old is None:
                self._add(
                    codes.OverrideUnknown,
                    path,
                    f"没有可改写的条款“{key}”",
                    f"there is no provision {key!r} to override",
                )
                continue
            if key in places:
                self.findings.append(codes.OverrideDouble.found(self.at, path=path, other=places[key]))
                continue
            places[key] = path
            if not isinstance(table.get("reason"), str):
                self._add(codes.CitationMissing, path, "改写须写明 reason", "an override needs a reason")
                continue
            rest = {name: value for name, value in table.items() if name != "provision"}
            if (provision := self._provision(key, path, rest, sources, old)) is not None:
                made[key] = provision
        return made

    def _provision(
        self, key: str, path: str, table: Mapping[str, Any], sources: Mapping[str, Source], old: Provision | None = None
    ) -> Provision | None:
        """A provision of the book at key path ``path``; what an override does not state is as in ``old``."""
        before = len(self.findings)
        group = key.partition(".")[0]
        selector_fields = dict(schema.SELECTORS.get(group, {}))
        name = key.partition(".")[2]
        if group == "score" and name in (*schema.SCORED_CASES, *schema.PRINTED_CASES):
            selector_fields["case"] = values.Field(selector_fields["case"].check, name)
        for field in table:
            if field not in _FIELDS and field not in selector_fields:
                known = ", ".join((*_FIELDS, *selector_fields))
                self._add(
                    codes.KeyUnknown, f"{path}.{field}", f"没有这一项（可用：{known}）", f"no such key (known: {known})"
                )
        selectors: dict[str, Any] = {}
        given = {field: table[field] for field in selector_fields if field in table}
        try:
            selectors = (
                dict(old.selectors) | {field: selector_fields[field].check(value) for field, value in given.items()}
                if old
                else values.table(given, selector_fields)
            )
        except values.BadValueError as bad:
            self._bad(path, bad)
        use = table.get("use", old.use if old else None)
        method = self._method(path, key, use, selectors)
        params: Mapping[str, Any] = {}
        if method is not None:
            inherited = old.params if old and use == old.use else {}
            try:
                stated = self._table(table.get("params", {}), f"{path}.params")
                fields = {n: values.Field(f.check, inherited.get(n, f.default)) for n, f in method.params.items()}
                params = values.table(stated, fields)
            except values.BadValueError as bad:
                self._bad(f"{path}.params", bad)
        standing, source, article = self._standing(path, table, sources, old)
        wording = self._wording(path, table, old if old is not None and use == old.use else None)
        enabled = table.get("enabled", old.enabled if old else True)
        if not isinstance(enabled, bool):
            self._add(codes.ValueBad, f"{path}.enabled", "应为 true 或 false", "true or false is wanted")
        texts = {name: table.get(name, "") for name in ("quote", "reason", "reason_en")}
        for field, value in texts.items():
            if not isinstance(value, str):
                self._add(codes.ValueBad, f"{path}.{field}", "应为文字", "a text is wanted")
        if len(self.findings) > before or standing is None:
            return None
        return Provision(
            key=key,
            use=str(use),
            params=params,
            standing=standing,
            origin=self.id,
            text_zh=wording["zh"],
            text_en=wording["en"],
            source=source,
            article=article,
            quote=texts["quote"],
            reason=texts["reason"],
            reason_en=texts["reason_en"],
            enabled=enabled,
            selectors=selectors,
        )

    def _wording(self, path: str, table: Mapping[str, Any], old: Provision | None) -> dict[str, str]:
        """The provision in words; an override that keeps the method may keep the words."""
        inherited = {"zh": old.text_zh, "en": old.text_en} if old else {}
        wording = {}
        for lang in ("zh", "en"):
            value = table.get(lang, inherited.get(lang))
            if not isinstance(value, str) or not value.strip():
                self._add(codes.ValueBad, f"{path}.{lang}", "缺少条款说明", "the wording of the provision is missing")
            wording[lang] = str(value)
        return wording

    def _method(self, path: str, key: str, use: Any, selectors: Mapping[str, Any]) -> schema.Method | None:
        group = key.partition(".")[0]
        if group == "score":
            allowed = schema.METHODS_BY_CASE.get(selectors.get("case", ""), ())
        else:
            allowed = schema.ALLOWED_BY_KEY.get(key, schema.ALLOWED_BY_GROUP.get(group, ()))
        if not allowed and group != "score":
            known = ", ".join(k for k in schema.ALLOWED_BY_KEY if k.startswith(f"{group}."))
            self._add(codes.KeyUnknown, path, f"没有这一条款（可用：{known}）", f"no such provision (known: {known})")
            return None
        if use not in allowed:
            self.findings.append(
                codes.MethodUnknown.found(self.at, path=f"{path}.use", use=str(use), allowed=", ".join(allowed))
            )
            return None
        return schema.GROUPS[group][str(use)]

    def _standing(
        self, path: str, table: Mapping[str, Any], sources: Mapping[str, Source], old: Provision | None
    ) -> tuple[Standing | None, Source | None, str]:
        if old is not None and "standing" not in table and not table.keys() - {"enabled", "reason", "reason_en"}:
            return old.standing, old.source, old.article
        try:
            standing = Standing(str(table.get("standing", "")))
        except ValueError:
            choice = ", ".join(Standing)
            self._add(codes.CitationMissing, f"{path}.standing", f"应为 {choice} 之一", f"one of {choice} is wanted")
            return None, None, ""
        cite = table.get("cite", "")
        if standing is Standing.CONVENTION:
            if not table.get("reason"):
                self._add(codes.CitationMissing, f"{path}.reason", "约定须写明理由", "a convention needs its reason")
            if not cite:
                return standing, None, ""
        name, _, article = cite.partition("#") if isinstance(cite, str) else ("", "", "")
        if name not in sources:
            known = ", ".join(sources) or "–"
            self._add(
                codes.CitationMissing,
                f"{path}.cite",
                f"没有来源“{cite}”（sources 中有：{known}）",
                f"no source {cite!r} (in sources: {known})",
            )
            return standing, None, ""
        return standing, sources[name], article

    def _in_force(self) -> tuple[date | None, date | None]:
        table = self._table(self.data.get("in_force", {}), "in_force")
        for key in table:
            if key not in ("since", "until"):
                self._add(codes.KeyUnknown, f"in_force.{key}", "只有 since 和 until", "only since and until are known")
        since, until = (self._date(table.get(key), f"in_force.{key}") for key in ("since", "until"))
        if since and until and since >= until:
            self._add(codes.ValueBad, "in_force", "until 应晚于 since", "until must be later than since")
        return since, until

    def _date(self, value: Any, path: str) -> date | None:
        if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        self._add(codes.ValueBad, path, "应为日期，如 2020-02-25", "a date is wanted, such as 2020-02-25")
        return None

    def _choice(self, key: str, allowed: tuple[str, ...], default: str) -> str:
        value = self.data.get(key, default)
        if value not in allowed:
            self._add(codes.ValueBad, key, f"应为 {'、'.join(allowed)} 之一", f"one of {', '.join(allowed)} is wanted")
            return default
        return str(value)

    def _plain_text(self, key: str, default: str) -> str:
        value = self.data.get(key, default)
        if isinstance(value, str):
            return value
        self._add(codes.ValueBad, key, "应为文字", "a text is wanted")
        return default

    def _table(self, value: Any, path: str) -> dict[str, Any]:
        if isinstance(value, dict):
            return value
        self._add(codes.ValueBad, path, "应为表", "a table is wanted")
        return {}

    def _bad(self, path: str, bad: values.BadValueError) -> None:
        self._add(_KIND_OF_BAD_VALUE[bad.kind], path, bad.zh, bad.en)

    def _add(self, kind: Kind, path: str, zh: str, en: str) -> None:
        self.findings.append(kind.found(self.at, path=path, problem_zh=zh, problem_en=en))


def _digest(book_id: str, regime: str, severities: Mapping[str, str], provisions: Mapping[str, Provision]) -> str:
    content = {
        "id": book_id,
        "regime": regime,
        "severity": severities,
        "provisions": [p.as_json() for p in provisions.values()],
    }
    text = json.dumps(plain(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
