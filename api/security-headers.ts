/**
 * On every answer (`security.md`, headers). Answers of the API are data, so nothing at all may run in them; pages
 * have a wider Content-Security-Policy of their own. Written once: helmet's work a request would cost a dashboard
 * a tenth of its time.
 */
export const securityHeaders: Readonly<Record<string, string>> = {
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'content-security-policy':
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
}
