import { userInfo } from 'node:os'
import type { Operator } from '@chime/api/audit/record'

/** Whoever may use the command line of this server, by their account on this machine. */
export const commandLine = (): Operator => ({ userId: null, account: accountName() })

/** In a container the account may have no name. */
function accountName(): string {
  try {
    return userInfo().username
  } catch {
    return 'unknown'
  }
}
