'use client'

import type { Components } from '@chime/ui'
import type { ComponentProps } from 'react'

/** Parts that the shop replaces. What it renders itself has the class `chime-host`, so it keeps the styles of the shop. */
export const components: Components = { Avatar: Cup, ConversationStart: Welcome }

/** The same for customers, who need not know that they write in a group with their name. */
export const customerComponents: Components = {
  ...components,
  Composer: ({ Default, ...props }) => <Default {...props} placeholder="Your question" />,
}

type AvatarProps = ComponentProps<NonNullable<Components['Avatar']>>

/** A tea cup with the first letter of the name, in place of the picture. */
function Cup({ user, size = 'md' }: AvatarProps) {
  const letter = (user?.fullName ?? user?.username ?? '?').slice(0, 1)
  return (
    <span aria-hidden className={`chime-host kettle-cup kettle-cup-${size}`}>
      {letter}
    </span>
  )
}

function Welcome() {
  return (
    <div className="chime-host kettle-welcome">
      <h2>How can we help?</h2>
      <p>Ask about an order, a leaf, or the right water. Sam answers from nine to five.</p>
    </div>
  )
}
