import { limits } from '@chime/protocol'

export const newPasswordRule = `Use at least ${limits.passwordBytesMin} characters.`
/** What the server found: the name of the person or of the server, a row of keys, or one of a list. */
export const weakPasswordText = 'This password is easily guessed. Choose another.'
