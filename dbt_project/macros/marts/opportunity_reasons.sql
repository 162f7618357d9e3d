{#- The sentences of mart_open_opportunities_ranked: per language a list of (condition, sentence),
    each sentence an SQL text over the columns of int_open_opportunities_explained. -#}
{% macro opportunity_reasons() -%}
    {%- set historic = "win_probability_basis = 'historic_stage_rate'" -%}
    {%- set guessed = "win_probability_basis = 'stage_default'" -%}
    {%- set silent = 'is_neglected and last_activity_date is not null' -%}
    {%- set untouched = 'is_neglected and last_activity_date is null' -%}
    {{ return({
        'en': [
            (historic, "'Win chance ' || win_percent || ' %: of ' || stage_closed_count || ' closed deals that reached this stage, ' || stage_won_count || ' were won.'"),
            (guessed, "'Win chance ' || win_percent || ' %: the default of the stage, because only ' || stage_closed_count || ' deals that reached it are closed.'"),
            ('is_overdue', "' The expected close date passed ' || overdue_days || ' days ago.'"),
            ('is_stuck', "' In this stage for ' || days_in_stage || ' days; the limit is ' || stuck_limit || '.'"),
            (silent, "' No activity for ' || days_since_last_activity || ' days.'"),
            (untouched, "' No activity is recorded.'"),
            ('is_next_step_missing', "' No next step is planned.'"),
            ('amount is null', "' The amount is missing, so it cannot be ranked by value.'"),
        ],
        'id': [
            (historic, "'Peluang menang ' || win_percent || ' %: dari ' || stage_closed_count || ' transaksi selesai yang mencapai tahap ini, ' || stage_won_count || ' dimenangkan.'"),
            (guessed, "'Peluang menang ' || win_percent || ' %: nilai bawaan tahap, karena baru ' || stage_closed_count || ' transaksi yang mencapainya sudah selesai.'"),
            ('is_overdue', "' Perkiraan tanggal penutupan sudah lewat ' || overdue_days || ' hari.'"),
            ('is_stuck', "' Sudah ' || days_in_stage || ' hari di tahap ini; batasnya ' || stuck_limit || '.'"),
            (silent, "' Tidak ada aktivitas selama ' || days_since_last_activity || ' hari.'"),
            (untouched, "' Belum ada aktivitas yang tercatat.'"),
            ('is_next_step_missing', "' Belum ada langkah berikutnya yang direncanakan.'"),
            ('amount is null', "' Nilainya belum diisi, sehingga tidak dapat diurutkan menurut nilai.'"),
        ],
    }) }}
{%- endmacro %}
