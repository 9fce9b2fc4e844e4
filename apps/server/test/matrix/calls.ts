import { appRouter } from '@chime/api'
import { call, openRaw } from '@chime/testing/raw-client'
import type { z } from 'zod'
import type { Fixture } from './fixture.ts'
import { rows } from './rows.ts'
import type { Row } from './verdicts.ts'

// For the tests of who may call what: every procedure of the API, and how to call it.

/**
 * The procedures as they are at run time: by path, with the schemas that `.input()` got. tRPC's types do not show
 * this.
 */
type Flat = Record<string, { _def: { type: string; inputs: z.ZodType[] } }>
/** Every procedure of the API, with its row of the matrix. */
export const procedures = Object.entries(appRouter._def.procedures as unknown as Flat).map(([path, { _def }]) => ({
  path,
  type: _def.type,
  row: rows[path],
  schema: _def.inputs[0],
}))
export type Procedure = (typeof procedures)[number] & { row: Row }
export const known = procedures.filter((procedure): procedure is Procedure => procedure.row !== undefined)

export type Outcome = { verdict: string; field?: unknown; error: unknown }

/**
 * Calls the procedure: those of `auth` over HTTP, all others over a socket. `verdict` is `ok`, or the reason of the
 * refusal.
 */
export async function ask(
  url: string,
  { path, type }: Procedure,
  { actor }: Fixture,
  input: unknown,
): Promise<Outcome> {
  if (path.startsWith('auth.')) {
    const headers: Record<string, string> = actor ? { authorization: `Bearer ${actor.token}` } : {}
    const { error } = await call(url, path, { input, headers, method: type === 'query' ? 'GET' : 'POST' })
    return outcome(error)
  }
  const socket = await openRaw(url, { token: actor?.token })
  const { error } = await socket.ask(type, path, input)
  socket.ws.terminate()
  return outcome(error ?? null)
}

const outcome = (error: { message: string; data: Record<string, unknown> } | null): Outcome => ({
  verdict: error ? String(error.data.reason ?? error.message) : 'ok',
  field: error?.data.field,
  error,
})
