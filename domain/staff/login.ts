const form = /^[a-z][a-z0-9._-]{2,31}$/

/** Reads a staff login as people write it, in lower case: 3 to 32 letters, digits and `. _ -`; else `null`. */
export const staffLoginOf = (written: string): string | null => {
  const login = written.trim().toLowerCase()
  return form.test(login) ? login : null
}
