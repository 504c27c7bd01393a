import { type Catalogue, shown } from '../definition.ts'
import { boolean, className, int, list, long, oneOf, password, string } from '../rule.ts'

/** OAuth (KIP-768). */
export const oauthConfigs: Catalogue = new Map([
  shown(
    'sasl.oauthbearer.assertion.algorithm',
    oneOf('ES256', 'RS256'),
    'RS256',
    'The algorithm that signs assertions.',
  ),
  shown('sasl.oauthbearer.assertion.claim.aud', string, null, 'The audience of assertions.'),
  shown(
    'sasl.oauthbearer.assertion.claim.exp.seconds',
    int(0, 86400),
    '300',
    'Seconds for which an assertion is good.',
  ),
  shown('sasl.oauthbearer.assertion.claim.iss', string, null, 'The issuer of assertions.'),
  shown('sasl.oauthbearer.assertion.claim.jti.include', boolean, 'false', 'Whether assertions carry an id.'),
  shown(
    'sasl.oauthbearer.assertion.claim.nbf.seconds',
    int(0, 3600),
    '60',
    'Seconds before now from which an assertion is good.',
  ),
  shown('sasl.oauthbearer.assertion.claim.sub', string, null, 'The subject of assertions.'),
  shown('sasl.oauthbearer.assertion.file', string, null, 'A file with an assertion made beforehand.'),
  shown(
    'sasl.oauthbearer.assertion.private.key.file',
    string,
    null,
    'A file with the key that signs assertions.',
  ),
  shown('sasl.oauthbearer.assertion.private.key.passphrase', password, null, 'The passphrase of that key.'),
  shown('sasl.oauthbearer.assertion.template.file', string, null, 'A file with claims for assertions.'),
  shown(
    'sasl.oauthbearer.client.credentials.client.id',
    string,
    null,
    'The id with which a token is asked for.',
  ),
  shown(
    'sasl.oauthbearer.client.credentials.client.secret',
    password,
    null,
    'The secret with which a token is asked for.',
  ),
  shown('sasl.oauthbearer.clock.skew.seconds', int(), '30', 'How far clocks may differ.'),
  shown('sasl.oauthbearer.expected.audience', list, '', 'Audiences that tokens must name.'),
  shown('sasl.oauthbearer.expected.issuer', string, null, 'The issuer that tokens must name.'),
  shown('sasl.oauthbearer.jwks.endpoint.refresh.ms', long(), '3600000', 'How often keys are fetched anew.'),
  shown(
    'sasl.oauthbearer.jwks.endpoint.retry.backoff.max.ms',
    long(),
    '10000',
    'Longest wait before keys are asked for again.',
  ),
  shown(
    'sasl.oauthbearer.jwks.endpoint.retry.backoff.ms',
    long(),
    '100',
    'First wait before keys are asked for again.',
  ),
  shown('sasl.oauthbearer.jwks.endpoint.url', string, null, 'Where the keys are.'),
  shown(
    'sasl.oauthbearer.jwt.retriever.class',
    className,
    'org.apache.kafka.common.security.oauthbearer.DefaultJwtRetriever',
    'The class that fetches tokens.',
  ),
  shown(
    'sasl.oauthbearer.jwt.validator.class',
    className,
    'org.apache.kafka.common.security.oauthbearer.DefaultJwtValidator',
    'The class that checks tokens.',
  ),
  shown('sasl.oauthbearer.scope', string, null, 'The scope that is asked for.'),
  shown('sasl.oauthbearer.scope.claim.name', string, 'scope', 'The claim that holds the scope.'),
  shown('sasl.oauthbearer.sub.claim.name', string, 'sub', 'The claim that holds the subject.'),
  shown('sasl.oauthbearer.token.endpoint.url', string, null, 'Where tokens are.'),
])
