import { clock } from '../calendar/calendar.ts'

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const

/**
 * The size of a file in the largest unit that fits, in the reader's language: "3.4 MB", "52 bytes".
 *
 * @param bytes the size in bytes
 */
export function formatFileSize(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 1_000 && unit < units.length - 1) {
    value /= 1_000
    unit++
  }
  return new Intl.NumberFormat(clock.calendar().language, {
    style: 'unit',
    unit: units[unit] ?? 'byte',
    // The short form is "byte" even for many bytes, so the long form is used for them.
    unitDisplay: unit === 0 ? 'long' : 'short',
    maximumFractionDigits: value < 10 && unit > 0 ? 1 : 0,
  }).format(value)
}
