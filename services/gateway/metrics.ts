import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";

/** Upper bounds of the buckets, in microseconds. */
const BUCKETS_US = [
  500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 1_000_000, 5_000_000, 15_000_000,
];
const LABEL_SETS_MAX = 20_000;

type Durations = { readonly counts: number[]; sumUs: number; count: number };

/**
 * What the gate counts for Prometheus. Adding is a look-up and an increment; the library's own form is made when it is
 * asked for. Labels are names of the configuration and codes of the table: bounded.
 */
export class GateMetrics {
  readonly registry = new Registry();
  readonly #outcomes = new Map<string, Map<string, number>>();
  readonly #durations = new Map<string, Durations>();

  /** @param process of the process itself (memory, event loop): once a process. */
  constructor(o: { readonly process: boolean } = { process: false }) {
    if (o.process) collectDefaultMetrics({ register: this.registry });
    const outcomes = this.#outcomes;
    new Counter({
      name: "keywarden_gate_requests_total",
      help: "Requests answered, by upstream, route and outcome (allowed, or the code of the refusal).",
      labelNames: ["upstream", "route", "outcome"],
      registers: [this.registry],
      collect() {
        this.reset();
        for (const [where, byOutcome] of outcomes) {
          const [upstream = "", route = ""] = where.split("\n");
          for (const [outcome, count] of byOutcome) this.inc({ upstream, route, outcome }, count);
        }
      },
    });
  }

  /** A figure that is read when it is asked for. */
  gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      collect() {
        this.set(read());
      },
    });
  }

  count(upstream: string, route: string, outcome: string): void {
    const where = `${upstream}\n${route}`;
    let byOutcome = this.#outcomes.get(where);
    if (byOutcome === undefined) {
      if (this.#outcomes.size >= LABEL_SETS_MAX) return;
      byOutcome = new Map();
      this.#outcomes.set(where, byOutcome);
    }
    byOutcome.set(outcome, (byOutcome.get(outcome) ?? 0) + 1);
  }

  /** How long a request took that went to an upstream, in microseconds, to the end of its answer. */
  observe(upstream: string, us: number): void {
    let durations = this.#durations.get(upstream);
    if (durations === undefined) {
      durations = { counts: BUCKETS_US.map(() => 0), sumUs: 0, count: 0 };
      this.#durations.set(upstream, durations);
    }
    durations.sumUs += us;
    durations.count += 1;
    for (let i = 0; i < BUCKETS_US.length; i++) {
      if (us > (BUCKETS_US[i] as number)) continue;
      durations.counts[i] = (durations.counts[i] as number) + 1;
      return;
    }
  }

  /** The text that Prometheus scrapes. */
  async text(): Promise<string> {
    return (await this.registry.metrics()) + this.#durationText();
  }

  #durationText(): string {
    const name = "keywarden_gate_request_duration_seconds";
    let text = `# HELP ${name} Time from a request's headers to the end of its answer, by upstream.\n# TYPE ${name} histogram\n`;
    for (const [upstream, { counts, sumUs, count }] of this.#durations) {
      let below = 0;
      for (const [i, bound] of BUCKETS_US.entries()) {
        below += counts[i] as number;
        text += `${name}_bucket{upstream="${upstream}",le="${bound / 1_000_000}"} ${below}\n`;
      }
      text += `${name}_bucket{upstream="${upstream}",le="+Inf"} ${count}\n`;
      text += `${name}_sum{upstream="${upstream}"} ${sumUs / 1_000_000}\n${name}_count{upstream="${upstream}"} ${count}\n`;
    }
    return text;
  }
}
