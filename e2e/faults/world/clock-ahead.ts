// Preloaded into one node: its clock is an hour ahead of everybody else's.
const aheadMs = 60 * 60 * 1_000
const TrueDate = Date

globalThis.Date = class extends TrueDate {
  constructor(...given: unknown[]) {
    if (given.length === 0) super(TrueDate.now() + aheadMs)
    // As the caller gave them: Date's own overloads check them.
    else super(...(given as [number]))
  }

  static override now() {
    return TrueDate.now() + aheadMs
  }
} as DateConstructor
