import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto'
import { type Database, schema, transaction } from '@chime/db'
import type { Log } from '@chime/protocol'
import { and, desc, eq, gt, sql } from 'drizzle-orm'
import { afterNow, checkEveryMs, keyLifeMs, publishedAfterMs, publishedAheadMs, successorDueMs } from './rotation.ts'
import type { Seal } from './seal.ts'

const { signingKeys } = schema

/** How old may be what a node remembers of the keys. */
const rememberedMs = 30 * 1_000
/** An unknown key makes the node read again, but not more often than this: anybody can name a key that does not exist. */
const unknownEveryMs = 1_000

type KeyRow = typeof signingKeys.$inferSelect
/** As in a JSON Web Key Set (RFC 7517, RFC 8037). */
export type PublicKey = { kty: string; crv: string; x: string; kid: string; alg: 'EdDSA'; use: 'sig' }

export type SigningKeys = {
  /** The key that signs now. Makes one where there is none. */
  signer(): Promise<{ id: string; key: KeyObject }>
  /** The public key with this id, of any node; null if none is published. */
  verifier(id: string): Promise<KeyObject | null>
  /** All public keys with which a valid token may be signed, now or soon. */
  published(): Promise<PublicKey[]>
  close(): void
}

/**
 * The keys of all nodes, which share them through the database. Each has a successor before it ends, made by whichever
 * node looks first. Nodes with another secret cannot open a key: they make keys of their own, and accept all.
 */
export function createSigningKeys(db: Database, { seal, log }: { seal: Seal; log: Log }): SigningKeys {
  const { drizzle } = db
  let remembered: { rows: KeyRow[]; readAt: number } | null = null
  let reading: Promise<KeyRow[]> | null = null
  let unknownAt = 0
  const opened = new Map<string, KeyObject>()

  async function read(): Promise<KeyRow[]> {
    const rows = await drizzle
      .select()
      .from(signingKeys)
      .where(gt(signingKeys.signsUntil, afterNow(-publishedAfterMs)))
    remembered = { rows, readAt: Date.now() }
    return rows
  }

  function readOnce(): Promise<KeyRow[]> {
    reading ??= read().finally(() => {
      reading = null
    })
    return reading
  }

  /** The published keys as they are now, or were a moment ago. */
  const keys = async () => (remembered && Date.now() - remembered.readAt < rememberedMs ? remembered.rows : readOnce())

  /** The published keys, read because of one that is not among those above. */
  async function keysWithUnknown(): Promise<KeyRow[]> {
    if (Date.now() - unknownAt < unknownEveryMs) return []
    unknownAt = Date.now()
    return readOnce()
  }

  /** Makes the next key if the newest one has ended or soon will. It signs when that one ends, and is published now. */
  async function provide(): Promise<void> {
    const made = await transaction(db, async (tx) => {
      // Nodes take turns, so that they do not all make one. Reading goes on.
      await tx.execute(sql`lock table ${signingKeys} in share row exclusive mode`)
      const [newest] = await tx
        .select({
          id: signingKeys.id,
          isDue: sql<boolean>`${signingKeys.signsUntil} < ${afterNow(successorDueMs)}`,
        })
        .from(signingKeys)
        .where(and(eq(signingKeys.sealedWith, seal.name), gt(signingKeys.signsUntil, sql`now()`)))
        .orderBy(desc(signingKeys.signsUntil))
        .limit(1)
      if (newest && !newest.isDue) return null
      // The old key signs on until the new one has been published for long enough.
      const [old] = newest
        ? await tx
            .update(signingKeys)
            .set({ signsUntil: sql`greatest(${signingKeys.signsUntil}, ${afterNow(publishedAheadMs)})` })
            .where(eq(signingKeys.id, newest.id))
            .returning({ signsUntil: signingKeys.signsUntil })
        : []
      const signsFrom = old ? sql`${old.signsUntil.toISOString()}::timestamptz` : sql`now()`
      const key = makeKey(seal)
      await tx
        .insert(signingKeys)
        .values({ ...key, signsFrom, signsUntil: sql`${signsFrom} + ${keyLifeMs} * interval '1 millisecond'` })
      await tx.delete(signingKeys).where(sql`${signingKeys.signsUntil} < ${afterNow(-2 * publishedAfterMs)}`)
      return key.id
    })
    if (made !== null) log.info({ keyId: made }, 'signing key made')
    await read()
  }

  const current = (rows: KeyRow[]) => {
    const now = Date.now()
    const mine = rows.filter((row) => row.sealedWith === seal.name && row.signsUntil.getTime() > now)
    const signing = mine.filter((row) => row.signsFrom.getTime() <= now)
    // The latest that has begun. If the clocks differ so much that none has, the one that will be first.
    return signing.sort((a, b) => b.signsFrom.getTime() - a.signsFrom.getTime())[0] ?? mine[0]
  }

  async function check(): Promise<void> {
    try {
      const due = Date.now() + successorDueMs
      const isProvided = (await read()).some(
        ({ sealedWith, signsUntil }) => sealedWith === seal.name && signsUntil.getTime() > due,
      )
      if (!isProvided) await provide()
    } catch (err) {
      log.warn({ err }, 'signing keys not looked at; the next check tries again')
    }
  }
  void check()
  const timer = setInterval(check, checkEveryMs).unref()

  return {
    async signer() {
      let row = current(await keys())
      if (!row) {
        await provide()
        row = current(await keys())
      }
      if (!row) throw new Error('there is no signing key')
      let key = opened.get(row.id)
      if (!key) {
        key = createPrivateKey({ key: JSON.parse(seal.open(row.sealedKey, row.id)), format: 'jwk' })
        opened.clear()
        opened.set(row.id, key)
      }
      return { id: row.id, key }
    },
    async verifier(id) {
      const named = (rows: KeyRow[]) => rows.find((row) => row.id === id)
      const row = named(await keys()) ?? named(await keysWithUnknown())
      return row ? createPublicKey({ key: row.publicKey, format: 'jwk' }) : null
    },
    async published() {
      let rows = await keys()
      if (rows.length === 0) {
        await provide()
        rows = await keys()
      }
      return rows.map(({ id, publicKey: { kty, crv, x } }) => ({ kty, crv, x, kid: id, alg: 'EdDSA', use: 'sig' }))
    },
    close: () => clearInterval(timer),
  }
}

function makeKey(seal: Seal) {
  const id = randomUUID()
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const { kty = '', crv = '', x = '' } = publicKey.export({ format: 'jwk' })
  const sealedKey = seal.close(JSON.stringify(privateKey.export({ format: 'jwk' })), id)
  return { id, publicKey: { kty, crv, x }, sealedKey, sealedWith: seal.name }
}
