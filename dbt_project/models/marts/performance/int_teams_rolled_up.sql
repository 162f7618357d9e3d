{{ config(schema='intermediate', access='private', contract={'enforced': false}) }}

-- Every team with itself and everything below it in today's tree.
{{ tree_closure(ref('dim_teams'), 'team_key', 'parent_team_key') }}
