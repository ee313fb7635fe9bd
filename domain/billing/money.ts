const roubles = /^(-?)(\d{1,12})(?:\.(\d{1,2}))?$/

/** Reads roubles with a dot (`-748822.93`) as whole kopecks, exactly; `null` when it is no such amount. */
export const kopecksOfRoubles = (written: string): number | null => {
  const parts = roubles.exec(written)
  if (parts === null) return null
  const [, sign, whole = '0', fraction = ''] = parts
  const kopecks = Number(whole) * 100 + Number(fraction.padEnd(2, '0'))
  return sign === '-' && kopecks !== 0 ? -kopecks : kopecks
}

/** Writes kopecks as roubles with a dot and always two decimals. */
export const roublesOfKopecks = (kopecks: number): string => {
  const digits = Math.abs(kopecks).toString().padStart(3, '0')
  return `${kopecks < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}
