"""The command line says what it did in plain lines, and what went wrong in one."""

import logging

import pytest

from ingest.__main__ import main
from tests.unit.ingest.conftest import Company

TEAMS = "sales_agent,manager,regional_office\nAgent A,Boss B,Office C\n"


def test_load_and_check(
    company: Company, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    monkeypatch.setenv("PANTAU_DATA", str(company.settings.data))
    path = company.settings.landing / "maven" / "2026-01-31" / "sales_teams.csv"
    path.parent.mkdir(parents=True)
    path.write_text(TEAMS)
    assert main(["load", "--source", "maven"]) == 0
    assert caplog.messages == ["maven.sales_teams: 1 new loads, 1 rows read, 1 loaded, 0 rejected"]
    assert (company.settings.raw / "load_log.parquet").exists()
    assert main(["check"]) == 0
    assert caplog.messages[-1].startswith("ingest/sources/")


def test_an_error_is_one_line(
    company: Company, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("PANTAU_DATA", str(company.settings.data))
    assert main(["load", "--source", "siebel"]) == 1
    assert caplog.messages[-1].startswith("no source 'siebel'; there are generic, maven, olist")
