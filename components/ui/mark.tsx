/** The shield with a keyhole: the same drawing as `public/mark.svg`, in the theme's accent. */
export function Mark({ size = 18 }: { size?: number }) {
  return (
    <svg viewBox="0 0 20 20" width={size} height={size} aria-hidden="true" className="shrink-0">
      <path className="fill-accent" d="M10 .9 2.2 3.5v5.9c0 4.7 3.1 8 7.8 9.7 4.7-1.7 7.8-5 7.8-9.7V3.5z" />
      <path
        className="fill-on-accent"
        d="M10 5.6a2.1 2.1 0 0 0-1 3.95L8.6 13.6h2.8L11 9.55a2.1 2.1 0 0 0-1-3.95z"
      />
    </svg>
  );
}

/** The product's name beside its shield. */
export function Wordmark() {
  return (
    <span className="inline-flex items-center gap-2.5 font-semibold text-body text-ink">
      <Mark />
      Keywarden
    </span>
  );
}
