/**
 * Splits what Redis sends into single replies, so that publications can be taken out of the stream
 * (https://redis.io/docs/latest/develop/reference/protocol-spec/).
 */
export class PublicationFilter {
  #rest: Buffer = Buffer.alloc(0)
  readonly #isLost: () => boolean

  /** @param isLost decides for each publication */
  constructor(isLost: () => boolean) {
    this.#isLost = isLost
  }

  /** @returns what goes on. The beginning of an incomplete reply is kept until its end comes */
  pass(chunk: Buffer): Buffer {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    const kept: Buffer[] = []
    let at = 0
    for (;;) {
      const end = replyEnd(this.#rest, at)
      if (end === null) break
      const reply = this.#rest.subarray(at, end)
      at = end
      if (!isPublication(reply) || !this.#isLost()) kept.push(reply)
    }
    this.#rest = this.#rest.subarray(at)
    return Buffer.concat(kept)
  }
}

const publication = /^[*>]3\r\n\$[78]\r\ns?message\r\n/

function isPublication(reply: Buffer): boolean {
  return publication.test(reply.toString('latin1', 0, 24))
}

/** Where the reply that starts at `at` ends; null when it is incomplete. */
function replyEnd(data: Buffer, at: number): number | null {
  const lineEnd = data.indexOf('\r\n', at)
  if (lineEnd < 0) return null
  const kind = data.toString('latin1', at, at + 1)
  const next = lineEnd + 2
  if ('+-:,#_('.includes(kind)) return next
  const count = Number(data.toString('latin1', at + 1, lineEnd))
  if ('$=!'.includes(kind)) {
    if (count < 0) return next
    const end = next + count + 2
    return end <= data.length ? end : null
  }
  let position: number | null = next
  const parts = '%|'.includes(kind) ? 2 * count : count
  for (let i = 0; i < parts && position !== null; i++) position = replyEnd(data, position)
  return position
}
