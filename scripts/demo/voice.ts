import { firstName, type Person, usernames } from './people.ts'

const names = new Set(usernames.map(firstName))

/** The same line as different people type it: some never shift, some always end a sentence. */
export function inVoice(text: string, { voice }: Person): string {
  if (voice === 'casual') return lowered(text).replace(/(?<![.!?])\.$/, '')
  if (voice === 'careful' && text.includes(' ') && /[a-z]$/.test(text) && !/\S+:\/\/\S+$/.test(text)) return `${text}.`
  return text
}

function lowered(text: string): string {
  const first = /^[\p{L}’']+/u.exec(text)?.[0]
  // Names, I and abbreviations keep their capitals.
  if (!first || names.has(first) || /^I\b/.test(first) || /^.\p{Lu}/u.test(first)) return text
  return text.charAt(0).toLowerCase() + text.slice(1)
}
