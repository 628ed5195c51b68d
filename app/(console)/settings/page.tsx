import type { Metadata } from "next";
import { Page, WithAside } from "#components/frame/page.tsx";
import { PageHeader } from "#components/frame/page-header.tsx";
import { AccountSettings } from "#components/identity/account-settings.tsx";
import { BrowserPreferences } from "#components/identity/browser-preferences.tsx";
import { VenueNameForm } from "#components/identity/venue-name-form.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { relyingParty } from "#lib/web/relying-party.ts";
import { requireActor } from "#lib/web/require-actor.ts";
import {
  addPasskeyAction,
  beginAddPasskeyAction,
  createRecoveryCodesAction,
  endSessionAction,
  removePasskeyAction,
  renameVenueAction,
  signOutEverywhereAction,
} from "./actions.ts";
import { accountQuery, venueQuery } from "./queries.ts";

export const metadata: Metadata = { title: "Settings" };

export default async function SettingsPage() {
  const actor = await requireActor();
  const [account, venue] = await Promise.all([accountQuery({}), venueQuery({})]);
  const { origin } = relyingParty();
  return (
    <Page crumbs={[{ label: "Settings" }]}>
      <PageHeader
        title="Settings"
        sentence={`You are ${actor.name}, ${actor.email}. Your passkeys belong to ${new URL(origin).hostname} and work there only.`}
      />
      <WithAside
        aside={
          <>
            <BrowserPreferences />
            {venue.ok && venue.value && <VenueNameForm name={venue.value.name} rename={renameVenueAction} />}
          </>
        }
      >
        {account.ok ? (
          <AccountSettings
            account={account.value}
            origin={origin}
            actions={{
              add: { begin: beginAddPasskeyAction, add: addPasskeyAction },
              remove: removePasskeyAction,
              createCodes: createRecoveryCodesAction,
              end: endSessionAction,
              endAll: signOutEverywhereAction,
            }}
          />
        ) : (
          <ErrorState
            title="Your passkeys and sign-ins did not load."
            retryHref="/settings"
            {...(account.detail !== undefined && { requestId: account.detail })}
          />
        )}
      </WithAside>
    </Page>
  );
}
