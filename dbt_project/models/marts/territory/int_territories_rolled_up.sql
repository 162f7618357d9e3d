{{ config(schema='intermediate', access='private', contract={'enforced': false}) }}

-- Every territory with itself and everything below it in today's tree.
{{ tree_closure(ref('dim_territories'), 'territory_key', 'parent_territory_key') }}
