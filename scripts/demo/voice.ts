import { firstName, type Person, usernames } from './people.ts'
import { words } from './words.ts'

/** The same line as different people type it: some never shift, some always end a sentence. */
export function inVoice(text: string, { voice }: Person): string {
  if (voice === 'casual') {
    // Inside quotes others speak, as they speak.
    const starts = text.includes('"') ? /^[\p{L}’']+/u : sentenceStarts
    return text.replace(starts, lowered).replace(/(?<![.!?])\.$/, '')
  }
  if (voice === 'careful' && text.includes(' ') && /[a-z]$/.test(text) && !/:\/\/\S+$/.test(text)) return `${text}.`
  return text
}

const sentenceStarts = /(?<=^|[.!?:] )[\p{L}’']+/gu

const properNames = ['clinic', 'city', 'weekday', 'food-place', 'band', 'browser', 'device', 'library']

/** Words that keep their capital wherever they stand. */
const capitalised = new Set([
  ...usernames.map(firstName),
  ...properNames.flatMap((name) => words[name] ?? []).flatMap((text) => text.split(/[^\p{L}’']+/u)),
  ...['French', 'Postgres', 'Microsoft', 'Portuguese', 'Switzerland', 'Christmas', 'Saturday', 'Sunday', 'Mr', 'Dr'],
])
// Part of a name, but far more often no name at all.
for (const word of ['The', 'Big']) capitalised.delete(word)

function lowered(word: string): string {
  // I and abbreviations keep theirs too.
  if (capitalised.has(word) || /^I(['’]|$)/.test(word) || /^.\p{Lu}/u.test(word)) return word
  return word.charAt(0).toLowerCase() + word.slice(1)
}
