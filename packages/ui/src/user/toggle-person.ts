import type { Person } from './person.ts'

/** Removes a person from the list if they are in it; else adds them at the end. */
export function togglePerson(people: readonly Person[], person: Person): Person[] {
  const without = people.filter((other) => other.id !== person.id)
  return without.length < people.length ? without : [...people, person]
}
