/**
 * Inputs are drawn as templates: JSON with marks in place of what differs from run to run (ids), and of what
 * `JSON.stringify` cannot write. So the same seed draws the same inputs, and a finding can be printed in one line.
 *
 * A mark is a string of its own: `⟦channels:3⟧`, `⟦raw:1e999⟧`, `⟦deep:5000⟧`.
 */
export const mark = (kind: string, value: string | number): string => `⟦${kind}:${value}⟧`

const marks = /"⟦(?:raw:([^⟧"]*)|(\w+):(-?\d{1,7}))⟧"/g

/** Gives the ids that a template's marks stand for. */
export type Resolve = (kind: string, index: number) => string

/** @returns the JSON to send: `template` with its marks replaced */
export function fillIn(template: string, resolve: Resolve): string {
  return template.replace(
    marks,
    (_, raw?: string, kind = '', value = '') => raw ?? written(kind, Number(value), resolve),
  )
}

function written(kind: string, value: number, resolve: Resolve): string {
  switch (kind) {
    case 'deep':
      return `${'['.repeat(value)}${']'.repeat(value)}`
    case 'wide':
      return `[${Array(value).fill('null').join(',')}]`
    case 'long':
      return `"${'x'.repeat(value)}"`
    case 'now':
      // Seconds from now: dates must often lie ahead.
      return `"${new Date(Date.now() + value * 1_000).toISOString()}"`
    case 'fresh':
      return `"${crypto.randomUUID()}"`
    default:
      return JSON.stringify(resolve(kind, value))
  }
}
