/** How a line may be said; one is chosen each time. `{slots}` are filled from the word lists. */
type Line = { speaker: string; ways: string[] }
export type Dialogue = readonly Line[]

/**
 * Reads dialogues as they are written in `words/`: paragraphs of lines `A: one way || another way`. A speaker is a letter
 * for one person of the channel, the same throughout a dialogue; a word in braces is a slot.
 */
export function readDialogues(text: string): Dialogue[] {
  return text
    .trim()
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim().split('\n').map(readLine))
}

function readLine(line: string): Line {
  const [, speaker, said] = /^\s*([A-E]): (.+)$/.exec(line) ?? []
  if (!speaker || !said) throw new Error(`not a line of a dialogue: ${line}`)
  return { speaker, ways: said.split(' || ') }
}

/** Random numbers that are the same in every run: what was sent before is found again, not sent twice. */
export type Dice = { below(limit: number): number; one<T>(list: readonly T[]): T; shuffled<T>(list: readonly T[]): T[] }

/** mulberry32, seeded with a hash (FNV-1a) of the text. */
export function dice(seed: string): Dice {
  let state = 0x811c9dc5
  for (const byte of new TextEncoder().encode(seed)) state = Math.imul(state ^ byte, 0x01000193)
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number) => Math.floor(next() * limit)
  return {
    below,
    one(list) {
      const found = list[below(list.length)]
      if (found === undefined) throw new Error('nothing to choose from')
      return found
    },
    shuffled(list) {
      const copy = [...list]
      for (let i = copy.length - 1; i > 0; i--) {
        const j = below(i + 1)
        const [a, b] = [copy[i], copy[j]]
        if (a !== undefined && b !== undefined) [copy[i], copy[j]] = [b, a]
      }
      return copy
    },
  }
}
