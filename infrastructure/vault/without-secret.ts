/** So many letters of a secret in a row are told as the secret itself. */
const tellingLength = 8

const windowsOf = (secret: string): readonly string[] => {
  const length = Math.min(tellingLength, secret.length)
  return Array.from({ length: secret.length - length + 1 }, (_, at) => secret.slice(at, at + length))
}

/** What a gateway says, without blanks and the marks that break a letter's lines (quoted-printable). */
const joined = (reason: string): string => reason.replace(/[\s=]/g, '')

/** A gateway's failure, unless its reason quotes the secret, or a part of it, that it was given to send. */
export const withoutSecret = <Failure extends { readonly reason: string }>(
  failure: Failure,
  secret: string,
): Failure => {
  const said = joined(failure.reason)
  return windowsOf(secret).some((part) => said.includes(part))
    ? { ...failure, reason: 'the gateway repeated the message' }
    : failure
}
