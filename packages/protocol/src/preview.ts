import { z } from 'zod'
import { id } from './text.ts'

/** What a page that a message links to says of itself, fetched by the server. */
export const LinkPreview = z.strictObject({
  url: z.string(),
  title: z.string().nullable(),
  description: z.string().nullable(),
  siteName: z.string().nullable(),
  /** A copy of the page's picture at `/files/<id>`, so that readers tell no stranger their address. */
  image: z.strictObject({ id, width: z.int(), height: z.int() }).nullable(),
})
export type LinkPreview = z.infer<typeof LinkPreview>
