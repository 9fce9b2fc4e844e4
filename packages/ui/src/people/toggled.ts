import type { Person } from '../person.ts'

/** The people without this one if they had it, else with it at the end. */
export function toggled(people: readonly Person[], person: Person): Person[] {
  const without = people.filter((other) => other.id !== person.id)
  return without.length < people.length ? without : [...people, person]
}
