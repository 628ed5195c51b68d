import { Page } from "#components/frame/page.tsx";
import { LinkButton } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { Empty } from "#components/ui/empty.tsx";

export default function ConsoleNotFound() {
  return (
    <Page crumbs={[{ label: "Not found" }]}>
      <h1 className="sr-only">There is nothing here</h1>
      <Card>
        <Empty
          title="There is nothing here."
          action={
            <LinkButton href="/" prefetch={false}>
              Go to the Overview
            </LinkButton>
          }
        >
          The id may be cut short, or it belongs to an organization that is not yours to see.
        </Empty>
      </Card>
    </Page>
  );
}
