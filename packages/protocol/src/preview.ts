import { z } from 'zod'
import { id } from './fields.ts'
import { exactly, type Schema } from './schema.ts'

/** What a page that a message links to says about itself. The server fetches it. */
export interface LinkPreview {
  url: string
  title: string | null
  description: string | null
  siteName: string | null
  /**
   * A copy of the page's picture at `/files/<id>`: readers load it from the server, so that the page's owner does not
   * learn their addresses.
   */
  image: PreviewImage | null
}
export interface PreviewImage {
  id: string
  /** Pixels. */
  width: number
  height: number
}
export const LinkPreview: Schema<LinkPreview> = exactly(
  z.strictObject({
    url: z.string(),
    title: z.string().nullable(),
    description: z.string().nullable(),
    siteName: z.string().nullable(),
    image: z.strictObject({ id, width: z.int(), height: z.int() }).nullable(),
  }),
)
