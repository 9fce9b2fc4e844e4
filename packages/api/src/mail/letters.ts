import { letter } from './letter.ts'
import type { Letter, Mail } from './mail.ts'

/*
 * Every mail that is sent. A person is named by their username alone: whoever registers with somebody else's address
 * must not be able to write them a text, as a full name could be.
 *
 * The secret of a link stands behind the #. Browsers send that to no server, so no log of a proxy holds it.
 */

type From = Pick<Mail, 'title' | 'link'>
type User = { username: string }

const at = ({ username }: User) => ({ name: `@${username}` })

export const resetLetter = ({ title, link }: From, user: User, token: string): Letter =>
  letter(title, {
    subject: `Set a new password for ${title}`,
    paragraphs: [
      ['Somebody, hopefully you, wants to set a new password for the account ', at(user), '.'],
      ['The link works once, and for one hour. It logs the account out everywhere.'],
    ],
    action: { label: 'Set a new password', url: link(`/reset-password#${token}`) },
    note: 'If you did not ask for this, do nothing: your password stays as it is.',
  })

export const verifyLetter = ({ title, link }: From, user: User, token: string): Letter =>
  letter(title, {
    subject: `Confirm your email address for ${title}`,
    paragraphs: [
      ['Confirm that this is the address of the account ', at(user), '. You can then log in with it.'],
      ['The link works for one day.'],
    ],
    action: { label: 'Confirm the address', url: link(`/verify-email#${token}`) },
    note: 'If this is not your account, do nothing: the address then belongs to nobody there.',
  })

/** To the owner of an address that somebody else, or they themselves, wanted to use a second time. */
export const takenLetter = ({ title, link }: From, user: User): Letter =>
  letter(title, {
    subject: `You already have an account on ${title}`,
    paragraphs: [
      ['Somebody, perhaps you, wanted to use this address for another account. You have one already: ', at(user), '.'],
      ['If you have forgotten your password, you can set a new one.'],
    ],
    action: { label: 'Set a new password', url: link('/forgot-password') },
    note: 'If it was not you, do nothing. Whoever it was has not learned that you have an account.',
  })

export const emailChangingLetter = ({ title, link }: From, user: User): Letter =>
  letter(title, {
    subject: `Another email address for your account on ${title}`,
    paragraphs: [
      ['Another address is to take the place of this one for the account ', at(user), ', once it is confirmed.'],
      ['If it was not you, somebody knows your password: set a new one now, which also stops this.'],
    ],
    action: { label: 'Set a new password', url: link('/forgot-password') },
    note: 'If it was you, there is nothing to do here.',
  })

export const passwordChangedLetter = ({ title, link }: From, user: User): Letter =>
  letter(title, {
    subject: `Your password for ${title} was changed`,
    paragraphs: [
      ['The account ', at(user), ' has a new password, and other devices were logged out.'],
      ['If it was not you, set a new one now.'],
    ],
    action: { label: 'Set a new password', url: link('/forgot-password') },
    note: 'If it was you, there is nothing to do here.',
  })
