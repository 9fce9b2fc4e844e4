import { formatNumber } from './table.ts'

/** The middle value; for an even count the mean of the two middle ones. */
export function median(values: readonly number[]): number {
  return percentile(values, 50)
}

/** Interpolates between the two nearest values. @throws Error when there are no values */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const place = ((sorted.length - 1) * percent) / 100
  const [below, above] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]]
  if (below === undefined || above === undefined) throw new Error('no values')
  return below + (above - below) * (place - Math.floor(place))
}

export const ratio = (value: number, to: number): string => `${formatNumber(value / to, 2)}×`
