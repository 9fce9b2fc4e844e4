import { hash, verify } from '@node-rs/argon2'
import { dictionary } from '@zxcvbn-ts/language-common'

// OWASP Password Storage Cheat Sheet, first recommendation for Argon2id. The package's default algorithm is Argon2id.
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

const common = new Set(dictionary['passwords-common'])

export type Passwords = {
  hash(password: string): Promise<string>
  /** Takes as long for an unknown account (`null`) as for a known one. */
  verify(passwordHash: string | null, password: string): Promise<boolean>
  isCommon(password: string): boolean
}

export async function createPasswords(): Promise<Passwords> {
  const nobody = await hash('nobody has this password', parameters)
  return {
    hash: (password) => hash(password, parameters),
    verify: async (passwordHash, password) => {
      const right = await verify(passwordHash ?? nobody, password)
      return right && passwordHash !== null
    },
    isCommon: (password) => common.has(password.toLowerCase()),
  }
}
