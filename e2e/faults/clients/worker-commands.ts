/** What the runner tells a worker to do. */
export type WorkerCommand =
  | { do: 'start' }
  | { do: 'start-load'; meanMs: number; guestEveryMs: number; awayMs: number }
  | { do: 'stop-load' }
  /** All clients write down what they show. */
  | { do: 'record-views'; depth: number }
  /** Writes down the states of the clients that lived through the round, each with the state of one that has just connected. */
  | { do: 'compare'; depth: number; occasion: string }
  | { do: 'probe'; timeoutMs: number }
  | { do: 'retry-ten' }
  | { do: 'drop'; share: number }
  | { do: 'storm'; count: number; times: number }
  | { do: 'stop-storm' }
  | { do: 'flood'; count: number }
  | { do: 'reader'; reads: boolean }
  | { do: 'leave' }
  | { do: 'end' }

/** What the worker answers. */
export type WorkerAnswer = { id: number; value?: unknown; error?: string }

export type Storm = { tookMs: number[]; missing: number; why: Record<string, number> }
