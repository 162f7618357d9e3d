{{ config(unique_key=['source_system', 'source_instance', 'territory_id', 'feed', 'seen_from']) }}

{{ seen(
    observed=ref('int_territories_observed'),
    id='territory_id',
    payload=payload_of('territories')
) }}
