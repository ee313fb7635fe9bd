/** Something that the product has done wrong: what was promised, and what was found. */
export class Finding extends Error {
  constructor(what: string) {
    super(what)
    this.name = 'Finding'
  }
}

/** Throws a finding unless it holds; what is shown with it is the evidence. */
export const insist = (holds: boolean, what: string, ...evidence: readonly unknown[]): void => {
  if (holds) return
  throw new Finding([what, ...evidence.map((it) => JSON.stringify(it, null, 1))].join('\n'))
}
