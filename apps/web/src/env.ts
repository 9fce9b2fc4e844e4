import 'server-only'
import { z } from 'zod'

/** What the web's own server is told by its environment. No other file of the web app reads `process.env`. */
export const env = z
  .object({
    /** The Chime server, as the web's server reaches it. Not seen by browsers, which know only the front door. */
    SERVER_URL: z.url({ protocol: /^https?$/ }).default('http://127.0.0.1:3000'),
  })
  .parse({ SERVER_URL: process.env.SERVER_URL || undefined })
