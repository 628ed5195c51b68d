import { TextLink } from "../ui/text-link.tsx";

const WORDS: Readonly<Record<string, { readonly title: string; readonly text: string }>> = {
  enrolment_used: {
    title: "This link has been used",
    text: "It enrolled somebody and works only once. If that was you, sign in with your passkey.",
  },
  enrolment_expired: {
    title: "This link has ended",
    text: "A link lasts 15 minutes, and a newer one ends the ones before it.",
  },
  enrolment_unknown: {
    title: "This link leads nowhere",
    text: "It was cut short on the way, or was made by another Keywarden. Open the whole link, with everything after the #.",
  },
  unreachable: { title: "Keywarden did not answer", text: "The link is as it was. Load this page again." },
};

/** Where a link ends that enrols nobody, and how to get another. */
export function LinkEnded({ code }: { readonly code: string }) {
  const words = WORDS[code] ?? WORDS.enrolment_unknown;
  return (
    <section className="grid gap-4 rounded-xl border border-line bg-surface p-6">
      <h1 className="font-semibold text-ink text-title">{words?.title}</h1>
      <p className="text-ink-2">{words?.text}</p>
      <div className="grid gap-2">
        <p className="text-ink-2">For a new one, run this where Keywarden runs:</p>
        <code className="break-words rounded-md border border-line bg-sunken px-3 py-2 font-mono text-ink text-small">
          npx keywarden owner create --email you@venue.example
        </code>
      </div>
      <TextLink href="/sign-in" className="touch-line justify-self-start">
        Sign in
      </TextLink>
    </section>
  );
}
