/**
 * What every server in tests has: whoever registers first is its admin, and the key of its audit log needs no folder.
 * Nothing slows people down, and nothing asks the internet.
 */
export const testSettings = {
  RATE_LIMITS: 'off',
  LINK_PREVIEWS: 'off',
  FIRST_ADMIN: 'registration',
  AUDIT_KEY: 'the-key-of-all-servers-in-tests-alone',
}
