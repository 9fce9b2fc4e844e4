import { useLayoutEffect, useState } from 'react'
import { type Step, stepTowards } from './row-steps.ts'

type Stepped<R> = Step<R> & {
  target: readonly R[]
  /** Grows when the rows have nothing in common with those before: use it as the list's key. */
  generation: number
}

/** The rows to give to the virtual list now, on the way to `target`; it arrives there before the next paint. */
export function useSteppedRows<R extends { key: string }>(target: readonly R[]): Stepped<R> {
  const [state, setState] = useState<Stepped<R>>({
    rows: target,
    shift: false,
    replaced: true,
    done: true,
    target,
    generation: 0,
  })
  let current = state
  if (state.target !== target) {
    const step = stepTowards(state.rows, target)
    current = { ...step, target, generation: state.generation + (step.replaced ? 1 : 0) }
    setState(current)
  }
  useLayoutEffect(() => {
    if (!current.done) setState({ ...current, rows: current.target, shift: false, done: true })
  })
  return current
}
