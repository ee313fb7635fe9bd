/** A line is longer than anything that is read here: the stream is not what it says. */
export class LineTooLong extends Error {
  readonly line: number

  constructor(line: number) {
    super(`line ${line} is too long`)
    this.line = line
    this.name = 'LineTooLong'
  }
}

export interface NumberedLine {
  /** From 1. */
  readonly line: number
  readonly text: string
}

/** Characters. */
const longestLine = 64 * 1024

/**
 * The lines of a UTF-8 stream, empty ones left out, read no faster than they are taken. Throws `LineTooLong` rather
 * than gather a line without end.
 */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<NumberedLine> {
  const decoder = new TextDecoder()
  let rest = ''
  let line = 0
  for await (const chunk of chunks) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = parts.pop() ?? ''
    for (const text of parts) {
      line += 1
      if (text.trim() !== '') yield { line, text }
    }
    if (rest.length > longestLine) throw new LineTooLong(line + 1)
  }
  rest += decoder.decode()
  if (rest.trim() !== '') yield { line: line + 1, text: rest }
}
