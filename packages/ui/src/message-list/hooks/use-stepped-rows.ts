import { useLayoutEffect, useState } from 'react'
import { type Step, stepTowards } from '../list/row-steps.ts'

type Stepped<R> = Step<R> & {
  target: readonly R[]
  /** Grows when the rows have nothing in common with those before. Use it as the React key of the virtual list. */
  generation: number
}

/**
 * The rows to give to the virtual list in this render, on the way to `target`: see `stepTowards`. The last step comes
 * before the next paint, so that nobody sees the steps.
 */
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
