/**
 * Spaces, controls, what Unicode says may be ignored (zero-width characters, fillers, variation selectors), marks
 * without a letter, and the few characters that fonts draw as nothing.
 */
const visible =
  /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{Cs}\p{Mn}\p{Me}\p{Noncharacter_Code_Point}\u2800\ufffc\u{1d159}]/u

/** Whether people see anything of this text. */
export const isVisible = (text: string): boolean => visible.test(text)
