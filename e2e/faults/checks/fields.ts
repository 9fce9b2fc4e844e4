import type { MessageState } from '../history/entry.ts'

// Inputs and answers came over the network, so their type is `unknown`. These functions read what a check needs; null means that
// it is not there.

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

/** The message in an answer; null when the answer is no message. */
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

/** Whether two sightings of a message at the same revision agree. */
export const sameState = (a: MessageState, b: MessageState): boolean =>
  a.content === b.content &&
  a.clientId === b.clientId &&
  a.userId === b.userId &&
  a.editedAt === b.editedAt &&
  a.deletedAt === b.deletedAt

export const describeMessage = ({ number, revision, clientId, content, deletedAt }: MessageState): string =>
  `#${number}@${revision} ${deletedAt === null ? JSON.stringify(content) : '(deleted)'} (${clientId})`
