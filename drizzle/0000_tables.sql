CREATE TABLE "audit_events" (
	"index" bigint PRIMARY KEY NOT NULL,
	"event_id" uuid NOT NULL,
	"occurred_at" timestamp (3) with time zone NOT NULL,
	"org_id" uuid NOT NULL,
	"action" text NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_id" text NOT NULL,
	"target_type" text NOT NULL,
	"target_id" text NOT NULL,
	"outcome" text NOT NULL,
	"entry" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_head" (
	"id" smallint PRIMARY KEY NOT NULL,
	"size" bigint NOT NULL,
	CONSTRAINT "audit_head_one_row" CHECK ("audit_head"."id" = 1)
);
--> statement-breakpoint
CREATE TABLE "audit_outbox" (
	"event_id" uuid NOT NULL,
	"occurred_at" timestamp (3) with time zone NOT NULL,
	"org_id" uuid NOT NULL,
	"action" text NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_id" text NOT NULL,
	"target_type" text NOT NULL,
	"target_id" text NOT NULL,
	"outcome" text NOT NULL,
	"entry" "bytea" NOT NULL,
	CONSTRAINT "audit_outbox_event_id_pk" PRIMARY KEY("event_id"),
	CONSTRAINT "audit_outbox_entry_size" CHECK (octet_length("audit_outbox"."entry") <= 65535)
);
--> statement-breakpoint
CREATE TABLE "audit_personal" (
	"event_id" uuid NOT NULL,
	"org_id" uuid NOT NULL,
	"path" text NOT NULL,
	"value" text NOT NULL,
	"salt" "bytea" NOT NULL,
	CONSTRAINT "audit_personal_event_id_path_pk" PRIMARY KEY("event_id","path")
);
--> statement-breakpoint
CREATE TABLE "authenticators" (
	"id" uuid PRIMARY KEY NOT NULL,
	"person_id" uuid NOT NULL,
	"name" text NOT NULL,
	"credential_id" "bytea" NOT NULL,
	"public_key" "bytea" NOT NULL,
	"counter" bigint NOT NULL,
	"transports" text[] NOT NULL,
	"aaguid" uuid NOT NULL,
	"device_type" text NOT NULL,
	"backed_up" boolean NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"last_used_at" timestamp (3) with time zone,
	"removed_at" timestamp (3) with time zone,
	CONSTRAINT "authenticators_credential_id_unique" UNIQUE("credential_id")
);
--> statement-breakpoint
CREATE TABLE "enrolments" (
	"id" uuid PRIMARY KEY NOT NULL,
	"org_id" uuid NOT NULL,
	"role" text NOT NULL,
	"email" text,
	"token_hash" "bytea" NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"consumed_at" timestamp (3) with time zone,
	CONSTRAINT "enrolments_token_hash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "members" (
	"id" uuid PRIMARY KEY NOT NULL,
	"org_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"role" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"suspended_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "persons" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "recovery_codes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"person_id" uuid NOT NULL,
	"code_hash" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone,
	CONSTRAINT "recovery_codes_code_hash_unique" UNIQUE("code_hash")
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"handle_hash" "bytea" NOT NULL,
	"person_id" uuid NOT NULL,
	"org_id" uuid NOT NULL,
	"authenticator_id" uuid,
	"factor" text NOT NULL,
	"ip" text,
	"user_agent" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"last_acted_at" timestamp (3) with time zone NOT NULL,
	"idle_sec" bigint NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"stepped_up_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	"revoked_by" text,
	CONSTRAINT "sessions_handle_hash_unique" UNIQUE("handle_hash"),
	CONSTRAINT "sessions_factor" CHECK ("sessions"."factor" in ('passkey', 'recovery_code'))
);
--> statement-breakpoint
CREATE TABLE "webauthn_challenges" (
	"id" uuid PRIMARY KEY NOT NULL,
	"purpose" text NOT NULL,
	"challenge" "bytea" NOT NULL,
	"person_id" uuid,
	"enrolment_id" uuid,
	"session_id" uuid,
	"input_digest" "bytea",
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"consumed_at" timestamp (3) with time zone,
	CONSTRAINT "webauthn_challenges_challenge_unique" UNIQUE("challenge")
);
--> statement-breakpoint
CREATE TABLE "api_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"org_id" uuid NOT NULL,
	"name" text NOT NULL,
	"env" text NOT NULL,
	"kind" text NOT NULL,
	"profile" text NOT NULL,
	"scopes" text[] NOT NULL,
	"ips" text[],
	"constraints" jsonb NOT NULL,
	"status" text NOT NULL,
	"reason" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"created_by" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"status_at" timestamp (3) with time zone NOT NULL,
	"status_reason" text,
	CONSTRAINT "api_keys_status" CHECK ("api_keys"."status" in ('active', 'suspended', 'revoked')),
	CONSTRAINT "api_keys_env" CHECK ("api_keys"."env" in ('live', 'test'))
);
--> statement-breakpoint
CREATE TABLE "key_versions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"key_id" text NOT NULL,
	"org_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"algorithm" text NOT NULL,
	"public_key" "bytea",
	"token_hash" "bytea",
	"sealed_secret" "bytea",
	"fingerprint" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"created_by" text NOT NULL,
	"valid_until" timestamp (3) with time zone,
	CONSTRAINT "key_versions_material" CHECK (num_nonnulls("key_versions"."public_key", "key_versions"."token_hash", "key_versions"."sealed_secret") = 1)
);
--> statement-breakpoint
CREATE TABLE "organizations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"ceiling" text[] NOT NULL,
	"tier" text,
	"frozen_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"created_by" text NOT NULL,
	CONSTRAINT "organizations_kind" CHECK ("organizations"."kind" in ('venue', 'client'))
);
--> statement-breakpoint
CREATE TABLE "configurations" (
	"number" bigint PRIMARY KEY NOT NULL,
	"document" jsonb NOT NULL,
	"digest" "bytea" NOT NULL,
	"applied_at" timestamp (3) with time zone NOT NULL,
	"applied_by" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "gates" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL,
	"stopped_at" timestamp (3) with time zone,
	"applied_version" bigint NOT NULL,
	"flushed_batch" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "policy_changes" (
	"version" bigint PRIMARY KEY NOT NULL,
	"subject" text NOT NULL,
	"subject_id" text NOT NULL,
	"changed_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "policy_version" (
	"id" smallint PRIMARY KEY NOT NULL,
	"version" bigint NOT NULL,
	CONSTRAINT "policy_version_one_row" CHECK ("policy_version"."id" = 1)
);
--> statement-breakpoint
CREATE TABLE "denied_requests" (
	"id" uuid PRIMARY KEY NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"org_id" uuid,
	"key_id" text,
	"version_id" uuid,
	"method" text NOT NULL,
	"path" text NOT NULL,
	"upstream" text NOT NULL,
	"route" text NOT NULL,
	"code" text NOT NULL,
	"status" bigint NOT NULL,
	"ip" text NOT NULL,
	"detail" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "key_usage" (
	"version_id" uuid PRIMARY KEY NOT NULL,
	"key_id" text NOT NULL,
	"org_id" uuid NOT NULL,
	"last_used_at" timestamp (3) with time zone NOT NULL,
	"last_ip" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "traffic_minutes" (
	"minute" timestamp (3) with time zone NOT NULL,
	"org_id" uuid,
	"key_id" text NOT NULL,
	"version_id" text NOT NULL,
	"upstream" text NOT NULL,
	"route" text NOT NULL,
	"outcome" text NOT NULL,
	"count" bigint NOT NULL,
	CONSTRAINT "traffic_minutes_minute_key_id_version_id_upstream_route_outcome_pk" PRIMARY KEY("minute","key_id","version_id","upstream","route","outcome")
);
--> statement-breakpoint
CREATE TABLE "data_keys" (
	"id" uuid PRIMARY KEY NOT NULL,
	"org_id" uuid NOT NULL,
	"purpose" text NOT NULL,
	"version" integer NOT NULL,
	"kek_id" text NOT NULL,
	"wrapped" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "authenticators" ADD CONSTRAINT "authenticators_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "enrolments" ADD CONSTRAINT "enrolments_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "members" ADD CONSTRAINT "members_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "members" ADD CONSTRAINT "members_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recovery_codes" ADD CONSTRAINT "recovery_codes_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_authenticator_id_authenticators_id_fk" FOREIGN KEY ("authenticator_id") REFERENCES "public"."authenticators"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webauthn_challenges" ADD CONSTRAINT "webauthn_challenges_enrolment_id_enrolments_id_fk" FOREIGN KEY ("enrolment_id") REFERENCES "public"."enrolments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "key_versions" ADD CONSTRAINT "key_versions_key_id_api_keys_id_fk" FOREIGN KEY ("key_id") REFERENCES "public"."api_keys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "key_versions" ADD CONSTRAINT "key_versions_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "data_keys" ADD CONSTRAINT "data_keys_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_events_event" ON "audit_events" USING btree ("event_id");--> statement-breakpoint
CREATE INDEX "audit_events_time" ON "audit_events" USING btree ("occurred_at","index");--> statement-breakpoint
CREATE INDEX "audit_events_org" ON "audit_events" USING btree ("org_id","index");--> statement-breakpoint
CREATE INDEX "audit_events_action" ON "audit_events" USING btree ("action","index");--> statement-breakpoint
CREATE INDEX "audit_events_actor" ON "audit_events" USING btree ("actor_id","index");--> statement-breakpoint
CREATE INDEX "audit_events_target" ON "audit_events" USING btree ("target_id","index");--> statement-breakpoint
CREATE INDEX "audit_outbox_order" ON "audit_outbox" USING btree ("occurred_at","event_id");--> statement-breakpoint
CREATE INDEX "audit_personal_value" ON "audit_personal" USING btree ("value");--> statement-breakpoint
CREATE INDEX "authenticators_person" ON "authenticators" USING btree ("person_id");--> statement-breakpoint
CREATE UNIQUE INDEX "members_person_org" ON "members" USING btree ("org_id","person_id");--> statement-breakpoint
CREATE INDEX "members_person" ON "members" USING btree ("person_id");--> statement-breakpoint
CREATE UNIQUE INDEX "persons_email" ON "persons" USING btree (lower("email"));--> statement-breakpoint
CREATE INDEX "recovery_codes_person" ON "recovery_codes" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "sessions_person" ON "sessions" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "webauthn_challenges_expiry" ON "webauthn_challenges" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "api_keys_name" ON "api_keys" USING btree ("org_id",lower("name")) WHERE "api_keys"."status" <> 'revoked';--> statement-breakpoint
CREATE INDEX "api_keys_org" ON "api_keys" USING btree ("org_id","id");--> statement-breakpoint
CREATE INDEX "api_keys_created" ON "api_keys" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "api_keys_expiry" ON "api_keys" USING btree ("expires_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "key_versions_number" ON "key_versions" USING btree ("key_id","number");--> statement-breakpoint
CREATE UNIQUE INDEX "key_versions_current" ON "key_versions" USING btree ("key_id") WHERE "key_versions"."valid_until" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "organizations_name" ON "organizations" USING btree (lower("name"));--> statement-breakpoint
CREATE UNIQUE INDEX "organizations_one_venue" ON "organizations" USING btree ("kind") WHERE "organizations"."kind" = 'venue';--> statement-breakpoint
CREATE INDEX "gates_seen" ON "gates" USING btree ("seen_at");--> statement-breakpoint
CREATE INDEX "denied_requests_at" ON "denied_requests" USING btree ("at","id");--> statement-breakpoint
CREATE INDEX "denied_requests_key" ON "denied_requests" USING btree ("key_id","at","id");--> statement-breakpoint
CREATE INDEX "denied_requests_org" ON "denied_requests" USING btree ("org_id","at","id");--> statement-breakpoint
CREATE INDEX "key_usage_key" ON "key_usage" USING btree ("key_id");--> statement-breakpoint
CREATE INDEX "traffic_minutes_key" ON "traffic_minutes" USING btree ("key_id","minute");--> statement-breakpoint
CREATE INDEX "traffic_minutes_org" ON "traffic_minutes" USING btree ("org_id","minute");--> statement-breakpoint
CREATE UNIQUE INDEX "data_keys_version" ON "data_keys" USING btree ("org_id","purpose","version");