import * as E from 'fp-ts/lib/Either.js'

/** The right value, or a failure of the test that shows the left one. */
export const rightOf = <L, R>(either: E.Either<L, R>): R => {
  if (E.isLeft(either)) throw new Error(`refused: ${JSON.stringify(either.left)}`)
  return either.right
}

/** The left value, or a failure of the test. */
export const leftOf = <L, R>(either: E.Either<L, R>): L => {
  if (E.isRight(either)) throw new Error('expected a refusal')
  return either.left
}
