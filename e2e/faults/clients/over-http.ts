import type { CallResult, Recorder } from './recorder.ts'

const timeoutMs = 10_000

/** Calls a mutation over HTTP on a chosen node, as tRPC's `httpLink` does, and writes down the call. Never throws. */
export async function mutateOverHttp(
  recorder: Recorder,
  { port, token, procedure, input }: { port: number; token: string; procedure: string; input: unknown },
): Promise<CallResult> {
  const id = recorder.call(procedure, input)
  const done = await fetch(`http://127.0.0.1:${port}/trpc/${procedure}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', connection: 'close' },
    body: JSON.stringify(input ?? null),
    signal: AbortSignal.timeout(timeoutMs),
  })
    .then(async (response) => doneFrom((await response.json()) as Answer)) // tRPC always answers in this shape
    .catch((): CallResult => ({ outcome: 'unknown', reason: null, answer: null }))
  recorder.outcome(id, done)
  return done
}

type Answer = { result?: { data?: unknown }; error?: { data?: { reason?: string } } }

function doneFrom(body: Answer): CallResult {
  if (body.result) return { outcome: 'ok', reason: null, answer: body.result.data ?? null }
  const reason = body.error?.data?.reason ?? 'INTERNAL'
  return { outcome: reason === 'UNAVAILABLE' || reason === 'INTERNAL' ? 'unknown' : 'refused', reason, answer: null }
}
