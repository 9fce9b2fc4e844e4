import type { MessageState } from '../history.ts'

// Inputs and answers are of the wire, so `unknown`: these read what a check needs, and null is what is not there.

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
}

export function textOf(value: unknown, name: string): string | null {
  const field = fieldOf(value, name)
  return typeof field === 'string' ? field : null
}

export function numberOf(value: unknown, name: string): number | null {
  const field = fieldOf(value, name)
  return typeof field === 'number' ? field : null
}

export function textsOf(value: unknown, name: string): string[] {
  const field = fieldOf(value, name)
  return Array.isArray(field) ? field.filter((item) => typeof item === 'string') : []
}

/** A message, as an answer carries it; null when it is none. */
export function messageOf(answer: unknown): MessageState | null {
  const [number, revision] = [numberOf(answer, 'number'), numberOf(answer, 'revision')]
  const [clientId, content] = [textOf(answer, 'clientId'), textOf(answer, 'content')]
  if (number === null || revision === null || clientId === null || content === null) return null
  return {
    number,
    revision,
    clientId: clientId.toLowerCase(),
    content,
    userId: textOf(answer, 'userId')?.toLowerCase() ?? null,
    editedAt: textOf(answer, 'editedAt'),
    deletedAt: textOf(answer, 'deletedAt'),
  }
}

/** What two sightings of one revision of one message must have in common. */
export const sameState = (a: MessageState, b: MessageState): boolean =>
  a.content === b.content &&
  a.clientId === b.clientId &&
  a.userId === b.userId &&
  a.editedAt === b.editedAt &&
  a.deletedAt === b.deletedAt

export const told = ({ number, revision, clientId, content, deletedAt }: MessageState): string =>
  `#${number}@${revision} ${deletedAt === null ? JSON.stringify(content) : '(deleted)'} (${clientId})`
