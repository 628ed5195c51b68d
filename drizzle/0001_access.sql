-- Who may touch what. The roles exist before any migration runs (lib/db/prepare.ts makes them).
-- Three fences, each enough by itself for another organization's rows: the WHERE of each query,
-- the policies below, and the grants.

-- The organization of the transaction. A pooled connection answers '' after a commit, hence nullif.
CREATE FUNCTION kw_org() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT nullif(current_setting('kw.org', true), '')::uuid $$;
--> statement-breakpoint
REVOKE ALL ON SCHEMA public FROM PUBLIC;
--> statement-breakpoint
GRANT USAGE ON SCHEMA public TO kw_client, kw_venue, kw_gate, kw_worker, kw_authz, kw_command;
--> statement-breakpoint

-- Row-level security by organization, for the owner of the tables too.
DO $$
DECLARE t text; own text;
BEGIN
  FOR t, own IN VALUES
    ('organizations', 'id = kw_org()'),
    ('members', 'org_id = kw_org()'),
    ('enrolments', 'org_id = kw_org()'),
    ('sessions', 'org_id = kw_org()'),
    ('api_keys', 'org_id = kw_org()'),
    ('key_versions', 'org_id = kw_org()'),
    ('data_keys', 'org_id = kw_org()'),
    ('traffic_minutes', 'org_id = kw_org()'),
    ('key_usage', 'org_id = kw_org()'),
    ('denied_requests', 'org_id = kw_org()'),
    ('audit_outbox', 'org_id = kw_org()'),
    ('audit_events', 'org_id = kw_org()'),
    ('audit_personal', 'org_id = kw_org()'),
    ('persons', 'EXISTS (SELECT 1 FROM members m WHERE m.person_id = persons.id AND m.org_id = kw_org())'),
    ('authenticators', 'EXISTS (SELECT 1 FROM members m WHERE m.person_id = authenticators.person_id AND m.org_id = kw_org())'),
    ('recovery_codes', 'EXISTS (SELECT 1 FROM members m WHERE m.person_id = recovery_codes.person_id AND m.org_id = kw_org())'),
    ('webauthn_challenges', 'EXISTS (SELECT 1 FROM members m WHERE m.person_id = webauthn_challenges.person_id AND m.org_id = kw_org())')
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY own_organization ON %I TO kw_client USING (%s) WITH CHECK (%s)', t, own, own);
    -- The venue's people and the operator see every organization; what each process may do is in the grants.
    EXECUTE format('CREATE POLICY every_organization ON %I TO kw_venue, kw_command, kw_gate, kw_worker USING (true) WITH CHECK (true)', t);
  END LOOP;
END $$;
--> statement-breakpoint

-- The console, for the venue's people and for the acts that make a session.
GRANT SELECT, INSERT, UPDATE ON organizations, members, persons, enrolments, sessions, authenticators,
  recovery_codes, webauthn_challenges, api_keys, key_versions TO kw_venue;
--> statement-breakpoint
GRANT DELETE ON webauthn_challenges, recovery_codes TO kw_venue;
--> statement-breakpoint
-- The console, for a client's people.
GRANT SELECT ON organizations, members, persons, enrolments TO kw_client;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON sessions, authenticators, webauthn_challenges, api_keys, key_versions TO kw_client;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON recovery_codes TO kw_client;
--> statement-breakpoint
-- The operator's command: organizations, keys, configuration and an owner's link; no person's factors or sessions.
GRANT SELECT, INSERT, UPDATE ON organizations, enrolments, api_keys, key_versions TO kw_command;
--> statement-breakpoint
GRANT SELECT ON members, persons TO kw_command;
--> statement-breakpoint
GRANT SELECT, INSERT ON data_keys TO kw_venue, kw_client, kw_command;
--> statement-breakpoint
GRANT SELECT ON traffic_minutes, key_usage, denied_requests TO kw_venue, kw_client, kw_command;
--> statement-breakpoint
GRANT SELECT, INSERT ON configurations TO kw_command;
--> statement-breakpoint
GRANT SELECT ON configurations TO kw_venue, kw_gate, kw_worker;
--> statement-breakpoint

-- The policy feed: whoever changes policy counts it up; gates read.
GRANT SELECT, UPDATE ON policy_version TO kw_venue, kw_client, kw_command;
--> statement-breakpoint
GRANT INSERT ON policy_changes TO kw_venue, kw_client, kw_command;
--> statement-breakpoint
GRANT SELECT ON policy_version, policy_changes TO kw_gate, kw_worker;
--> statement-breakpoint
GRANT SELECT ON gates TO kw_venue, kw_client, kw_command, kw_worker;
--> statement-breakpoint

-- The gate reads policy and writes what it saw. It holds no way to change a key.
GRANT SELECT ON organizations, api_keys, key_versions, data_keys TO kw_gate;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON gates, traffic_minutes, key_usage TO kw_gate;
--> statement-breakpoint
GRANT SELECT, INSERT ON denied_requests TO kw_gate;
--> statement-breakpoint

-- The worker: sequencing, and the end of what has expired.
GRANT SELECT, DELETE ON denied_requests, traffic_minutes, webauthn_challenges TO kw_worker;
--> statement-breakpoint
GRANT SELECT, INSERT ON audit_events TO kw_worker;
--> statement-breakpoint
GRANT SELECT, UPDATE ON audit_head TO kw_worker;
--> statement-breakpoint
-- UPDATE is what FOR UPDATE asks for; the trigger below refuses any real one.
GRANT SELECT, UPDATE, DELETE ON audit_outbox TO kw_worker;
--> statement-breakpoint

-- Everybody who acts appends; nobody changes.
GRANT INSERT ON audit_outbox, audit_personal TO kw_venue, kw_client, kw_command, kw_gate, kw_worker;
--> statement-breakpoint
GRANT SELECT ON audit_events, audit_personal TO kw_venue, kw_client, kw_command;
--> statement-breakpoint
GRANT SELECT ON audit_outbox, audit_head TO kw_venue, kw_client, kw_command;
--> statement-breakpoint

CREATE FUNCTION kw_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND TG_TABLE_NAME = 'audit_outbox' AND current_user = 'kw_worker' THEN
    RETURN OLD; -- the sequencer's claim
  END IF;
  RAISE EXCEPTION 'the audit log is append-only: % on % refused', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END $$;
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_outbox FOR EACH ROW EXECUTE FUNCTION kw_append_only();
--> statement-breakpoint
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON audit_outbox EXECUTE FUNCTION kw_append_only();
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_events FOR EACH ROW EXECUTE FUNCTION kw_append_only();
--> statement-breakpoint
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON audit_events EXECUTE FUNCTION kw_append_only();
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_personal FOR EACH ROW EXECUTE FUNCTION kw_append_only();
--> statement-breakpoint
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON audit_personal EXECUTE FUNCTION kw_append_only();
--> statement-breakpoint

INSERT INTO policy_version (id, version) VALUES (1, 0);
--> statement-breakpoint
INSERT INTO audit_head (id, size) VALUES (1, 0);
