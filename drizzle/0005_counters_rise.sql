-- The log's size and the policy's version only ever rise: a process that has been taken over can't wind them back, to
-- have an index given twice or a gate believe that it is current.
CREATE FUNCTION kw_rises() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  before bigint := to_jsonb(OLD) ->> TG_ARGV[0];
  after bigint := to_jsonb(NEW) ->> TG_ARGV[0];
BEGIN
  IF TG_OP = 'UPDATE' AND after >= before AND NEW.id = OLD.id THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '%.% only rises: % refused', TG_TABLE_NAME, TG_ARGV[0], TG_OP
    USING ERRCODE = 'insufficient_privilege';
END $$;
--> statement-breakpoint
CREATE TRIGGER rises BEFORE UPDATE OR DELETE ON audit_head FOR EACH ROW EXECUTE FUNCTION kw_rises('size');
--> statement-breakpoint
CREATE TRIGGER rises BEFORE UPDATE OR DELETE ON policy_version FOR EACH ROW EXECUTE FUNCTION kw_rises('version');
--> statement-breakpoint

-- As before, with every name qualified: a temporary table of the caller's can't stand in for the configuration.
CREATE OR REPLACE FUNCTION kw_added_scopes() RETURNS jsonb LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT coalesce((SELECT document -> 'scopes' FROM public.configurations ORDER BY number DESC LIMIT 1), '[]'::jsonb)
$$;
