/** What the runner asks of a worker … */
export type Order =
  | { do: 'start' }
  | { do: 'play'; meanMs: number; guestEveryMs: number; awayMs: number }
  | { do: 'rest' }
  /** … writes down what all show. */
  | { do: 'look'; depth: number }
  /** Writes down the states of those who lived through it, and of others who have just come. */
  | { do: 'compare'; depth: number; occasion: string }
  | { do: 'probe'; timeoutMs: number }
  | { do: 'retry-ten' }
  | { do: 'drop'; share: number }
  | { do: 'storm'; count: number; times: number }
  | { do: 'stop-storm' }
  | { do: 'hose'; count: number }
  | { do: 'reader'; reads: boolean }
  | { do: 'leave' }
  | { do: 'end' }

/** … and what it answers. */
export type Answer = { id: number; value?: unknown; error?: string }

export type Storm = { tookMs: number[]; missing: number; why: Record<string, number> }
