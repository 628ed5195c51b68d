-- The scopes that the configuration in force adds. A client's people need them to read their own keys, and may not
-- read the rest of the configuration, which names the venue's inner addresses.
CREATE FUNCTION kw_added_scopes() RETURNS jsonb LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$ SELECT coalesce((SELECT document -> 'scopes' FROM configurations ORDER BY number DESC LIMIT 1), '[]'::jsonb) $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION kw_added_scopes() FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION kw_added_scopes() TO kw_client, kw_venue, kw_command, kw_worker, kw_gate;
--> statement-breakpoint

-- Which release's schema this is: what `keywarden doctor` and the Health page tell.
GRANT USAGE ON SCHEMA drizzle TO kw_venue, kw_command;
--> statement-breakpoint
GRANT SELECT ON drizzle.__drizzle_migrations TO kw_venue, kw_command;
