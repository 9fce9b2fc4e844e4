import { readdirSync, readFileSync } from 'node:fs'

// The conversations are written in plain text files, which are easy to read and to write:
//
//   # a comment
//   = A: tomas aisha / B: any      only in small talk: who may play which role; with =* it may be used again and again
//   maya: One message.
//   | The second line of the same message.
//   |
//   | After an empty line.
//   jonas: The next message.
//
// An empty line ends a conversation.

export type Line = { speaker: string; text: string }
export type Conversation = {
  lines: Line[]
  /** For each role the usernames that may play it, or `any`. Null when the speakers are usernames. */
  roles: Map<string, string[]> | null
  /** Whether it may be repeated in a channel, like things that people say every day. */
  routine: boolean
  /** File and line, for error messages. */
  where: string
}

const spoken = /^([A-Za-z]+): (.+)$/

/** @throws Error with file and line if a line cannot be understood */
function parseScript(source: string, name: string): Conversation[] {
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
      current = { lines: [], roles: null, routine: false, where }
      conversations.push(current)
    }
    const line = spoken.exec(row)
    const last = current.lines.at(-1)
    const head = /^=(\*?) (.+)$/.exec(row)
    if (head?.[2]) {
      current.roles = parseRoles(head[2])
      current.routine = head[1] === '*'
    } else if (row.startsWith('|') && last) last.text += `\n${row.slice(2)}`
    else if (line?.[1] && line[2]) current.lines.push({ speaker: line[1], text: line[2] })
    else throw new Error(`${where} is no line of a conversation: ${row}`)
  }
  return conversations
}

const parseRoles = (text: string) =>
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
