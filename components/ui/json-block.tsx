import { ScrollBox } from "./scroll-box.tsx";

/** Data as it is, in its own box that scrolls. */
export function JsonBlock({ value, label }: { value: unknown; label: string }) {
  return (
    <ScrollBox label={label} className="max-h-80">
      <pre className="p-3 font-mono text-ink-2 text-small">{JSON.stringify(value, null, 2)}</pre>
    </ScrollBox>
  );
}
