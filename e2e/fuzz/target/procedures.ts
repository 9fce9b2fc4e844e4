import { appRouter } from '@chime/api'
import fc from 'fast-check'
import type { z } from 'zod'
import { type ProcedureInput, procedureInput } from '../input/procedure-input.ts'
import { fillIn } from '../input/template.ts'
import { exchange } from '../transport/http.ts'
import type { Role } from '../world.ts'
import { judge, type Place, type Result, secretsFor, type Target } from './target.ts'

type Kind = 'query' | 'mutation' | 'subscription'
/** The procedures as they are at run time, with the schemas that `.input()` got. tRPC's types do not show this. */
type Flat = Record<string, { _def: { type: Kind; inputs: z.ZodType[] } }>

export type Procedure = { path: string; kind: Kind; inputs: fc.Arbitrary<ProcedureInput> }

export const procedures: Procedure[] = Object.entries(appRouter._def.procedures as unknown as Flat).map(
  ([path, { _def }]) => ({ path, kind: _def.type, inputs: procedureInput(_def.inputs[0], path) }),
)

/** Mostly somebody who may do what is asked: what is refused at the door reaches nothing. */
const roleFor = (path: string): fc.Arbitrary<Role> => {
  const able: Role =
    path === 'auth.mintSession' ? 'server' : /^(admin|filters|groups|emoji)\./.test(path) ? 'admin' : 'owner'
  return fc.oneof(
    { arbitrary: fc.constant(able), weight: 8 },
    fc.constantFrom<Role>('owner', 'member', 'outsider', 'anonymous', 'server', 'admin'),
  )
}

type Call = ProcedureInput & { role: Role }

/** Inputs for every procedure from its own schema, over HTTP and over a WebSocket. */
export const procedureTargets = (): Target<Call>[] =>
  procedures.flatMap(({ path, kind, inputs }) => {
    const calls = fc.tuple(roleFor(path), inputs).map(([role, input]): Call => ({ role, ...input }))
    const target = { name: path, weight: 1, inputs: calls }
    const overHttp: Target<Call> = {
      ...target,
      transport: 'http',
      attempt: (call, at) => askHttp(path, kind, call, at),
    }
    const overSocket: Target<Call> = {
      ...target,
      transport: 'websocket',
      attempt: (call, at) => askSocket(path, kind, call, at),
    }
    return kind === 'subscription' ? [overSocket] : [overHttp, overSocket]
  })

async function askHttp(path: string, kind: Kind, call: Call, { world }: Place): Promise<Result> {
  const token = world.tokenOf(call.role)
  const json = fillIn(call.template, world.resolve)
  const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {}
  const query = json === '' ? '' : `?input=${encodeURIComponent(json.toWellFormed())}`
  const answer = await exchange(
    world.url,
    kind === 'query'
      ? { method: 'GET', path: `/trpc/${path}${query}`, headers }
      : {
          method: 'POST',
          path: `/trpc/${path}`,
          headers: { ...headers, 'content-type': 'application/json' },
          body: json,
        },
  )
  return await settled(path, call, answer.status === 0 ? 'cut off' : null, [answer], world)
}

async function askSocket(path: string, kind: Kind, call: Call, { world, lane }: Place): Promise<Result> {
  const token = world.tokenOf(call.role)
  const json = fillIn(call.template, world.resolve)
  const id = lane.nextId()
  const params = `{"path":"${path}"${json === '' ? '' : `,"input":${json}`}}`
  const { texts, closed, isAnswered } = await lane.send(
    [`{"id":"${id}","method":"${kind}","params":${params}}`],
    id,
    token,
  )
  if (kind === 'subscription') lane.tell(`{"id":"${id}","method":"subscription.stop"}`)
  const heard = texts.map((text) => ({ text }))
  const verdict = isAnswered ? null : closed === null ? 'no answer' : `closed ${closed}`
  const result = await settled(path, call, verdict, heard, world)
  return verdict === 'no answer' ? { ...result, problems: [...result.problems, verdict] } : result
}

const sessionIsOver = new Set(['UNAUTHENTICATED', 'closed 4401'])

async function settled(
  path: string,
  { role, quality }: Call,
  verdict: string | null,
  heard: { text: string }[],
  world: Place['world'],
): Promise<Result> {
  const result = judge(heard, verdict, secretsFor(world, role))
  if (result.verdict === 'ok' && quality === 'valid') for (const { text } of heard) world.learn(path, text)
  if (sessionIsOver.has(result.verdict) && role !== 'anonymous') await world.returnAs(role)
  return result
}
