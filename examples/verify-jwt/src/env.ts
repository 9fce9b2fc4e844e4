const { CHIME_URL = 'http://localhost:3000', CHIME_ISSUER, PORT = '4000' } = process.env

/** What the environment says. Only this file reads it. */
export const env = {
  /** Where this service reaches Chime. */
  chimeUrl: CHIME_URL,
  /** Where people reach Chime: its PUBLIC_URL. */
  issuer: CHIME_ISSUER ?? new URL(CHIME_URL).origin,
  port: Number(PORT),
}
