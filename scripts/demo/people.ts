// The team: fifteen people at Juniper, a company that makes online booking for small practices.

export type Person = {
  username: string
  fullName: string
  role: string
  statusText: string
  /** How they type lines that are not written for one person: see `voice.ts`. */
  voice: 'casual' | 'careful' | 'plain'
}

const person = (
  username: string,
  fullName: string,
  role: string,
  statusText: string,
  voice: Person['voice'] = 'plain',
): Person => ({ username, fullName, role, statusText, voice })

export const people: readonly Person[] = [
  person('maya', 'Maya Lindqvist', 'product lead', '4.0 or bust'),
  person('tomas', 'Tomás Herrera', 'backend', 'reviews before lunch, code after', 'casual'),
  person('aisha', 'Aisha Rahman', 'backend', 'Payments and calendar sync', 'careful'),
  person('jonas', 'Jonas Weber', 'infrastructure', 'On call this week 📟'),
  person('mei', 'Mei Tanaka', 'design', 'Drawing boxes, moving boxes'),
  person('noah', 'Noah Okafor', 'web frontend', '🎧', 'casual'),
  person('lucas', 'Lucas Dubois', 'mobile', 'Waiting for app review…'),
  person('hannah', 'Hannah Schmidt', 'engineer, new here', 'Week two: say hello!', 'careful'),
  person('priya', 'Priya Nair', 'data', 'Ask me for a number, get a question back'),
  person('sofia', 'Sofia Marchetti', 'support lead', 'In the queue until three'),
  person('liam', 'Liam Byrne', 'support', 'Have you tried the blue button?', 'casual'),
  person('omar', 'Omar Haddad', 'customer success', 'On the road Tue–Thu 🚆'),
  person('elena', 'Elena Petrova', 'marketing', 'Writing. Knock twice.'),
  person('grace', 'Grace Kim', 'people and office', 'Interviews all day', 'careful'),
  person('david', 'David Cohen', 'founder', 'Out on Friday afternoon'),
]

export const usernames: readonly string[] = people.map(({ username }) => username)

/**
 * The people that you can log in as to look at the demo; the first is the main one. `--live` never plays any of them.
 */
export const logins = ['maya', 'noah', 'sofia'] as const

export const mainLogin = logins[0]

/** @throws Error if nobody has this name, which is a mistake in the scripts */
export function personNamed(username: string): Person {
  const found = people.find((person) => person.username === username)
  if (!found) throw new Error(`nobody in the demo is called ${username}`)
  return found
}

export const firstName = (username: string): string => personNamed(username).fullName.split(' ')[0] ?? username
