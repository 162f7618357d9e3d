"""Which deliveries came between two publications, for days that the first already covered.

What does not belong here: what they changed.
"""

from pathlib import Path

from duckdb import DuckDBPyConnection

from orchestration.restatement.published_then import Published


def list_arrivals(
    connection: DuckDBPyConnection, load_log: Path, then: Published, now: Published
) -> None:
    """Create ``arrivals`` (late and corrected files) and ``later_exports`` (how many others).

    A corrected file took the place of one of the same name and date, loaded or refused; every other
    file dated up to the first publication's business date came late.
    """
    connection.execute(
        """
        create table since as
        select * from read_parquet(?)
        where cast(loaded_at as timestamp) > ? and cast(loaded_at as timestamp) <= ?
        """,
        [str(load_log), then.known_at, now.known_at],
    )
    connection.execute(
        """
        create table arrivals as
        with replaced as (
            select distinct source_system, object_name, file_name, superseded_at
            from read_parquet(?) where superseded_at is not null
        )
        select
            since.export_as_of, since.source_system, since.object_name, since.file_name,
            case
                when since.first_status = 'quarantined' then 'refused'
                when replaced.file_name is not null then 'corrected'
                else 'late'
            end as arrival,
            since.status, since.loaded_at, since.rows_loaded, since.rows_rejected, since.reason
        from since
        left join replaced
            on
                since.source_system = replaced.source_system
                and since.object_name is not distinct from replaced.object_name
                and since.file_name = replaced.file_name
                and since.loaded_at = replaced.superseded_at
        where since.export_as_of <= ?
        order by all
        """,
        [str(load_log), then.as_of_date],
    )
    connection.execute(
        "create table later_exports as select * from since where export_as_of > ?",
        [then.as_of_date],
    )
