import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common'

const common = new Set(dictionary['passwords-common'])
/** Every pair of keys that lie side by side on a usual keyboard, and every key with itself. */
const neighbours = readNeighbours()
const sequences = 'abcdefghijklmnopqrstuvwxyz 0123456789 9876543210 zyxwvutsrqponmlkjihgfedcba'

/** What people put in place of letters. */
const lookalikes: Record<string, string> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
}
const lookalike = /[013457@$!]/g

/** A longer password is not guessed by its pattern. */
const patternMax = 64
/** A password counts as a walk over the keyboard if so much of it is rows of at least so many keys. */
const walkShare = 0.8
const rowMin = 3
/** So few characters beside a name or a common password make it no better. */
const restMax = 5
/** Shorter names are in every second word. */
const nameMin = 3

/**
 * Why a password is refused: it is one of those that are tried first. Null: it is good enough.
 *
 * @param names of the person and of the server: what is about them and hence guessed. Their parts count too
 */
export function weaknessOf(password: string, names: readonly string[]): string | null {
  const text = plain(password)
  if (isCommon(text)) return 'is among the most common passwords; choose another'
  const rest = partsOf(names).reduce((left, name) => left.replaceAll(name, ''), text)
  if (rest !== text && (lettersOf(rest).length <= restMax || isCommon(rest) || isPattern(rest))) {
    return 'is made of your name or the name of this server; choose another'
  }
  if (isPattern(text)) return 'is a row of neighbouring keys or repeats itself; choose another'
  return null
}

const plain = (text: string) => text.normalize('NFKC').toLowerCase()
const lettersOf = (text: string) => text.replace(/[^\p{L}\p{N}]/gu, '')

/** Whether it is a common password, or one with other signs for some letters, or with a few digits and signs around it. */
function isCommon(text: string): boolean {
  if (common.has(text)) return true
  const core = text.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '')
  const forms = [text.replace(lookalike, (sign) => lookalikes[sign] ?? sign)]
  if (text.length - core.length <= restMax)
    forms.push(
      core,
      core.replace(lookalike, (sign) => lookalikes[sign] ?? sign),
    )
  return forms.some((form) => form.length >= nameMin && common.has(form))
}

function isPattern(text: string): boolean {
  const characters = [...text]
  if (characters.length > patternMax || characters.length < 2) return false
  if (new Set(characters).size <= 2 || /^(.{1,8})\1+$/su.test(text)) return true
  return walkedOf(characters) >= walkShare * characters.length
}

/** How many characters belong to a row of neighbouring keys, or of the alphabet. */
function walkedOf(characters: readonly string[]): number {
  let walked = 0
  let row = 1
  for (let i = 1; i <= characters.length; i++) {
    const pair = `${characters[i - 1]}${characters[i]}`
    if (i < characters.length && (neighbours.has(pair) || sequences.includes(pair))) row++
    else {
      if (row >= rowMin) walked += row
      row = 1
    }
  }
  return walked
}

/** The names and their parts, the longest first. */
function partsOf(names: readonly string[]): string[] {
  const whole = names.map(plain)
  const parts = [...whole, ...whole.flatMap((name) => name.split(/[^\p{L}\p{N}]+/u))]
  return [...new Set(parts)].filter((part) => part.length >= nameMin).sort((a, b) => b.length - a.length)
}

function readNeighbours(): Set<string> {
  const pairs = new Set<string>()
  for (const graph of [
    adjacencyGraphs.qwerty,
    adjacencyGraphs.qwertz,
    adjacencyGraphs.azerty,
    adjacencyGraphs.keypad,
  ]) {
    // A key stands there with all its characters, such as `1!`.
    for (const [character, keys] of Object.entries(graph)) {
      pairs.add(character + character)
      for (const key of keys) for (const neighbour of key ?? '') pairs.add(character + neighbour)
    }
  }
  return pairs
}
