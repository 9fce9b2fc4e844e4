import { appRouter } from '@chime/api'
import type { z } from 'zod'
import type { Cast } from './testing-matrix-cast.ts'
import { type Row, rows } from './testing-matrix-rows.ts'
import { call, openRaw } from './testing-raw.ts'

// For the tests of who may call what.

/** What is at run time: flat, by path, and with what `.input()` was called with. tRPC's types say neither. */
type Flat = Record<string, { _def: { type: string; inputs: z.ZodType[] } }>
/** Every procedure of the API, and the row of it. */
export const procedures = Object.entries(appRouter._def.procedures as unknown as Flat).map(([path, { _def }]) => ({
  path,
  type: _def.type,
  row: rows[path],
  schema: _def.inputs[0],
}))
export type Procedure = (typeof procedures)[number] & { row: Row }
export const known = procedures.filter((procedure): procedure is Procedure => procedure.row !== undefined)

export type Outcome = { verdict: string; field?: unknown; error: unknown }

/** Calls it, over HTTP if it is of `auth`, else over a socket. `verdict` is `ok` or the reason. */
export async function ask(url: string, { path, type }: Procedure, { actor }: Cast, input: unknown): Promise<Outcome> {
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
