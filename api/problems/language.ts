/** The languages in which people are answered (`rest.md`, errors). */
export type Language = 'ru' | 'en'

interface Wish {
  readonly tag: string
  readonly weight: number
}

const wishOf = (part: string): Wish => {
  const [tag = '', ...parameters] = part.split(';').map((word) => word.trim().toLowerCase())
  const q = parameters.find((word) => word.startsWith('q='))
  const weight = q === undefined ? 1 : Number(q.slice(2))
  return { tag, weight: Number.isFinite(weight) ? weight : 0 }
}

const languageOf = (tag: string): Language | null => {
  if (tag === '*') return 'ru'
  const primary = tag.split('-')[0]
  return primary === 'ru' || primary === 'en' ? primary : null
}

const longestHeader = 200

/** The language that an Accept-Language header wants most; Russian, the product's own, when it wants neither. */
export const languageWanted = (acceptLanguage: string | undefined): Language => {
  if (acceptLanguage === undefined) return 'ru'
  let best: { readonly language: Language; readonly weight: number } | null = null
  for (const { tag, weight } of acceptLanguage.slice(0, longestHeader).split(',').map(wishOf)) {
    const language = languageOf(tag)
    if (language !== null && weight > (best?.weight ?? 0)) best = { language, weight }
  }
  return best?.language ?? 'ru'
}
