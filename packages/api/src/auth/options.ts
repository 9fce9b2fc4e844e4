import type { AuthOptions } from '@chime/protocol'
import type { Context } from '../context.ts'

/** What the pages to log in and to register have to know of this server. */
export const options = ({ services: { admission, mail } }: Context): AuthOptions => ({
  registration: admission.mode,
  domains: [...admission.domains],
  mail: mail.isSent,
})
