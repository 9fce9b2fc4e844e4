import type { UserRow } from '@chime/db'
import type { Registration } from '@chime/protocol'
import { Refusal } from '../errors.ts'

/** Who may register on this server. `domains` is empty unless `mode` is `domain`; its names are in lower case. */
export type Admission = { mode: Registration; domains: readonly string[] }

/**
 * Refuses who may not register. Who sets the server up comes before there is anybody who could invite them, so `invite`
 * and `closed` begin with the second account.
 *
 * @throws Refusal `FORBIDDEN`; `INVALID_INPUT` for an address outside of the server's domains
 */
export function mustBeAdmitted(
  admission: Admission,
  { email, invite, isFirst }: { email: string; invite: string | undefined; isFirst: boolean },
): void {
  mustBeInDomains(admission, email)
  const { mode } = admission
  if (isFirst) return
  if (mode === 'closed') throw new Refusal('FORBIDDEN', 'Nobody can register on this server by themselves')
  if (mode === 'invite' && invite === undefined) {
    throw new Refusal('FORBIDDEN', 'To register on this server, open an invite link')
  }
}

/** @throws Refusal `INVALID_INPUT` naming the domains that are allowed */
export function mustBeInDomains({ mode, domains }: Admission, email: string): void {
  const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase()
  if (mode !== 'domain' || domains.includes(domain)) return
  throw new Refusal('INVALID_INPUT', `email: must be an address at ${domains.join(' or ')}`, { field: 'email' })
}

/**
 * Where accounts come from certain domains, nobody is signed in before their address is confirmed: otherwise anybody
 * could name an address there.
 *
 * @throws Refusal `FORBIDDEN`
 */
export function mustBeConfirmed(
  { mode }: Admission,
  { email, externalId }: Pick<UserRow, 'email' | 'externalId'>,
): void {
  if (mode !== 'domain' || email !== null || externalId !== null) return
  throw new Refusal('FORBIDDEN', 'Confirm your email address first: open the link in the mail that was sent to you')
}
