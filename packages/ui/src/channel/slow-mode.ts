import type { SelectChoice } from '../primitives/form/select-field.tsx'

const seconds = [0, 5, 10, 30, 60, 5 * 60, 15 * 60, 60 * 60, 6 * 60 * 60]

/**
 * "Off", "30 seconds", "5 minutes", "1 hour".
 *
 * @param value in seconds
 */
export function slowModeText(value: number): string {
  if (value === 0) return 'Off'
  const [unit, size] = value % 3600 === 0 ? ['hour', 3600] : value % 60 === 0 ? ['minute', 60] : ['second', 1]
  const count = value / Number(size)
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}

/**
 * The waiting times between two messages that can be chosen.
 *
 * @param current the present one in seconds; it is added to the choices when it is none of the usual ones
 */
export function slowModeChoices(current: number): SelectChoice[] {
  const all = seconds.includes(current) ? seconds : [...seconds, current].sort((a, b) => a - b)
  return all.map((value) => ({ value: String(value), label: slowModeText(value) }))
}
