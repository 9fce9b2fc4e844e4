import fc from 'fast-check'
import { hostileKeys, hostileText, hostileValue } from '../input/hostile.ts'
import { fillIn } from '../input/template.ts'
import { exchange } from '../transport/http.ts'
import type { Role } from '../world.ts'
import { procedures } from './procedures.ts'
import { judge, type Place, type Result, secretsFor, type Target } from './target.ts'

// What stands around an input: tRPC's envelopes on a socket, and batches over HTTP.

const role = fc.constantFrom<Role>('owner', 'owner', 'member', 'anonymous')
const paths = procedures.map(({ path }) => path)
const path = fc.oneof(
  fc.constantFrom(...paths),
  fc.constantFrom('', '.', '..', '__proto__', 'constructor', 'auth.__proto__', 'channels.constructor.name', 'no.such'),
  hostileText,
)
const input = fc.constantFrom(...procedures).chain(({ inputs }) => inputs.map(({ template }) => template || 'null'))

/** JSON of a value that is drawn as such. */
const json = (value: fc.Arbitrary<unknown>) => value.map((one) => JSON.stringify(one) ?? 'null')
const fields = fc.record(
  {
    id: json(fc.oneof(fc.nat(5), fc.constantFrom(null, '__proto__', 'constructor', -1, 0.5), hostileValue)),
    method: json(
      fc.oneof(
        fc.constantFrom('query', 'mutation', 'subscription', 'subscription.stop', 'connectionParams', 'reconnect'),
        hostileValue,
      ),
    ),
    params: fc.oneof(fc.record({ path: json(path), input }, { requiredKeys: [] }).map(asObject), json(hostileValue)),
    jsonrpc: json(fc.constantFrom('2.0', '3.0', 2)),
    data: json(hostileValue),
  },
  { requiredKeys: [] },
)

function asObject(members: Record<string, string | undefined>): string {
  return `{${Object.entries(members)
    .map(([key, value]) => `${JSON.stringify(key)}:${value}`)
    .join(',')}}`
}

const envelope = fc
  .tuple(fields, fc.option(fc.tuple(hostileKeys, json(hostileValue)), { freq: 8 }))
  .map(([members, extra]) => asObject(Object.fromEntries([...Object.entries(members), ...(extra ? [extra] : [])])))

/** JSON that is cut off or has something foreign in it. */
const broken = fc
  .tuple(envelope, fc.nat(200), fc.constantFrom('', '\u0000', '{', ']', ',', '"', '\\u', 'NaN', '\ufeff'))
  .map(([text, at, foreign]) =>
    foreign === '' ? text.slice(0, at) : `${text.slice(0, at)}${foreign}${text.slice(at)}`,
  )

type Frame = { role: Role; template: string }

export const envelopeTarget: Target<Frame> = {
  name: 'envelopes',
  transport: 'websocket',
  weight: 16,
  inputs: fc.record({ role, template: fc.oneof({ arbitrary: envelope, weight: 4 }, broken, hostileText) }),
  attempt: attemptFrame,
}

export const socketBatchTarget: Target<Frame> = {
  name: 'batches',
  transport: 'websocket',
  weight: 8,
  inputs: fc.record({
    role,
    template: fc.oneof(
      { arbitrary: fc.array(envelope, { maxLength: 8 }).map((calls) => `[${calls.join(',')}]`), weight: 9 },
      // Many calls at once, and more than there may be.
      fc
        .tuple(envelope, fc.constantFrom(90, 101, 300))
        .map(([call, count]) => `[${Array(count).fill(call).join(',')}]`),
    ),
  }),
  attempt: attemptFrame,
}

/** Sends the frame, and after it a call that is in order. When that is answered, the socket has survived the frame. */
async function attemptFrame({ role, template }: Frame, { world, lane }: Place): Promise<Result> {
  const id = lane.nextId()
  const after = JSON.stringify({ id, method: 'query', params: { path: 'auth.me' } })
  const frame = fillIn(template, world.resolve)
  const { texts, closed, isAnswered } = await lane.send([frame, after], id, world.tokenOf(role))
  // The subscriptions and ids of one frame must not meet those of the next.
  lane.close()
  const own = isAnswered ? texts.slice(0, -1) : texts
  const verdict = isAnswered ? null : closed === null ? 'no answer' : `closed ${closed}`
  const result = judge(
    own.map((text) => ({ text })),
    verdict,
    secretsFor(world, role),
  )
  if (verdict === 'no answer') result.problems.push(verdict)
  if (isAnswered && role !== 'anonymous' && texts.at(-1)?.includes('UNAUTHENTICATED')) await world.returnAs(role)
  return result
}

type Batch = { role: Role; method: string; paths: string[]; body: string; type: string }

export const httpBatchTarget: Target<Batch> = {
  name: 'batches',
  transport: 'http',
  weight: 12,
  inputs: fc.record({
    role,
    method: fc.constantFrom('POST', 'POST', 'GET', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH'),
    paths: fc.oneof(
      { arbitrary: fc.array(path, { minLength: 1, maxLength: 6 }), weight: 9 },
      fc.tuple(path, fc.constantFrom(100, 101, 400)).map(([one, count]) => Array<string>(count).fill(one)),
    ),
    body: fc.oneof(
      { arbitrary: fc.array(input, { maxLength: 6 }).map(asNumbered), weight: 4 },
      fc.dictionary(hostileKeys, input).map(asObject),
      broken,
      json(hostileValue),
    ),
    type: fc.oneof(
      { arbitrary: fc.constant('application/json'), weight: 5 },
      fc.constantFrom(
        'text/plain',
        'multipart/form-data',
        'application/x-www-form-urlencoded',
        'a',
        'application/json;a',
      ),
    ),
  }),
  async attempt({ role, method, paths, body, type }, { world }) {
    const token = world.tokenOf(role)
    const hasBody = method !== 'GET' && method !== 'HEAD'
    const filled = fillIn(body, world.resolve)
    const query = hasBody ? '' : `&input=${encodeURIComponent(filled.toWellFormed()).slice(0, 6_000)}`
    const answer = await exchange(world.url, {
      method,
      path: `/trpc/${paths.map((one) => encodeURIComponent(one.toWellFormed())).join(',')}?batch=1${query}`,
      headers: { 'content-type': type, ...(token && { authorization: `Bearer ${token}` }) },
      body: hasBody ? filled : null,
    })
    const result = judge([answer], answer.status === 0 ? 'cut off' : null, secretsFor(world, role))
    if (result.verdict === 'UNAUTHENTICATED' && role !== 'anonymous') await world.returnAs(role)
    return result
  },
}

function asNumbered(inputs: string[]): string {
  return asObject(Object.fromEntries(inputs.map((one, i) => [String(i), one])))
}
