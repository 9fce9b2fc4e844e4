import { opaqueString } from '@chime/protocol'
import { hash, verify } from '@node-rs/argon2'
import { weaknessOf } from './weak-password.ts'

// OWASP Password Storage Cheat Sheet, first recommendation for Argon2id. The package's default algorithm is Argon2id.
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export type Passwords = {
  hash(password: string): Promise<string>
  /**
   * Whether this is the password, however its characters were typed. A hash from before passwords had one form opens, too.
   * Takes as long for an unknown account (`null`) as for a known one, so that the time does not tell which accounts
   * exist.
   */
  verify(passwordHash: string | null, password: string): Promise<boolean>
  /** Whether a hash was made with less effort than hashes are made with now. Then it is made anew at the next login. */
  isWeak(passwordHash: string): boolean
  /**
   * Why a password is refused, such as `is among the most common passwords`; null if it is good enough.
   *
   * @param names of the person who chooses it
   */
  weaknessOf(password: string, names: readonly string[]): string | null
}

/** @param serverNames what the server is called, which is guessed first too */
export async function createPasswords(serverNames: readonly string[] = []): Promise<Passwords> {
  const nobody = await hash('nobody has this password', parameters)
  return {
    hash: (password) => hash(opaqueString(password), parameters),
    verify: async (passwordHash, password) => {
      for (const form of formsOf(password)) {
        if (await verify(passwordHash ?? nobody, form)) return passwordHash !== null
      }
      return false
    },
    isWeak,
    weaknessOf: (password, names) => weaknessOf(password, [...names, ...serverNames]),
  }
}

/** The form that is hashed, and those in which the same password may have been hashed before; mostly they are one. */
const formsOf = (password: string) => new Set([opaqueString(password), password, password.normalize('NFD')])

function isWeak(passwordHash: string): boolean {
  const [, memory, time, parallelism] = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$/.exec(passwordHash) ?? []
  const { memoryCost, timeCost } = parameters
  return !(Number(memory) >= memoryCost && Number(time) >= timeCost && Number(parallelism) >= 1)
}
