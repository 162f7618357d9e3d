with raw as (
    {{ raw_rows('salesforce', 'lead') }}
),

final as (
    select
        id as lead_id,
        cast(is_deleted as boolean) as is_deleted,
        master_record_id,
        first_name,
        last_name,
        company as company_name,
        title,
        street,
        city,
        state,
        postal_code,
        country,
        phone,
        mobile_phone,
        email,
        website,
        lead_source,
        status as lead_status,
        industry,
        rating,
        cast(annual_revenue as numeric(18, 2)) as annual_revenue_amount_trx,
        cast(number_of_employees as integer) as employee_count,
        owner_id,
        cast(is_converted as boolean) as is_converted,
        cast(converted_date as date) as converted_date,
        converted_account_id,
        converted_contact_id,
        converted_opportunity_id,
        cast(has_opted_out_of_email as boolean) as has_opted_out_of_email,
        cast(email_bounced_date as timestamp) as email_bounced_at,
        cast(created_date as timestamp) as created_at,
        cast(last_modified_date as timestamp) as last_modified_at,
        cast(system_modstamp as timestamp) as version_at,
        {{ load_columns('salesforce', 'lead') }}
    from raw
)

select * from final
