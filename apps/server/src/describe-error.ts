type Described = {
  type: string
  message: string
  stack?: string
  code?: string
  query?: string
  table?: string
  constraint?: string
  cause?: Described
  errors?: Described[]
}

/** Deeper causes are left out. An error may be its own cause. */
const depthMax = 8
const errorsMax = 3

/** SQLSTATE classes whose texts name parts of the schema or of the server, and never a value. */
const harmlessClasses = new Set(['08', '25', '28', '40', '42', '53', '55', '57'])

/**
 * An error as it is logged: what failed and where, but not with which values. Drizzle puts a query's parameters into the
 * error's message, and Postgres quotes values in its own, and whole rows in `detail`. Those may be message texts or
 * password hashes, which must not be written to a log.
 *
 * Whoever wraps an error usually repeats its message. So what is withheld from one error is taken out of all others in the
 * same chain, messages and stacks.
 */
export function describeError(error: unknown): Described {
  const withheld = textsToWithhold(error)
  return describe(error, (text) => withheld.reduce((left, part) => left.replaceAll(part, '[withheld]'), text), 0)
}

function describe(error: unknown, clean: (text: string) => string, depth: number): Described {
  if (!(error instanceof Error)) return { type: typeof error, message: clean(String(error)) }
  const message = harmlessMessage(error) ?? clean(error.message)
  const { query, table, constraint, code } = error as Partial<
    Record<'query' | 'table' | 'constraint' | 'code', unknown>
  >
  const errors = error instanceof AggregateError ? error.errors.slice(0, errorsMax) : []
  const isDeep = depth >= depthMax
  return {
    type: error.constructor.name,
    message,
    stack: `${error.name}: ${message}\n${clean(framesOf(error))}`,
    ...(code !== undefined && { code: String(code) }),
    ...(isQueryError(error) && { query: String(query) }),
    ...(isDatabaseError(error) && {
      ...(table ? { table: String(table) } : {}),
      ...(constraint ? { constraint: String(constraint) } : {}),
    }),
    ...(error.cause !== undefined && !isDeep && { cause: describe(error.cause, clean, depth + 1) }),
    ...(errors.length > 0 && !isDeep && { errors: errors.map((one) => describe(one, clean, depth + 1)) }),
  }
}

/** The lines of the stack that say where, without the message, which the stack begins with. */
function framesOf(error: Error): string {
  const stack = error.stack ?? ''
  const at = stack.indexOf(error.message)
  const behind = at < 0 ? stack : stack.slice(at + error.message.length)
  return behind
    .split('\n')
    .filter((line) => /^\s+at \S/.test(line))
    .join('\n')
}

/** What to log in place of a message that may contain values. Null: the message may be logged. */
function harmlessMessage(error: Error): string | null {
  if (isQueryError(error)) return 'a query failed'
  if (!isDatabaseError(error)) return null
  const state = String(error.code)
  if (harmlessClasses.has(state.slice(0, 2))) return null
  const { constraint } = error as { constraint?: unknown }
  return `Postgres refused it (${state})${constraint ? `: ${constraint}` : ''}`
}

/** Drizzle's: it has the text of the query, and its parameters. */
const isQueryError = (error: Error) => 'query' in error && 'params' in error

/** The driver's: it has what Postgres says. */
const isDatabaseError = (error: Error): error is Error & { code: string } =>
  'code' in error && typeof error.code === 'string' && /^[\dA-Z]{5}$/.test(error.code) && 'severity' in error

/** The messages of all errors in the chain that may contain values. The longest come first, because one may be a part of another. */
function textsToWithhold(error: unknown): string[] {
  const texts = new Set<string>()
  const seen = new Set<unknown>()
  const queue = [error]
  while (queue.length > 0 && seen.size < 50) {
    const next = queue.shift()
    if (!(next instanceof Error) || seen.has(next)) continue
    seen.add(next)
    if (harmlessMessage(next) !== null && next.message !== '') texts.add(next.message)
    queue.push(next.cause)
    if (next instanceof AggregateError) queue.push(...next.errors)
  }
  return [...texts].sort((a, b) => b.length - a.length)
}
