import { type Catalogue, shown } from '../definition.ts'
import { boolean, int, list, listOf, long, string } from '../rule.ts'

/** Kafka's controllers (KRaft), of which there are none here. */
export const controllersConfigs: Catalogue = new Map([
  shown('broker.heartbeat.interval.ms', int(), '2000', 'How often brokers report to the controller.'),
  shown('broker.session.timeout.ms', int(), '9000', 'Silence after which the controller gives a broker up.'),
  shown('controller.listener.names', list, null, 'Listeners of the controller.'),
  shown(
    'controller.quorum.append.linger.ms',
    int(0),
    '25',
    'How long writes of the controller wait for others.',
  ),
  shown(
    'controller.quorum.auto.join.enable',
    boolean,
    'false',
    'Whether a controller joins the voters by itself.',
  ),
  shown('controller.quorum.bootstrap.servers', list, '', 'Where the controllers are found.'),
  shown(
    'controller.quorum.election.backoff.max.ms',
    int(0),
    '1000',
    'Longest wait before the next election.',
  ),
  shown('controller.quorum.election.timeout.ms', int(0), '1000', 'How long an election may take.'),
  shown('controller.quorum.fetch.max.bytes', int(1), '1048576', 'Bytes of a fetch of the metadata log.'),
  shown(
    'controller.quorum.fetch.snapshot.max.bytes',
    int(1),
    '1048576',
    'Bytes of a fetch of a metadata snapshot.',
  ),
  shown(
    'controller.quorum.fetch.timeout.ms',
    int(0),
    '2000',
    'Silence of the leader after which there is an election.',
  ),
  shown(
    'controller.quorum.request.timeout.ms',
    int(0),
    '2000',
    "How long a controller waits for another one's answer.",
  ),
  shown('controller.quorum.retry.backoff.ms', int(0), '20', 'Wait before a controller asks again.'),
  shown('controller.quorum.voters', list, '', 'The controllers that vote.'),
  shown('controller.socket.timeout.ms', int(), '30000', 'How long a broker waits for the controller.'),
  shown(
    'initial.broker.registration.timeout.ms',
    int(),
    '60000',
    'How long a broker waits to be registered at start.',
  ),
  shown('metadata.log.dir', string, null, 'Where the metadata log lies.'),
  shown(
    'metadata.log.max.record.bytes.between.snapshots',
    long(1),
    '20971520',
    'Bytes of metadata between two snapshots.',
  ),
  shown(
    'metadata.log.max.snapshot.interval.ms',
    long(0),
    '3600000',
    'Time between two snapshots of the metadata.',
  ),
  shown('metadata.log.segment.bytes', int(8388608), '1073741824', 'Segments of the metadata log.'),
  shown('metadata.log.segment.ms', long(), '604800000', 'Age at which such a segment is sealed.'),
  shown('metadata.max.idle.interval.ms', int(0), '500', 'How often an idle controller writes.'),
  shown('metadata.max.retention.bytes', long(), '104857600', 'Bytes of metadata that are kept.'),
  shown('metadata.max.retention.ms', long(), '604800000', 'Time metadata is kept.'),
  shown(
    'process.roles',
    listOf('broker', 'controller'),
    null,
    'Whether a node is broker, controller or both.',
  ),
])
