import { type Catalogue, shown } from '../definition.ts'
import { className, int, list, long, oneOf, password, string } from '../rule.ts'

/** Who may do what. */
export const securityConfigs: Catalogue = new Map([
  shown('authorizer.class.name', string, '', 'The class that authorizes; there is no authorization here.'),
  shown(
    'connection.failed.authentication.delay.ms',
    int(0),
    '100',
    'How long a connection that failed to authenticate is held.',
  ),
  shown('connections.max.reauth.ms', long(), '0', 'How long an authentication is good for.'),
  shown(
    'delegation.token.expiry.check.interval.ms',
    long(1),
    '3600000',
    'How often old delegation tokens are removed.',
  ),
  shown('delegation.token.expiry.time.ms', long(1), '86400000', 'How long a delegation token is good for.'),
  shown('delegation.token.max.lifetime.ms', long(1), '604800000', 'How long it can be renewed.'),
  shown('delegation.token.secret.key', password, null, 'The secret that signs delegation tokens.'),
  shown('early.start.listeners', list, null, 'Listeners that open before the authorizer is ready.'),
  shown(
    'listener.security.protocol.map',
    string,
    'SASL_SSL:SASL_SSL,PLAINTEXT:PLAINTEXT,SSL:SSL,SASL_PLAINTEXT:SASL_PLAINTEXT',
    'The security protocol of each listener.',
  ),
  shown(
    'principal.builder.class',
    className,
    'org.apache.kafka.common.security.authenticator.DefaultKafkaPrincipalBuilder',
    'The class that makes a principal of a connection.',
  ),
  shown(
    'security.inter.broker.protocol',
    oneOf('PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL'),
    'PLAINTEXT',
    'How brokers talk to each other.',
  ),
  shown('security.providers', string, null, 'Providers of security algorithms.'),
])
