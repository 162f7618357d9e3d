"""Contracts: what each source system delivers, written in YAML and checked when loaded.

A contract decides how a file is read; nothing is guessed from the file. The models below are
the schema of `ingest/sources/<source>.yml`; unknown keys are refused.
"""

import codecs
import hashlib
import json
import re
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

import yaml
from pydantic import (
    BaseModel,
    BeforeValidator,
    Field,
    StringConstraints,
    ValidationError,
    field_validator,
    model_validator,
)

from ingest.columns import Column, OneCharacter, SnakeName
from ingest.errors import ContractError

try:  # in C it reads the contracts in a tenth of the time: a second of every command
    from yaml import CSafeLoader as SafeLoader
except ImportError:  # PyYAML built without libyaml
    from yaml import SafeLoader  # type: ignore[assignment]

SOURCES = Path(__file__).resolve().parent / "sources"
Container = Literal["csv", "gz", "zip"]


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


def is_utf8(encoding: str) -> bool:
    """Whether bytes of this encoding are UTF-8 text as they are."""
    return codecs.lookup(encoding).name in ("utf-8", "utf-8-sig", "ascii")


def _decodes_anything(encoding: str) -> bool:
    try:
        bytes(range(256)).decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


class ObjectContract(BaseModel, extra="forbid", frozen=True):
    """One object of a source, e.g. its opportunities."""

    description: str
    files: Annotated[list[str], Field(min_length=1)]
    containers: list[Container] = ["csv", "gz", "zip"]
    date_pattern: str | None = None
    delivery: Literal["complete", "delta"] = "complete"
    encoding: Annotated[list[str], Field(min_length=1), BeforeValidator(_listed)] = ["utf-8"]
    delimiter: OneCharacter = ","
    quote: OneCharacter = '"'
    null_values: list[str] = [""]
    keys: Annotated[list[SnakeName], Field(min_length=1)]
    version_column: SnakeName | None = None
    columns: Annotated[list[Column], Field(min_length=1)]

    def column(self, name: str) -> Column:
        """The column with this raw name; raises KeyError."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    def matches(self, file_name: str) -> bool:
        """Whether a file or ZIP member name (any case, with or without .gz) is this object's."""
        name = file_name.lower().removesuffix(".gz")
        return any(fnmatchcase(name, pattern.lower()) for pattern in self.files)

    @field_validator("date_pattern")
    @classmethod
    def _pattern_has_date(cls, value: str | None) -> str | None:
        if value is not None and "date" not in re.compile(value).groupindex:
            raise ValueError("date_pattern needs a group (?P<date>...)")
        return value

    @field_validator("encoding")
    @classmethod
    def _encodings_are_told_apart(cls, names: list[str]) -> list[str]:
        for name in names:
            try:
                "".encode(name)
            except LookupError as error:
                raise ValueError(f"{name!r} is no encoding Python knows") from error
        for name in names[1:]:
            if is_utf8(name):
                raise ValueError("utf-8 must be the first encoding: others read its bytes as well")
        for name in names[:-1]:
            if not is_utf8(name) and _decodes_anything(name):
                raise ValueError(f"{name!r} reads any bytes, so no encoding after it ever counts")
        return names

    @model_validator(mode="after")
    def _names_fit_together(self) -> "ObjectContract":
        names = [column.name for column in self.columns]
        _refuse_twice(names, "column name")
        _refuse_twice([h.lower() for c in self.columns for h in c.headers], "header or alias")
        for key in [*self.keys, *([self.version_column] if self.version_column else [])]:
            if key not in names:
                raise ValueError(f"{key!r} is named as a key or version column but is no column")
        # Further keys may be empty: a row without a first day is one row of its own.
        if not self.column(self.keys[0]).required:
            raise ValueError(f"key column {self.keys[0]!r} must be required: true")
        if self.delimiter == self.quote:
            raise ValueError("delimiter and quote are the same character")
        return self


class Contract(BaseModel, extra="forbid", frozen=True):
    """Everything known about one source system's deliveries."""

    source: SnakeName
    description: str
    time_zone: str
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] | None = None
    cadence_days: Annotated[int, Field(ge=1)] | None = None
    ignore_files: list[str] = []
    objects: Annotated[dict[SnakeName, ObjectContract], Field(min_length=1)]

    @field_validator("time_zone")
    @classmethod
    def _zone_is_known(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError(f"{value!r} is no time zone; write one such as Asia/Jakarta")
        return value

    @model_validator(mode="after")
    def _no_shared_files(self) -> "Contract":
        for name, contract in self.objects.items():
            for pattern in contract.files:
                sample = pattern.replace("*", "").replace("?", "x")
                for other, rival in self.objects.items():
                    if other != name and rival.matches(sample):
                        raise ValueError(f"objects {name} and {other} both match {sample!r}")
        return self

    @property
    def path(self) -> str:
        """The contract's file as messages name it."""
        return f"ingest/sources/{self.source}.yml"

    def is_ignored(self, file_name: str) -> bool:
        """Whether the contract says that this file is documentation, not data."""
        return any(fnmatchcase(file_name.lower(), glob.lower()) for glob in self.ignore_files)

    def objects_matching(self, file_name: str) -> list[str]:
        """Names of the objects whose patterns match a file or ZIP member name."""
        return [name for name, contract in self.objects.items() if contract.matches(file_name)]

    def version(self, object_name: str) -> str:
        """Twelve hex digits that change when the way this object is read changes."""
        content = self.objects[object_name].model_dump(mode="json")
        content.pop("description")
        for column in content["columns"]:
            column.pop("description")
        text = json.dumps([self.time_zone, content], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:12]


def load_contract(path: Path) -> Contract:
    """Read one contract file; raises ContractError naming the file and every wrong key."""
    shown = f"{path.parent.name}/{path.name}"
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_UniqueKeyLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ContractError(f"{shown}: not readable as YAML: {_one_line(error)}") from error
    try:
        contract = Contract.model_validate(content)
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(str(part) for part in item['loc']) or 'file'}: {item['msg']}"
            for item in error.errors(include_url=False)
        )
        raise ContractError(f"{shown}: {_one_line(problems)}") from error
    if contract.source != path.stem:
        raise ContractError(
            f"{shown}: source: is {contract.source!r} but the file is named {path.stem!r};"
            " make them equal."
        )
    return contract


def load_contracts(directory: Path = SOURCES) -> dict[str, Contract]:
    """Read every contract of a directory, by source name; raises ContractError."""
    contracts, broken = usable_contracts(directory)
    for error in broken.values():
        raise error
    return contracts


def usable_contracts(
    directory: Path = SOURCES,
) -> tuple[dict[str, Contract], dict[str, ContractError]]:
    """The valid contracts, and what is wrong with the others, by source name.

    For a night, in which a slip in one contract must not keep the other sources out.
    """
    contracts: dict[str, Contract] = {}
    broken: dict[str, ContractError] = {}
    for path in sorted(directory.glob("*.yml")):
        try:
            contracts[path.stem] = load_contract(path)
        except ContractError as error:
            broken[path.stem] = error
    return contracts, broken


def _refuse_twice(names: list[str], what: str) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"{what} {', '.join(map(repr, twice))} is there twice")


def _one_line(problem: object) -> str:
    return " ".join(str(problem).split())


class _UniqueKeyLoader(SafeLoader):
    """YAML where a key that is written twice is an error instead of a silent overwrite."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=deep) for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.constructor.ConstructorError(
                    None, None, f"key {key!r} is written twice", node.start_mark
                )
        return super().construct_mapping(node, deep=deep)
