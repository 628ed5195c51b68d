import Link from "next/link";

/** The last one is the page itself and needs no href. */
export type Crumb = { label: string; href?: string };

export function Breadcrumb({ crumbs }: { crumbs: readonly Crumb[] }) {
  return (
    <nav aria-label="Breadcrumb" className="min-w-0">
      <ol className="flex min-w-0 items-center gap-1.5 whitespace-nowrap">
        {crumbs.map(({ label, href }, index) => {
          const last = index === crumbs.length - 1;
          // On a narrow screen the way up one step and the place itself are enough.
          const folded = index < crumbs.length - 2;
          return (
            <li key={`${label}-${href ?? ""}`} className={folded ? "contents max-md:hidden" : "contents"}>
              {index > 0 && (
                <span
                  aria-hidden="true"
                  className={
                    folded || index === crumbs.length - 2 ? "text-ink-3 max-md:hidden" : "text-ink-3"
                  }
                >
                  /
                </span>
              )}
              {href && !last ? (
                <Link
                  prefetch={false}
                  href={href}
                  className={`touch-line rounded-xs text-ink-2 hover:text-ink hover:underline ${folded ? "max-md:hidden" : ""}`}
                >
                  {label}
                </Link>
              ) : (
                <span aria-current={last ? "page" : undefined} className="truncate text-ink">
                  {label}
                </span>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
