import { readdirSync, readFileSync } from 'node:fs'

// The talk is written in plain text files, so that it reads like talk:
//
//   # a comment
//   = A: tomas aisha / B: any      only in small talk: who may play whom; =* says that it may come again and again
//   maya: One message.
//   | Its second line.
//   |
//   | After an empty one.
//   jonas: The next message.
//
// An empty line ends a conversation.

export type Line = { speaker: string; text: string }
export type Conversation = {
  lines: Line[]
  /** Role → usernames that may play it, or `any`. Null when the people themselves speak. */
  cast: Map<string, string[]> | null
  /** What is said every day anyway, and may come back. Anything else is told once in a room. */
  routine: boolean
  /** File and line, for messages about mistakes. */
  where: string
}

const spoken = /^([A-Za-z]+): (.+)$/

/** @throws Error that names file and line of what cannot be understood */
export function parseScript(source: string, name: string): Conversation[] {
  const conversations: Conversation[] = []
  let current: Conversation | null = null
  for (const [index, raw] of source.split('\n').entries()) {
    const where = `${name}:${index + 1}`
    const row = raw.trimEnd()
    if (row.startsWith('#')) continue
    if (row === '') {
      current = null
      continue
    }
    if (!current) {
      current = { lines: [], cast: null, routine: false, where }
      conversations.push(current)
    }
    const line = spoken.exec(row)
    const last = current.lines.at(-1)
    const head = /^=(\*?) (.+)$/.exec(row)
    if (head?.[2]) {
      current.cast = parseCast(head[2])
      current.routine = head[1] === '*'
    } else if (row.startsWith('|') && last) last.text += `\n${row.slice(2)}`
    else if (line?.[1] && line[2]) current.lines.push({ speaker: line[1], text: line[2] })
    else throw new Error(`${where} is no line of a conversation: ${row}`)
  }
  return conversations
}

const parseCast = (text: string) =>
  new Map(
    text.split(' / ').map((part): [string, string[]] => {
      const [role = '', who = ''] = part.split(': ')
      return [role.trim(), who.trim().split(' ')]
    }),
  )

type Folder = 'talk' | 'small-talk' | 'live'

/** Reads `talk/<name>.txt`, `small-talk/<name>.txt` or `live/<name>.txt`. */
export function readScript(folder: Folder, name: string): Conversation[] {
  return parseScript(readFileSync(new URL(`${folder}/${name}.txt`, import.meta.url), 'utf8'), `${folder}/${name}.txt`)
}

/** The names of all scripts in a folder. */
export const scriptNames = (folder: Folder): string[] =>
  readdirSync(new URL(folder, import.meta.url))
    .filter((file) => file.endsWith('.txt'))
    .map((file) => file.slice(0, -'.txt'.length))
