import { firstName, type Person, usernames } from './people.ts'
import { words } from './words.ts'

/** Changes a line to how a person types: some write no capital letters, others end every sentence with a full stop. */
export function inVoice(text: string, { voice }: Person): string {
  if (voice === 'casual') {
    // Text in quotes is by somebody else and stays as it is, so only the first word is changed.
    const starts = text.includes('"') ? /^[\p{L}’']+/u : sentenceStarts
    return text.replace(starts, lowered).replace(/(?<![.!?])\.$/, '')
  }
  if (voice === 'careful' && text.includes(' ') && /[a-z]$/.test(text) && !/:\/\/\S+$/.test(text)) return `${text}.`
  return text
}

const sentenceStarts = /(?<=^|[.!?:] )[\p{L}’']+/gu

const properNames = ['clinic', 'city', 'weekday', 'food-place', 'band', 'browser', 'device', 'library']

/** Words that are always written with a capital letter. */
const capitalised = new Set([
  ...usernames.map(firstName),
  ...properNames.flatMap((name) => words[name] ?? []).flatMap((text) => text.split(/[^\p{L}’']+/u)),
  ...['French', 'Postgres', 'Microsoft', 'Portuguese', 'Switzerland', 'Christmas', 'Saturday', 'Sunday', 'Mr', 'Dr'],
])
// They are part of a name in the lists, but are mostly used as ordinary words.
for (const word of ['The', 'Big']) capitalised.delete(word)

function lowered(word: string): string {
  // "I" and abbreviations keep their capital letters too.
  if (capitalised.has(word) || /^I(['’]|$)/.test(word) || /^.\p{Lu}/u.test(word)) return word
  return word.charAt(0).toLowerCase() + word.slice(1)
}
