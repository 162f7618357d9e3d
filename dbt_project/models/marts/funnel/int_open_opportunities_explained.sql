{{ config(schema='intermediate', access='private', contract={'enforced': false}) }}

-- Why an opportunity stands where it stands, in sentences, and the code of what to do next.
{%- set basis = 'win_probability_basis = ' %}
{%- set silent = 'is_neglected and last_activity_date is not null' %}
{%- set untouched = 'is_neglected and last_activity_date is null' %}
{#- Per language: when a sentence is said, and its parts, texts and columns by turns. #}
{%- set reasons = {
    'en': [
        ('win_percent is not null', ['Win chance ', 'win_percent', ' %']),
        (basis ~ "'older_than_any_won'", [': of ', 'win_probability_peer_count',
            ' deals of this pipeline none was won after so many days.']),
        (basis ~ "'quarter_day'", [', as of ', 'win_probability_peer_count',
            ' deals that had been in this stage as long on the same day of earlier quarters.']),
        (basis ~ "'stage_age'", [', as of ', 'win_probability_peer_count',
            ' deals that entered this stage, after so many days in it.']),
        (basis ~ "'pipeline_age'", [', as of ', 'win_probability_peer_count',
            ' deals of this pipeline, after so many days.']),
        (basis ~ "'source_rate'", [': the win rate of the ', 'win_probability_peer_count',
            ' closed deals of this source.']),
        (basis ~ "'stage_default'",
            [': the default of the stage, because too few won and lost deals are known.']),
        ('is_overdue', [' The expected close date passed ', 'overdue_days', ' days ago.']),
        ('is_stuck', [' In this stage for ', 'days_in_stage', ' days; the limit is ',
            'stuck_limit', '.']),
        (silent, [' No activity for ', 'days_since_last_activity', ' days.']),
        (untouched, [' No activity is recorded.']),
        ('is_next_step_missing', [' No next step is planned.']),
        ('amount is null', [' The amount is missing, so it cannot be ranked by value.']),
    ],
    'id': [
        ('win_percent is not null', ['Peluang menang ', 'win_percent', ' %']),
        (basis ~ "'older_than_any_won'", [': dari ', 'win_probability_peer_count',
            ' transaksi di pipeline ini tidak ada yang dimenangkan setelah sekian hari.']),
        (basis ~ "'quarter_day'", [', menurut ', 'win_probability_peer_count',
            ' transaksi yang sudah selama ini di tahap ini pada hari yang sama di kuartal sebelumnya.']),
        (basis ~ "'stage_age'", [', menurut ', 'win_probability_peer_count',
            ' transaksi yang pernah masuk tahap ini, setelah sekian hari.']),
        (basis ~ "'pipeline_age'", [', menurut ', 'win_probability_peer_count',
            ' transaksi di pipeline ini, setelah sekian hari.']),
        (basis ~ "'source_rate'", [': tingkat kemenangan dari ', 'win_probability_peer_count',
            ' transaksi selesai sumber ini.']),
        (basis ~ "'stage_default'",
            [': nilai bawaan tahap, karena masih terlalu sedikit transaksi menang dan kalah.']),
        ('is_overdue', [' Perkiraan tanggal penutupan sudah lewat ', 'overdue_days',
            ' hari.']),
        ('is_stuck', [' Sudah ', 'days_in_stage', ' hari di tahap ini; batasnya ',
            'stuck_limit', '.']),
        (silent, [' Tidak ada aktivitas selama ', 'days_since_last_activity', ' hari.']),
        (untouched, [' Belum ada aktivitas yang tercatat.']),
        ('is_next_step_missing', [' Belum ada langkah berikutnya yang direncanakan.']),
        ('amount is null',
            [' Nilainya belum diisi, sehingga tidak dapat diurutkan menurut nilai.']),
    ],
} %}

with scored as (
    select * from {{ ref('int_open_opportunities_scored') }}
),

attention as (
    select * from {{ ref('int_opportunity_attention_summarised') }}
),

measured as (
    select
        scored.*,
        attention.last_activity_date,
        attention.next_activity_date,
        attention.has_activity_feed,
        attention.is_next_step_missing,
        {{ datediff_days(as_of_date(), 'attention.last_activity_date') }}
            as days_since_last_activity,
        attention.has_activity_feed and coalesce(
            {{ datediff_days(
                as_of_date(),
                'greatest(scored.created_date, '
                ~ 'coalesce(attention.last_activity_date, scored.created_date))'
            ) }} > 14,
            true
        ) as is_neglected,
        cast(round(100 * scored.win_probability) as bigint) as win_percent,
        cast(ceil(scored.stuck_limit_days) as bigint) as stuck_limit,
        {{ datediff_days(as_of_date(), 'scored.expected_close_date') }} as overdue_days
    from scored
    inner join attention
        on scored.opportunity_key = attention.opportunity_key
),

final as (
    select
        *,
        {% for language, sentences in reasons.items() %}
            {% for condition, parts in sentences %}
                case
                    when {{ condition }}
                        then
                            {% for part in parts %}
                                {{ "'" ~ part ~ "'" if loop.index is odd else part }}
                                {% if not loop.last %}||{% endif %}
                            {% endfor %}
                    else ''
                end
                {% if not loop.last %}||{% endif %}
            {% endfor %}
                as reasons_{{ language }},
        {% endfor %}
        case
            when is_overdue then 'confirm_close_date'
            when is_stuck then 'unblock_or_close'
            when is_neglected then 'call_customer'
            when is_next_step_missing then 'write_next_step'
            when amount is null then 'estimate_amount'
            else 'advance_from_' || stage_name
        end as next_action_code
    from measured
)

select * from final
