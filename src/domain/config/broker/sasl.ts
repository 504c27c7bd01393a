import { type Catalogue, shown } from '../definition.ts'
import { className, double, int, list, long, password, short, string } from '../rule.ts'

/** SASL. */
export const saslConfigs: Catalogue = new Map([
  shown('sasl.client.callback.handler.class', className, null, 'The class that answers SASL for a client.'),
  shown('sasl.enabled.mechanisms', list, 'GSSAPI', 'SASL mechanisms that clients may use.'),
  shown('sasl.jaas.config', password, null, 'The JAAS login context.'),
  shown('sasl.kerberos.kinit.cmd', string, '/usr/bin/kinit', 'The path of kinit.'),
  shown(
    'sasl.kerberos.min.time.before.relogin',
    long(),
    '60000',
    'How long a login sleeps before it is renewed.',
  ),
  shown('sasl.kerberos.principal.to.local.rules', list, 'DEFAULT', 'How principals become short names.'),
  shown('sasl.kerberos.service.name', string, null, 'The Kerberos principal of brokers.'),
  shown(
    'sasl.kerberos.ticket.renew.jitter',
    double(),
    '0.05',
    'Jitter of the time at which a ticket is renewed.',
  ),
  shown(
    'sasl.kerberos.ticket.renew.window.factor',
    double(),
    '0.8',
    "Share of a ticket's life after which it is renewed.",
  ),
  shown('sasl.login.callback.handler.class', className, null, 'The class that answers a login.'),
  shown('sasl.login.class', className, null, 'The class that logs in.'),
  shown(
    'sasl.login.connect.timeout.ms',
    int(),
    null,
    'How long a connection to the identity provider may take.',
  ),
  shown('sasl.login.read.timeout.ms', int(), null, 'How long a read from the identity provider may take.'),
  shown(
    'sasl.login.refresh.buffer.seconds',
    short(),
    '300',
    'Seconds before its end at which a credential is renewed at the latest.',
  ),
  shown('sasl.login.refresh.min.period.seconds', short(), '60', 'Least seconds between two renewals.'),
  shown(
    'sasl.login.refresh.window.factor',
    double(),
    '0.8',
    "Share of a credential's life after which it is renewed.",
  ),
  shown('sasl.login.refresh.window.jitter', double(), '0.05', 'Jitter of that share.'),
  shown('sasl.login.retry.backoff.max.ms', long(), '10000', 'Longest wait between logins.'),
  shown('sasl.login.retry.backoff.ms', long(), '100', 'First wait between logins.'),
  shown('sasl.mechanism.controller.protocol', string, 'GSSAPI', 'The SASL mechanism towards controllers.'),
  shown('sasl.mechanism.inter.broker.protocol', string, 'GSSAPI', 'The SASL mechanism between brokers.'),
  shown('sasl.server.callback.handler.class', className, null, 'The class that answers SASL for the broker.'),
  shown('sasl.server.max.receive.size', int(), '524288', 'Largest message before a client is authenticated.'),
])
