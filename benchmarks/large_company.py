"""A large company as raw loads, made by DuckDB: the benchmarks' input, of any size.

It goes past the ingest on purpose, which `benchmarks.ingest_csv` measures. Everything follows from
the number of the record, so that two nights differ only by what happened in between: of N
opportunities about one in a hundred moves every day. A deal belongs to the owner of its account, an
account to the territory of its owner.
"""

from datetime import date
from pathlib import Path

import duckdb

from ingest.contracts import Contract, load_contracts
from ingest.ledger import write_load_log
from ingest.load_record import LoadRecord
from ingest.loads import prepare_raw
from ingest.settings import Settings

SOURCE = "salesforce"
FIRST_DAY = date(2023, 10, 5)
STAGES = ("Prospek", "Prospek Kualifikasi", "Presentasi", "Penawaran", "Penutupan")

# One row per opportunity and step it has taken by the night's date; a step is a change of stage.
STEPS = """
create or replace temp table steps as
with opportunities as (
    select
        i,
        cast(hash(i, 8) % {accounts} as bigint) as account,
        cast(hash(i, 1) % 1000 as integer) as created_day,
        cast(3 + hash(i, 2) % 20 as integer) as gap,
        hash(i, 3) % 10 < 4 as is_winner,
        cast(
            case when hash(i, 3) % 10 < 4 then 5 else 2 + hash(i, 4) % 4 end as integer
        ) as last_step
    from range({n}) as r (i)
)
select
    i,
    k,
    account,
    is_winner,
    created_day,
    k = last_step as is_closed,
    date '{first}' + created_day + k * gap as step_date,
    cast(1000000 * (1 + hash(i, 5) % 100) + 100000 * k as decimal(18, 2)) as amount,
    case
        when k = last_step and is_winner then 'Closed Won'
        when k = last_step then 'Closed Lost'
        else {stages}[k + 1]
    end as stage
from opportunities, (select cast(range as integer) as k from range(6)) as s
where k <= last_step and date '{first}' + created_day + k * gap <= date '{night}'
"""

OBJECTS = {
    "user": """
        select id('005', i) as id, 'Rep ' || i as name, 'true' as is_active,
            id('00E', i // 10) as user_role_id, 'Asia/Jakarta' as time_zone_sid_key,
            '2023-07-01 01:00:00' as created_date
        from range({reps}) as r (i)""",
    "user_role": """
        select id('00E', i) as id, 'Team ' || i as name,
            case when i > 0 then id('00E', (i - 1) // 5) end as parent_role_id
        from range({reps} // 10 + 1) as r (i)""",
    "account": """
        select id('001', i) as id, 'false' as is_deleted, 'Customer ' || i as name,
            ['Retail', 'Horeca', 'Konstruksi'][1 + i % 3] as industry,
            id('005', hash(i, 6) % {reps}) as owner_id, '2023-07-01 01:00:00' as created_date
        from range({accounts}) as r (i)""",
    "territory2": """
        select id('0MI', i) as id, 'Area ' || i as name,
            case when i > 0 then id('0MI', (i - 1) // 7) end as parent_territory2_id
        from range(57) as r (i)""",
    "object_territory2_association": """
        select id('0MA', i) as id, id('001', i) as object_id, 'Account' as sobject_type,
            id('0MI', 8 + (hash(i, 6) % {reps}) % 49) as territory2_id
        from range({accounts}) as r (i)""",
    "product2": """
        select id('01t', i) as id, 'Product ' || i as name, 'true' as is_active
        from range(100) as r (i)""",
    "opportunity": """
        select id('006', i) as id, 'false' as is_deleted,
            id('001', account) as account_id,
            'Deal ' || i as name, stage as stage_name, cast(amount as varchar) as amount,
            cast(step_date + 60 as varchar) as close_date, 'Website' as lead_source,
            is_closed::varchar as is_closed, (is_closed and is_winner)::varchar as is_won,
            'IDR' as currency_iso_code, id('005', hash(account, 6) % {reps}) as owner_id,
            (date '{first}' + created_day) || ' 02:00:00' as created_date,
            step_date || ' 02:00:00' as last_stage_change_date,
            step_date || ' 02:00:00' as last_modified_date,
            step_date || ' 02:00:00' as system_modstamp
        from steps qualify row_number() over (partition by i order by k desc) = 1""",
    "opportunity_history": """
        select id('008', i * 6 + k) as id, id('006', i) as opportunity_id,
            step_date || ' 02:00:00' as created_date, stage as stage_name,
            cast(amount as varchar) as amount, cast(step_date + 60 as varchar) as close_date,
            'IDR' as currency_iso_code, step_date || ' 02:00:00' as system_modstamp,
            'false' as is_deleted
        from steps""",
    "opportunity_line_item": """
        select id('00k', i) as id, 'false' as is_deleted, id('006', i) as opportunity_id,
            id('01t', hash(i, 10) % 100) as product2_id, '1.00' as quantity,
            cast(amount as varchar) as unit_price, cast(amount as varchar) as list_price,
            cast(amount as varchar) as total_price, 'IDR' as currency_iso_code
        from steps where k = 0""",
    "lead": """
        select id('00Q', i) as id, 'false' as is_deleted, 'Lead ' || i as company,
            'Website' as lead_source, 'Konversi' as status, 'true' as is_converted,
            id('005', hash(account, 6) % {reps}) as owner_id, step_date::varchar as converted_date,
            id('001', account) as converted_account_id,
            id('006', i) as converted_opportunity_id,
            (step_date - 5) || ' 02:00:00' as created_date,
            step_date || ' 02:00:00' as system_modstamp
        from steps where k = 0 and i % 2 = 0""",
    "task": """
        select id('00T', i * 6 + k) as id, 'false' as is_deleted, id('006', i) as what_id,
            case when k = 0 and i % 2 = 0 then id('00Q', i) end as who_id,
            id('005', hash(account, 6) % {reps}) as owner_id,
            'Call' as type, 'Call' as task_subtype,
            'true' as is_closed, step_date::varchar as activity_date,
            step_date || ' 03:00:00' as completed_date_time,
            step_date || ' 03:00:00' as created_date
        from steps where k < 2""",
    "case": """
        select id('500', i) as id, 'false' as is_deleted,
            id('001', account) as account_id,
            id('005', hash(account, 6) % {reps}) as owner_id,
            'Closed' as status, 'true' as is_closed,
            step_date || ' 02:00:00' as created_date, step_date || ' 06:00:00' as closed_date
        from steps where k = 0 and i % 20 = 0""",
}


def write_night(settings: Settings, n: int, night: date) -> int:
    """Write the complete exports of one night for `n` opportunities; returns the rows written."""
    contract = load_contracts()[SOURCE]
    prepare_raw(settings, load_contracts())
    numbers = {
        "n": n,
        "reps": max(20, n // 1000),
        "accounts": max(50, n // 10),
        "first": FIRST_DAY,
        "night": night,
        "stages": list(STAGES),
    }
    total = 0
    with duckdb.connect() as connection:
        connection.execute(
            "create macro id(prefix, i) as prefix || lpad((i)::varchar, 12, '0') || 'AAA'"
        )
        connection.execute(STEPS.format(**numbers))
        for name, query in OBJECTS.items():
            total += _write_load(
                connection, settings, contract, name, query.format(**numbers), night
            )
    write_load_log(settings, load_contracts())
    return total


def _write_load(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    contract: Contract,
    name: str,
    query: str,
    night: date,
) -> int:
    load_id = f"{night:%Y%m%d}_{name[:12]:0<12}"
    folder = settings.raw / SOURCE / name / load_id
    folder.mkdir(parents=True)
    given = [column[0] for column in connection.execute(f"describe {query}").fetchall()]
    columns = [
        column.name if column.name in given else f"null::varchar as {column.name}"
        for column in contract.objects[name].columns
    ]
    content = " || '|' || ".join(f"coalesce({column}, '')" for column in given)
    connection.execute(
        f"""
        copy (
            select {", ".join(columns)}, '{load_id}' as _load_id, '{name}.csv' as _file_name,
                row_number() over () as _line_number, date '{night}' as _export_as_of,
                'default' as _source_instance, md5({content}) as _row_hash,
                null::varchar as _extra
            from ({query})
        ) to '{folder / "rows.parquet"}' (format parquet, dictionary_size_limit 4096)"""
    )
    path = str(folder / "rows.parquet")
    ((rows,),) = connection.execute("select count(*) from read_parquet(?)", [path]).fetchall()
    record = LoadRecord(
        source_system=SOURCE,
        object_name=name,
        load_id=load_id,
        file_name=f"{SOURCE}/{night}/{name}.csv",
        sha256=load_id,
        export_as_of=night,
        status="loaded",
        delivery_kind="complete",
        rows_read=rows,
        rows_loaded=rows,
    )
    Path(folder / "load.json").write_text(record.to_json(), encoding="utf-8")
    return rows
