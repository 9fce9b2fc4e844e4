import type { schema } from '@chime/db'
import type { Log } from '@chime/protocol'
import { Refusal } from '../errors.ts'
import type { Services } from '../services.ts'

type TwoFactorRow = typeof schema.twoFactor.$inferSelect

/** A sealed secret that is copied to another user's row does not open there. */
const contextOf = (userId: string) => `two-factor ${userId}`

export const sealSecret = ({ seal }: Pick<Services, 'seal'>, userId: string, secret: string): string =>
  seal.close(secret, contextOf(userId))

/** @throws Refusal `UNAVAILABLE` if it was sealed by a node with another SIGNING_SECRET */
export function openSecret({ seal }: Pick<Services, 'seal'>, row: TwoFactorRow, log: Log): string {
  try {
    return seal.open(row.sealedSecret, contextOf(row.userId))
  } catch (err) {
    log.error(
      { err, userId: row.userId },
      'a two-factor secret cannot be read: it was made with another SIGNING_SECRET',
    )
    throw new Refusal('UNAVAILABLE', 'The server cannot check codes of apps now; use a recovery code')
  }
}
