"""A table of a rule file that knows where it stands, so that whatever is wrong is named with its key."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from string import Formatter
from typing import Any, TypeVar

from munera.engines.levies.errors import BadDate, BadNumber, BadText, MissingKey, UnknownKey

Choice = TypeVar("Choice", bound=StrEnum)


class Table:
    """Nothing is read from it that was not asked for by name, and nothing may be in it that nobody reads."""

    def __init__(
        self, file: str, at: str, content: Any, *, required: tuple[str, ...] = (), optional: tuple[str, ...] = ()
    ) -> None:
        if not isinstance(content, dict):
            raise BadText(file, at, "must be a table")
        self.file, self.at, self.content = file, at, content
        for key in required:
            if key not in content:
                raise MissingKey(file, self.where(key), "must be given")
        if required or optional:
            for key in content:
                if key not in (*required, *optional):
                    raise UnknownKey(file, self.where(key), f"expected one of {', '.join((*required, *optional))}")

    def __contains__(self, key: str) -> bool:
        return key in self.content

    def where(self, key: str) -> str:
        return f"{self.at}.{key}" if self.at else key

    def table(self, key: str, *, required: tuple[str, ...] = (), optional: tuple[str, ...] = ()) -> "Table":
        return Table(self.file, self.where(key), self.content[key], required=required, optional=optional)

    def within(self, *, required: tuple[str, ...], optional: tuple[str, ...] = ()) -> "Table":
        return Table(self.file, self.at, self.content, required=required, optional=optional)

    def tables(self, key: str, *, required: tuple[str, ...], optional: tuple[str, ...] = ()) -> list["Table"]:
        content = self.content[key]
        if not isinstance(content, list) or not content:
            raise BadText(self.file, self.where(key), "must be a list with at least one table")
        return [
            Table(self.file, f"{self.where(key)}[{place}]", entry, required=required, optional=optional)
            for place, entry in enumerate(content)
        ]

    def text(self, key: str) -> str:
        content = self.content[key]
        if not isinstance(content, str) or not content.strip():
            raise BadText(self.file, self.where(key), "must be a text that says something")
        return content

    def texts(self, key: str) -> tuple[str, ...]:
        content = self.content[key]
        if not isinstance(content, list) or not content or not all(isinstance(entry, str) for entry in content):
            raise BadText(self.file, self.where(key), "must be a list of names")
        return tuple(content)

    def one_or_more(self, key: str) -> tuple[str, ...]:
        """A name, or a list of names."""
        return (self.text(key),) if isinstance(self.content[key], str) else self.texts(key)

    def one_of(self, key: str, choices: type[Choice]) -> Choice:
        try:
            return choices(self.text(key))
        except ValueError:
            raise BadText(self.file, self.where(key), f"must be one of {', '.join(choices)}") from None

    def names(self, key: str) -> Mapping[str, str]:
        """One name per language, English among them."""
        names = self.table(key)
        if "en" not in names.content:
            raise MissingKey(self.file, names.where("en"), "must be given")
        return {language: names.text(language) for language in names.content}

    def sentences(self, key: str, *, places: Collection[str]) -> Mapping[str, str]:
        """One sentence per language, in which only these places may be filled in."""
        sentences = self.names(key)
        for language, sentence in sentences.items():
            where = f"{self.where(key)}.{language}"
            try:
                found = {
                    place for _text, place, _format, _conversion in Formatter().parse(sentence) if place is not None
                }
            except ValueError as error:
                raise BadText(self.file, where, str(error)) from None
            if unknown := found - set(places):
                raise BadText(
                    self.file, where, f"cannot fill in {{{min(unknown)}}}; known: {', '.join(places) or 'none'}"
                )
        return sentences

    def sources(self, key: str) -> Mapping[str, str]:
        """A citation, which is the same in every language, or a text for each language."""
        return self.names(key) if isinstance(self.content[key], dict) else {"en": self.text(key)}

    def day(self, key: str) -> date:
        content = self.content[key]
        if not isinstance(content, date) or isinstance(content, datetime):
            raise BadDate(self.file, self.where(key), f"must be a plain day such as 2026-01-31, not {content!r}")
        return content

    def span(self) -> tuple[date, date | None]:
        """``from`` and ``until``, where they are given."""
        starts = self.day("from") if "from" in self else date.min
        until = self.day("until") if "until" in self else None
        if until is not None and until < starts:
            raise BadDate(self.file, self.where("until"), f"{until} lies before {starts}")
        return starts, until

    def hour(self, key: str) -> time:
        content = self.content[key]
        if not isinstance(content, time):
            raise BadDate(self.file, self.where(key), f"must be an hour such as 10:00:00, not {content!r}")
        return content

    def yes_or_no(self, key: str) -> bool:
        content = self.content[key]
        if not isinstance(content, bool):
            raise BadText(self.file, self.where(key), "must be true or false")
        return content

    def number(self, key: str) -> Decimal:
        content = self.content[key]
        if isinstance(content, bool) or not isinstance(content, int | Decimal) or not Decimal(content).is_finite():
            raise BadNumber(self.file, self.where(key), f"must be a number, not {content!r}")
        return Decimal(content)

    def whole_number(self, key: str, *, least: int = 1, most: int | None = None) -> int:
        number = self.number(key)
        within = number >= least and (most is None or number <= most)
        if number != number.to_integral_value() or not within:
            bounds = f"from {least}" if most is None else f"from {least} to {most}"
            raise BadNumber(self.file, self.where(key), f"must be a whole number {bounds}, not {number}")
        return int(number)
