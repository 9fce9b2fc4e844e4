import type { Fixture } from '../fixture.ts'
import { type Rows, signedIn } from '../verdicts.ts'

const stranger = (fixture: Fixture) => ({ userId: fixture.stranger })

export const blockRows: Rows = {
  'users.block': { input: stranger, verdicts: signedIn },
  'users.unblock': { input: stranger, verdicts: signedIn },
  'users.blocked': { verdicts: signedIn },
}
