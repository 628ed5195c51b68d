import { PlainFrame } from "#components/frame/plain-frame.tsx";
import { LinkButton } from "#components/ui/button.tsx";

export default function NotFound() {
  return (
    <PlainFrame>
      <section className="grid gap-4 rounded-xl border border-line bg-surface p-6">
        <h1 className="font-semibold text-ink text-title">There is no page here</h1>
        <p className="text-ink-2">The address may be cut short, or what it showed is not yours to see.</p>
        <LinkButton href="/" prefetch={false} className="justify-self-start">
          Go to the Overview
        </LinkButton>
      </section>
    </PlainFrame>
  );
}
