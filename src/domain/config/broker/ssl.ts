import { type Catalogue, shown } from '../definition.ts'
import { boolean, className, list, oneOf, password, string } from '../rule.ts'

/** TLS. */
export const sslConfigs: Catalogue = new Map([
  shown('ssl.allow.dn.changes', boolean, 'false', 'Whether a new certificate may have another name.'),
  shown(
    'ssl.allow.san.changes',
    boolean,
    'false',
    'Whether a new certificate may have other alternative names.',
  ),
  shown('ssl.cipher.suites', list, '', 'Cipher suites that may be used.'),
  shown(
    'ssl.client.auth',
    oneOf('required', 'requested', 'none'),
    'none',
    'Whether clients need certificates.',
  ),
  shown('ssl.enabled.protocols', list, 'TLSv1.2,TLSv1.3', 'Versions of TLS that may be used.'),
  shown(
    'ssl.endpoint.identification.algorithm',
    string,
    'https',
    'How the name in a certificate is checked.',
  ),
  shown('ssl.engine.factory.class', className, null, 'The class that makes TLS engines.'),
  shown('ssl.key.password', password, null, 'The password of the private key.'),
  shown('ssl.keymanager.algorithm', string, 'SunX509', 'The algorithm of the key manager.'),
  shown('ssl.keystore.certificate.chain', password, null, 'The certificate chain.'),
  shown('ssl.keystore.key', password, null, 'The private key.'),
  shown('ssl.keystore.location', string, null, 'The file of the key store.'),
  shown('ssl.keystore.password', password, null, 'The password of the key store.'),
  shown('ssl.keystore.type', string, 'JKS', 'The format of the key store.'),
  shown('ssl.principal.mapping.rules', string, 'DEFAULT', 'How names in certificates become principals.'),
  shown('ssl.protocol', string, 'TLSv1.3', 'The version of TLS.'),
  shown('ssl.provider', string, null, 'The provider of TLS.'),
  shown('ssl.secure.random.implementation', string, null, 'The source of randomness.'),
  shown('ssl.trustmanager.algorithm', string, 'PKIX', 'The algorithm of the trust manager.'),
  shown('ssl.truststore.certificates', password, null, 'Trusted certificates.'),
  shown('ssl.truststore.location', string, null, 'The file of the trust store.'),
  shown('ssl.truststore.password', password, null, 'The password of the trust store.'),
  shown('ssl.truststore.type', string, 'JKS', 'The format of the trust store.'),
])
