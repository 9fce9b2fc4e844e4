/** An id that nobody has: for looking somebody up who may not exist. */
export const nobody = '00000000-0000-0000-0000-000000000000'
