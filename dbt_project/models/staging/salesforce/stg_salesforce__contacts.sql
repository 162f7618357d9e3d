with raw as (
    {{ raw_rows('salesforce', 'contact') }}
),

final as (
    select
        id as contact_id,
        cast(is_deleted as boolean) as is_deleted,
        master_record_id,
        account_id,
        first_name,
        last_name,
        email,
        phone,
        mobile_phone,
        title,
        department,
        reports_to_id as reports_to_contact_id,
        mailing_city,
        mailing_state,
        mailing_country,
        lead_source,
        cast(has_opted_out_of_email as boolean) as has_opted_out_of_email,
        owner_id,
        cast(created_date as timestamp) as created_at,
        cast(last_modified_date as timestamp) as last_modified_at,
        cast(system_modstamp as timestamp) as version_at,
        {{ load_columns('salesforce', 'contact') }}
    from raw
)

select * from final
