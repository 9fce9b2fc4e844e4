/** An error about the form as a whole. Screen readers announce it when it appears. */
export function FormError({ text }: { text: string | null }) {
  return (
    <p role="alert" className={text ? 'rounded-md bg-danger-soft px-3 py-2 text-danger-text text-sm' : 'hidden'}>
      {text}
    </p>
  )
}
