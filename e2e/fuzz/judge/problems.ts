import { reasonNames } from '@chime/protocol'

/** What the server said to one input. */
export type Heard = { status?: number; text: string }

/**
 * Texts that only the inside of the server knows. No input holds any of them, so an answer that does has not got it from
 * there.
 */
const inner: Record<string, RegExp> = {
  'a stack': /\n\s+at .+:\d+:\d+/,
  'a path of the server': /node_modules|node:internal|file:\/\/|\.ts:\d+/,
  'SQL or what Postgres said':
    /Failed query|violates [\w-]+ constraint|invalid input syntax|syntax error at|relation "|column "|postgres(?:ql)?:\/\//,
  'a password hash': /\$argon2/,
}

/** Not an error of the server: it has said that it is busy, and when to come again. */
const busy = 503
const reasons = new Set<string>(reasonNames)

/**
 * What is wrong with an answer: an unexpected error, a refusal without a reason from the closed list, or a text that must
 * never leave the server.
 *
 * @param secrets texts that were planted where this person may not see them
 */
export function problemsOf({ status = 0, text }: Heard, secrets: readonly string[]): string[] {
  const problems: string[] = []
  if (status >= 500 && status !== busy) problems.push(`status ${status}`)
  for (const error of errorsIn(text)) {
    const { code, reason } = error.data ?? {}
    if (code === 'INTERNAL_SERVER_ERROR' || error.message === 'Internal error') problems.push('INTERNAL_SERVER_ERROR')
    else if (!reasons.has(String(reason))) problems.push(`a refusal without a reason: ${error.message}`)
  }
  for (const [name, pattern] of Object.entries(inner)) if (pattern.test(text)) problems.push(`tells ${name}`)
  if (secrets.some((secret) => text.includes(secret))) problems.push('tells a secret of somebody else')
  return [...new Set(problems)]
}

/** `ok`, the reason of the (first) refusal, or the status when the answer is none of tRPC's. */
export function verdictOf({ status, text }: Heard): string {
  const [error] = errorsIn(text)
  if (error) return String(error.data?.reason ?? error.message)
  if (status !== undefined && status >= 400) return `status ${status}`
  return 'ok'
}

type TrpcError = { message?: string; data?: { code?: string; reason?: string } }

/** The errors in a text of tRPC: one answer, or those of a batch. */
function errorsIn(text: string): TrpcError[] {
  if (!text.includes('"error"')) return []
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return []
  }
  const answers: unknown[] = Array.isArray(parsed) ? parsed : [parsed]
  return answers.flatMap((answer) =>
    typeof answer === 'object' && answer !== null && 'error' in answer && typeof answer.error === 'object'
      ? [(answer.error ?? {}) as TrpcError] // every field of it is optional
      : [],
  )
}
