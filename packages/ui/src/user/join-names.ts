/**
 * "Ann", "Ann and Ben", "Ann, Ben and 3 others".
 *
 * @param others how many more there are, whose names are not shown
 */
export function joinNames(names: readonly string[], others: number): string {
  if (others > 0) return `${names.join(', ')} and ${others} ${others === 1 ? 'other' : 'others'}`
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}

/**
 * The names of users, joined: "Ann, Ben and 3 others".
 *
 * @param userIds the first of them; the server does not send the ids of all
 * @param count how many there are in all
 */
export function userNames(
  userIds: readonly string[],
  count: number,
  nameOf: (userId: string) => string,
  shownMax = 5,
): string {
  const shown = userIds.slice(0, shownMax).map(nameOf)
  return joinNames(shown, count - shown.length)
}
