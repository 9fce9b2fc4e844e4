'use client'

import { useCalendar } from '../calendar/use-calendar.ts'
import { formatFileSize } from './format-file-size.ts'

/** The size of a file, as the reader's language writes it. */
export function FileSize({ bytes }: { bytes: number }) {
  useCalendar()
  return formatFileSize(bytes)
}
