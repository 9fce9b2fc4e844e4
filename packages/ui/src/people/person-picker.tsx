'use client'

import type { Person } from '../person.ts'

/** How a picker asks for people: the caller searches, the picker shows. */
export type PeopleSearch = {
  query: string
  onQuery: (query: string) => void
  results: readonly Person[]
  loading?: boolean
}

export type PersonPickerProps = PeopleSearch & {
  label?: string
  selected: readonly Person[]
  onToggle: (person: Person) => void
  /** Several at once, as chips; else one click picks. */
  multiple?: boolean
  autoFocus?: boolean
  /** People that cannot be picked, with the reason to show: already a member. */
  disabledReason?: (person: Person) => string | null
}

export function PersonPicker(_props: PersonPickerProps) {
  return null
}
