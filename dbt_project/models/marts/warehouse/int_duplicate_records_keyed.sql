{{ config(schema='intermediate', access='private', contract={'enforced': false}) }}

-- What leads and accounts are compared by. Left out are deleted records, those merged into another,
-- and those that a person decided to keep apart. E-mail addresses and phone numbers are hashes.
with
{% for contacts, seen, id in [
    ('contacts_of_leads', 'int_leads_seen', 'lead_id'),
    ('contacts_of_accounts', 'int_accounts_seen', 'account_id'),
] %}
    {{ contacts }} as (
        select
            source_system,
            source_instance,
            {{ id }},
            phone_hash,
            web_domain
        from {{ ref(seen) }}
        qualify row_number() over (
            partition by source_system, source_instance, {{ id }}
            order by seen_from desc nulls last, feed desc nulls last
        ) = 1
    ),
{% endfor %}

records as (
    select
        'lead' as record_kind,
        leads.source_system,
        leads.source_instance,
        leads.lead_id as record_id,
        leads.company_name as record_name,
        leads.owner_id,
        cast(null as string) as parent_id,
        leads.is_converted,
        leads.city,
        leads.email_hash,
        contacts.phone_hash,
        contacts.web_domain
    from {{ ref('hist_leads') }} as leads
    left join contacts_of_leads as contacts
        on
            leads.source_system = contacts.source_system
            and leads.source_instance = contacts.source_instance
            and leads.lead_id = contacts.lead_id
    where leads.is_current and not leads.is_deleted

    union all

    select
        'account' as record_kind,
        accounts.source_system,
        accounts.source_instance,
        accounts.account_id as record_id,
        accounts.account_name as record_name,
        accounts.owner_id,
        accounts.parent_account_id as parent_id,
        false as is_converted,
        accounts.city,
        cast(null as string) as email_hash,
        contacts.phone_hash,
        contacts.web_domain
    from {{ ref('hist_accounts') }} as accounts
    left join contacts_of_accounts as contacts
        on
            accounts.source_system = contacts.source_system
            and accounts.source_instance = contacts.source_instance
            and accounts.account_id = contacts.account_id
    where accounts.is_current and not accounts.is_deleted
),

merged as (
    select * from {{ ref('int_records_merged') }}
),

kept_apart as (
    select * from {{ ref('int_merges_decided') }}
    where is_overridden and merged_into_id is null
),

named as (
    select
        records.*,
        {{ matching_name('records.record_name') }} as matching_name,
        {{ matching_city('records.city') }} as matching_city
    from records
    left join merged
        on
            records.record_kind = merged.record_kind
            and records.source_system = merged.source_system
            and records.source_instance = merged.source_instance
            and records.record_id = merged.record_id
    left join kept_apart
        on
            records.record_kind = kept_apart.record_kind
            and records.source_system = kept_apart.source_system
            and records.source_instance = kept_apart.source_instance
            and records.record_id = kept_apart.record_id
    where merged.record_id is null and kept_apart.record_id is null
),

final as (
    select
        *,
        {{ trigrams('matching_name') }} as name_trigrams
    from named
)

select * from final
