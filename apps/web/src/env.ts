import 'server-only'
import { z } from 'zod'

/** The environment variables of the web's own server. No other file of the web app reads `process.env`. */
const variables = z
  .object({
    /**
     * Where the web's own server reaches the Chime server. Browsers do not know this address: they reach everything
     * through one public address.
     */
    SERVER_URL: z.url({ protocol: /^https?$/ }).default('http://127.0.0.1:3000'),
    /** Origins whose pages may show the app in a frame, separated by commas. */
    ALLOWED_FRAMES: z
      .string()
      .default('')
      .transform((text) =>
        text
          .split(',')
          .map((part) => part.trim())
          .filter(Boolean),
      )
      .refine(
        (all) => all.every((one) => URL.canParse(one) && new URL(one).origin === one),
        'must be origins such as https://example.com',
      ),
  })
  .parse({
    SERVER_URL: process.env.SERVER_URL || undefined,
    ALLOWED_FRAMES: process.env.ALLOWED_FRAMES || undefined,
  })

export const env = { ...variables, isDevelopment: process.env.NODE_ENV === 'development' }
