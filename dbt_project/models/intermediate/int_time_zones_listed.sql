-- The zones that the engine can convert to: any other name would end the night.
with final as (
    {{ known_time_zones() }}
)

select * from final
